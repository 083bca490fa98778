"""Who looks: who signed in, or, as long as nobody signs in, the person chosen under «view as»."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from model.access import LEADING, MACHINE_OWNER, NOT_FOUND, Action, Sight, Viewer, looking_as
from model.commands.people import note_look
from model.company import absent_for, in_place_of, members_of, viewer_now
from model.members import AccessDenied, Member
from model.warehouse import Warehouse
from pages.door.signing import is_configured
from pages.parts import formats, signing
from pages.parts.formats import word
from pages.parts.words import say

OWNER = 0
KEY = "view_as"
PLACE = "in_place_of"
LOST = "fourcast view as lost"
SITTING = "fourcast sitting"
LOOKED = "fourcast looked as"


@dataclass(frozen=True)
class Sitting:
    """Who sits there and what they chose: `claims` of the sign-in (None: nobody has to sign in), as whom to look, for whom to
    stand in."""

    claims: signing.Claims | None = None
    view_as: int | None = None
    place: int | None = None


def choose(warehouse: Warehouse, today: date) -> Viewer:
    """Draw the pickers that this session has, and give the viewer of this run. NotSignedIn and AccessDenied: see signing.py."""
    claims = signing.claims() if is_configured() else None
    if claims is None and is_configured():
        raise signing.NotSignedIn("")
    actor = resolve(warehouse, today, Sitting(claims))
    view_as = _view_as(warehouse, today, actor) if actor.may(Action.LOOK_AS, OWNER) else None
    seated = resolve(warehouse, today, Sitting(claims, view_as))
    place = None if seated.read_only else _place(warehouse, today, seated)
    sitting = Sitting(claims, view_as, place)
    viewer = resolve(warehouse, today, sitting)
    _note(warehouse, actor, viewer)
    st.session_state[SITTING] = sitting
    return viewer


def resolve(warehouse: Warehouse, today: date, sitting: Sitting) -> Viewer:
    """The viewer that somebody is who sits there, by today's rows; AccessDenied and NotSignedIn where they may not be it."""
    actor = MACHINE_OWNER
    if sitting.claims is not None:
        actor = viewer_now(warehouse, signing.member(warehouse, today, sitting.claims), today)
    if sitting.view_as is not None:
        other = viewer_now(warehouse, _member(warehouse, sitting.view_as), today)
        if sitting.claims is not None:
            return looking_as(actor, other)
        actor = other
    return actor if sitting.place is None else in_place_of(warehouse, actor, sitting.place, today)


def is_still(warehouse: Warehouse, shown: Viewer, today: date, sitting: Sitting | None = None) -> bool:
    """Whether who sits there may still see what was shown: nobody was removed, moved, or signed in too long ago."""
    try:
        return resolve(warehouse, today, sitting or st.session_state.get(SITTING, Sitting())) == shown
    except (signing.NotSignedIn, AccessDenied):
        return False


def sealed(warehouse: Warehouse, shown: Viewer, today: date) -> Callable[[], None]:
    """For what is made later, without a run: raises AccessDenied then, where what was shown is not theirs to see any more."""
    sitting: Sitting = st.session_state.get(SITTING, Sitting())

    def check() -> None:
        warehouse.refresh()
        if not is_still(warehouse, shown, today, sitting):
            raise AccessDenied(NOT_FOUND.format(what="file"))

    return check


def put_back() -> None:
    """Have the next run write the viewer into the address again: a switch of pages takes them out of it."""
    st.session_state[LOST] = {name: st.query_params[name] for name in (KEY, PLACE) if name in st.query_params}


def _bring_back(name: str) -> None:
    """Write what was lost; here, because Streamlit lets nobody else write it once its picker is drawn."""
    if lost := st.session_state.get(LOST, {}).pop(name, None):
        st.query_params[name] = lost


def draw_leaving() -> None:
    """Who signed in, and the way out; nothing where nobody signs in."""
    if is_configured():
        claims = signing.claims() or {}
        st.caption(formats.plain(say("Signed in as {email}", email=claims.get("email", ""))))
        signing.leave("sidebar")


def draw_place(viewer: Viewer) -> None:
    """A band above the page of who looks or acts in somebody else's place."""
    if viewer.by is None:
        return
    if viewer.read_only:
        words = say("You look as {name}: you see what they see, and nothing can be written.", name=viewer.name)
    else:
        words = say("You stand in for {name}: what you write is written in their place, with your name.", name=viewer.name)
    with st.container(horizontal=True, vertical_alignment="center", key="in place of"):
        st.markdown(f":material/supervisor_account: **{formats.plain(words)}**", width="stretch")
        st.button(say("Back to yourself"), on_click=_back, type="tertiary", key="back to yourself")


def _back() -> None:
    for key in (KEY, PLACE):
        if key in st.session_state:
            st.session_state[key] = OWNER


def _view_as(warehouse: Warehouse, today: date, actor: Viewer) -> int | None:
    """As whom to look: without sign-in whoever opens the page may look as anybody who works here, with it administrators."""
    members = {m.id: m for m in members_of(warehouse) if m.active_on(today) and m.id != actor.person_id}
    own = say("Everything") if actor.person_id is None else say("Yourself")
    labels = {OWNER: own} | _labels(list(members.values()))
    _bring_back(KEY)
    chosen = st.selectbox(say("View as"), list(labels), format_func=labels.__getitem__, key=KEY, bind="query-params")
    return chosen if chosen in members else None


def _place(warehouse: Warehouse, today: date, actor: Viewer) -> int | None:
    """For whom to stand in, where there is somebody."""
    deals = actor.person_id is not None and actor.sight is Sight.DEALS
    absent = [m for m in absent_for(warehouse, actor.person_id or 0, today) if m.role in LEADING] if deals else []
    if not absent:
        return None
    _bring_back(PLACE)
    labels = {OWNER: say("Yourself")} | unlike({m.id: m.name for m in absent}, {m.id: m.external_id for m in absent})
    chosen = st.selectbox(
        say("In place of"), list(labels), format_func=labels.__getitem__, key=PLACE, bind="query-params",
        help=say("You stand in for them: you see what they see, and act in their place."),
    )  # fmt: skip
    return chosen if chosen in labels and chosen != OWNER else None


def _note(warehouse: Warehouse, actor: Viewer, viewer: Viewer) -> None:
    """Have the audit say once that an administrator looks as somebody."""
    if viewer.read_only and st.session_state.get(LOOKED) != viewer.person_id:
        note_look(warehouse.engine, actor, person=viewer.person_id)  # type: ignore[attr-defined]
        warehouse.refresh()
    st.session_state[LOOKED] = viewer.person_id if viewer.read_only else None


def _member(warehouse: Warehouse, person_id: int) -> Member:
    return next(m for m in members_of(warehouse) if m.id == person_id)


def _labels(members: list[Member]) -> dict[int, str]:
    """What each person is called in the picker and so in links: name and role, with the id where two are alike."""
    labels = {m.id: f"{m.name}, {m.role if m.role == 'sdr' else word(m.role).lower()}" for m in members}
    return unlike(labels, {m.id: m.external_id for m in members})


def unlike(labels: dict[int, str], keys: dict[int, str]) -> dict[int, str]:
    """The labels, with the key behind those that two share: a link must mean one person."""
    seen = list(labels.values())
    return {id_: label if seen.count(label) == 1 else f"{label} ({keys[id_]})" for id_, label in labels.items()}
