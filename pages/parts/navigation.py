"""Which pages there are for whom, and the banners above them.

The pages have no icons: the browser would ask an outside host for the icon of the tab.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from model.access import Viewer
from model.people import Role
from pages.parts import startup, tour, viewers
from pages.parts.view import View
from pages.parts.words import mark, say

PAGES = {
    "rollup": (
        mark("Rollup"),
        mark("The period in one look: closed, commit, upside, quota, gap and coverage by team."),
    ),
    "forecast_review": (
        mark("Forecast review"),
        mark("Who forecasts what, what changed, and which deals it hangs on."),
    ),
    "my_pipeline": (
        mark("My pipeline"),
        mark("One rep's open deals: what changed and what to do today."),
    ),
    "qualified_pipeline": (
        mark("Qualified pipeline"),
        mark("Volume, value, velocity and conversion of qualified deals."),
    ),
    "lead_funnel": (
        mark("Lead funnel"),
        mark("From MQL to won, how fast leads are answered, and where they leak."),
    ),
    "hunters_farmers": (
        mark("Hunters and farmers"),
        mark("New against existing customers, side by side."),
    ),
    "replay": (
        mark("Replay"),
        mark("The period week by week: closed, commit, upside and pipeline against the quota."),
    ),
    "deal": (
        mark("Deal"),
        mark("One deal: facts, flags and how it came here."),
    ),
    "what_if": (
        mark("What if"),
        mark("Deals ticked in or out, moved or changed: what that does to the period, without touching any."),
    ),
    "minutes": (
        mark("Minutes"),
        mark("The reviews that ended, each as it was frozen, to read and to take along."),
    ),
    "audit": (
        mark("Audit"),
        mark("Who wrote what when: calls, judgements, decisions, settings, imports."),
    ),
}
OF_MARKETING = {
    "accounts": (
        mark("Accounts"),
        mark("Named accounts: who is touched, and who has gone quiet."),
    ),
}
"""What others find on Hunters and farmers, without its amounts."""
PLACES = {
    "forecast_review": "forecast/review.py",
    "what_if": "forecast/what_if.py",
    "minutes": "forecast/minutes.py",
    "audit": "data/audit.py",
}
"""Files of pages that lie in a room of their own; the others' are named as the page."""
ASIDE: tuple[str, ...] = ("what_if", "minutes", "audit", "people", "settings")
"""Pages that stand last in the menu: where there is no room, Streamlit puts them under «more»."""
EVERYTHING = tuple(PAGES)
OF_ROLE = {
    Role.EXECUTIVE: EVERYTHING,
    Role.MANAGER: ("forecast_review", *(name for name in EVERYTHING if name != "forecast_review")),
    Role.REP: (
        "my_pipeline",
        "deal",
        "forecast_review",
        "qualified_pipeline",
        "lead_funnel",
        "hunters_farmers",
        "replay",
        "what_if",
        "audit",
    ),
    Role.SDR: ("lead_funnel",),
    Role.MARKETING: ("lead_funnel", "accounts"),
    Role.OBSERVER: ("rollup", "replay"),
}
"""role → its pages; the first is the one it opens on."""
TASKS = {
    "imports": (
        mark("Import"),
        mark("Files of your CRM: what is in them, what they change, and what was imported so far."),
        "data/imports.py",
    ),
    "people": (
        mark("People"),
        mark("Who may sign in, in which role, whom they report to, and who stands in for whom."),
        "data/people.py",
    ),
    "settings": (
        mark("Settings"),
        mark("Quotas, calendar, stages, references and flags: dated, previewed, taken back."),
        "data/settings.py",
    ),
}
"""Pages that need no company to look at: title, what they are for, file. For those who look after the data."""
HOME = "home"
PAGE = "fourcast page"
"""Where the session keeps the name of the page that is shown."""


def names(role: str) -> tuple[str, ...]:
    """The pages of a role; the machine's owner has all."""
    return OF_ROLE.get(Role(role), EVERYTHING) if role in list(Role) else EVERYTHING


def file_of(name: str) -> str:
    """Where a page lies: what `st.switch_page` and `st.page_link` are given."""
    return TASKS[name][2] if name in TASKS else PLACES.get(name, f"{name}.py")


def tasks(viewer: Viewer) -> tuple[str, ...]:
    """The tasks of a viewer: of the machine's owner and of administrators."""
    return tuple(TASKS) if viewer.admin else ()


def is_task() -> bool:
    """Whether the page that is asked for is a task."""
    return st.session_state.get(PAGE) in TASKS


def pages(viewer: Viewer) -> Any:
    """Set up the menu of the viewer's pages and give the one that is asked for."""
    mine = names(viewer.role)
    shown = []
    for name in mine:
        title, about = (PAGES | OF_MARKETING)[name]
        address = {"default": True, "url_path": HOME} if name == mine[0] else {"url_path": name}
        shown.append(st.Page(file_of(name), title=say(title), icon="", help=say(about), **address))
    for title, about, file in map(TASKS.__getitem__, tasks(viewer)):
        shown.append(st.Page(file, title=say(title), icon="", help=say(about)))
    every = (*mine, *tasks(viewer))
    aside = [page for name, page in zip(every, shown, strict=True) if name in ASIDE]
    first = [page for page in shown if page not in aside]
    # Streamlit serves the first page at / alone: under its own name it would be «Page not found».
    named = st.Page(_nothing, title=shown[0].title, icon="", url_path=mine[0], visibility="hidden")
    found = st.navigation([*first, *aside, named], position="top")
    if found is named:
        viewers.put_back()
        held = (viewers.KEY, viewers.PLACE, *map(str, st.session_state))  # what a picker holds only that picker may write
        st.switch_page(shown[0], query_params={k: v for k, v in st.query_params.items() if k not in held})
    st.session_state[PAGE] = every[shown.index(found)]
    return found


def only(draw: Callable[[], None]) -> None:
    """Run a page that is all there is, whatever page the address asks for: the address stays as it is."""
    shown = [st.Page(draw, title=say("Fourcast"), icon="", url_path=HOME, default=True)]
    for name in (*PAGES, *OF_MARKETING, *TASKS):
        shown.append(st.Page(partial(draw), title=say("Fourcast"), icon="", url_path=name, visibility="hidden"))
    st.navigation(shown, position="hidden").run()


def _nothing() -> None:
    """What a page runs that only leads to another."""


def banner(view: View) -> None:
    """That somebody looks in another's place, and that this is the demo company, as long as that is so."""
    viewers.draw_place(view.viewer)
    if startup.is_demo():
        with st.container(horizontal=True, vertical_alignment="center", key="demo"):
            st.markdown(say(":material/science: **Demo company.** Everything here is made up."), width="stretch")
            leave = say("Back to your database") if startup.has_own() else say("Begin with an empty database")
            st.button(leave, on_click=startup.begin_empty, type="tertiary", key="begin_empty")
        tour.draw(names(view.viewer.role), file_of)
