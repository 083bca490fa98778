"""How a deal came here, in words: a sentence, and what changed when."""

from datetime import date
from typing import Any

import pandas as pd

from metrics.bridge_deals import change
from model.money import exponent_of
from pages.parts import formats
from pages.parts.retelling import retold
from pages.parts.view import current
from pages.parts.words import say, say_many

OPEN = ("unqualified", "qualified")
AMOUNTS_ALONE = {f"{side}_{name}": None for side in ("was", "now") for name in ("owner_id", "stage", "due_on", "category")}


def story(facts: pd.Series, versions: pd.DataFrame) -> str:
    """The deal's way in a sentence: Pushed twice (37 days), amount cut by 12 %, 94 days in 4 stages."""
    parts = [*_pushes(versions), *_amount(versions)]
    closed = str(facts["stage_kind"]) if facts["stage_kind"] not in OPEN else None
    spent = _spent(facts, versions)
    if closed is None:
        if versions["stage_kind"].isin(("won", "lost")).any():
            parts = [say("reopened"), *parts]
        return _sentence([*parts, *spent] or [say("{versions} known", versions=formats.many(len(versions), "version"))])
    ended = say("won") if closed == "won" else say("lost")
    on = formats.day(facts["closed_on"])
    head = say("{ended} after {spent}", ended=ended, spent=spent[0]) if spent else say("{ended} on {day}", ended=ended, day=on)
    return _sentence([head, *parts])


def _sentence(parts: list[str]) -> str:
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _pushes(versions: pd.DataFrame) -> list[str]:
    """How often the close date moved later, by the rule of the metric `pushes`."""
    pairs = zip(versions["previous_close_on"], versions["close_on"], strict=True)
    known = [(now - was).days for was, now in pairs if not (formats.is_unknown(was) or formats.is_unknown(now))]
    later, earlier = [days for days in known if days > 0], [-days for days in known if days < 0]
    found = []
    if later:
        often = say("pushed once") if len(later) == 1 else say("pushed twice")
        often = often if len(later) < 3 else say("pushed {times} times", times=formats.count(len(later)))
        found.append(f"{often} ({formats.many(sum(later), 'day')})")
    if earlier:
        found.append(say("pulled in {days}", days=formats.many(sum(earlier), "day")))
    return found


def _amount(versions: pd.DataFrame) -> list[str]:
    """How far the amount is from the first that is known: amount cut by 12 %."""
    known = [int(amount) for amount in versions["amount"] if not formats.is_unknown(amount)]
    if not known:
        return [say("no amount so far")]
    words = change(AMOUNTS_ALONE | {"was_amount": known[0], "now_amount": known[-1]})
    return [str(retold(words))] if words else []


def _spent(facts: pd.Series, versions: pd.DataFrame) -> list[str]:
    """How long it took and through how many stages; nothing where its beginning is unknown."""
    begun, closed_on = facts["created_on"], facts["closed_on"]
    if formats.is_unknown(begun):
        return []
    days = formats.many(((current().as_of if formats.is_unknown(closed_on) else closed_on) - begun).days, "day")
    stages = versions.loc[versions["stage_kind"].isin(OPEN), "stage_id"].nunique()
    if not stages or formats.is_unknown(versions["from_on"].iloc[0]):
        return [days]  # history begins in the middle: who knows through which stages it came
    return [say_many("{days} in {n} stage", "{days} in {n} stages", stages, days=days)]


def exponent(facts: pd.Series) -> int:
    """The decimals of the deal's own currency, in which its versions are kept."""
    own = facts["currency"]
    return current().exponent if formats.is_unknown(own) or own == current().currency else exponent_of(str(own))


def told(versions: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """The versions with their texts: what (changed, in words) and now (the new values of what changed)."""
    rows = versions.to_dict("records")
    before: list[dict[Any, Any] | None] = [None, *rows[:-1]]
    what = [_what(was, now) for was, now in zip(before, rows, strict=True)]
    values = [_now(was, now, decimals) for was, now in zip(before, rows, strict=True)]
    return versions.assign(what=what, now=values)


def _what(was: dict[Any, Any] | None, now: dict[Any, Any]) -> str:
    if was is None:
        return say("Already so when its history begins") if formats.is_unknown(now["from_on"]) else say("Begun")
    step = [] if _same(was["next_step"], now["next_step"]) else [say("next step")]
    words = [] if formats.is_unknown(now["change"]) else [str(retold(now["change"]))]
    same = say("kept as it was") if _same(was["chosen"], now["chosen"]) else say("category chosen by its owner")
    text = "; ".join([*words, *step]) or same
    return text[:1].upper() + text[1:]


def _now(was: dict[Any, Any] | None, now: dict[Any, Any], decimals: int) -> str:
    texts = {
        "stage_id": now["stage_id_name"],
        "amount": formats.full_money(now["amount"], decimals),
        "close_on": say("due {day}", day=_day(now["close_on"])),
        "chosen": formats.word(now["category"]),
        "owner_id": now["owner_id_name"],
        "next_step": now["next_step"],
    }
    shown = [
        str(text)
        for column, text in texts.items()
        if not formats.is_unknown(now[column]) and (was is None or not _same(was[column], now[column]))
    ]
    return " · ".join(shown)


def _day(day: date | None) -> str:
    return formats.day(day, current().as_of.year)


def _same(was: Any, now: Any) -> bool:
    return (
        bool(was == now)
        if not (formats.is_unknown(was) or formats.is_unknown(now))
        else was is now or (formats.is_unknown(was) and formats.is_unknown(now))
    )
