"""Setting the company's settings, quotas and stages' terms, each from a day on; and taking one back."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Engine

from model.access import Viewer
from model.acting import Act, CannotDo, acting
from model.commands.dated import QUOTAS, SETTINGS, TERMS, HoldsAlready, must_administer, put, take_back
from model.setting_checks import check_setting
from model.stages import Category, StageKind
from model.tables import Stage

FIXED = ("currency", "currency_exponent")
"""What every amount is kept in: it is set once, with the first import."""
KINDS = (None, "new", "existing")


def set_value(
    engine: Engine, viewer: Viewer, *, key: str, value: str, since: date | None = None, now: datetime | None = None
) -> int:
    """Set a setting from a day on (today without one); gives the audit entry's id.

    AccessDenied for who is no administrator; CannotDo for an unknown key, a value that cannot be read, a past day, and the
    currency.
    """
    with acting(engine, viewer, now=now) as act:
        must_administer(act)
        if key in FIXED:
            raise CannotDo(f"{key} is what every amount is kept in: it cannot be changed here.")
        try:
            check_setting(key, value)
        except ValueError as error:
            raise CannotDo(str(error)) from error
        return put(act, SETTINGS, {"key": key}, {"value": value}, since, {})


def set_quotas(
    engine: Engine,
    viewer: Viewer,
    *,
    quotas: Iterable[tuple[int, str, str | None, int | None]],
    since: date | None = None,
    now: datetime | None = None,
) -> int:
    """Set quotas (person, period, new/existing/None for both, amount in minor units) from a day on; gives how many were new.

    No amount = no quota from that day on. All of them or none. CannotDo for an unknown person, period or kind, a negative
    amount, a past day; those that hold already are left as they are.
    """
    with acting(engine, viewer, now=now) as act:
        must_administer(act)
        done = 0
        for person, period, kind, amount in quotas:
            if person not in act.members:
                raise CannotDo(f"There is no person {person}.")
            act.period(period)
            if kind not in KINDS:
                raise CannotDo(f"{kind!r} is no kind of quota: new, existing, or none for both together.")
            act.check_amount(amount, f"The quota of {act.name(person)} for {period}")
            try:
                key = {"person_id": person, "period": period, "kind": kind}
                put(act, QUOTAS, key, {"amount": amount}, since, {"person": person, "period": period})
            except HoldsAlready:
                continue
            done += 1
        if not done:
            raise CannotDo("These quotas hold already: nothing would change.")
    return done


def set_terms(
    engine: Engine,
    viewer: Viewer,
    *,
    terms: Iterable[tuple[int, int, str | None]],
    since: date | None = None,
    now: datetime | None = None,
) -> int:
    """Set stages' chance to win and default category (stage id, basis points, category) from a day on; gives how many were new.

    All of them or none. CannotDo for a stage that is won or lost, a chance outside 0 to 100 %, an unknown category, a past
    day; those that hold already are left as they are.
    """
    with acting(engine, viewer, now=now) as act:
        must_administer(act)
        done = 0
        for stage, chance, category in terms:
            name = _check_terms(act, stage, chance, category)
            values = {"probability_bp": chance, "default_category": category}
            try:
                put(act, TERMS, {"stage_id": stage}, values, since, {}, stage=name)
            except HoldsAlready:
                continue
            done += 1
        if not done:
            raise CannotDo("These terms hold already: nothing would change.")
    return done


def _check_terms(act: Act, stage: int, chance: int, category: str | None) -> str:
    """The stage's name, where it may have these terms."""
    found = act.session.get(Stage, stage)
    if found is None or found.revision_out is not None:
        raise CannotDo("There is no such stage.")
    if found.kind in (StageKind.WON, StageKind.LOST):
        raise CannotDo(f"{found.name} is {found.kind}: its chance is fixed.")
    if not 0 <= chance <= 10_000:
        raise CannotDo("A chance to win lies between 0 and 100 %.")
    if category is not None and category not in list(Category)[1:]:
        raise CannotDo(f"{category!r} is no category: {', '.join(list(Category)[1:])}.")
    return str(found.name)


def undo_settings(engine: Engine, viewer: Viewer, *, entries: Iterable[int], now: datetime | None = None) -> None:
    """Take back what audit entries set, all or none; every past day is shown as it was. See dated.take_back for CannotDo."""
    with acting(engine, viewer, now=now) as act:
        must_administer(act)
        for entry in entries:
            take_back(act, entry)
