"""What people write on a page: a command of the model, with what came of it said in place, and the new figures at once."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from model.access import AccessDenied, Sight
from model.acting import CannotDo
from model.database import DatabaseBusy
from pages.parts import startup
from pages.parts.formats import plain
from pages.parts.view import acting, current
from pages.parts.words import say

DONE = "fourcast act done"


def engine() -> Any:
    """The engine of the database that the page shows."""
    return startup.warehouse(current().database).engine


def why_not(*, by_anybody: bool = False) -> str | None:
    """Why nothing can be written in this view; None where it can. Each command still checks whether this viewer may.

    `by_anybody`: the machine's owner may write it too, in nobody's name.
    """
    view = current()
    if view.viewer.read_only:
        return say("You look as {who}: nothing can be written.", who=view.viewer.name)
    if view.viewer.sight is not Sight.DEALS:
        return say("{who} may look, and write nothing.", who=view.viewer.name)
    if view.as_of != view.today:
        return say("This is a past day: it stays as it was. Choose today in the sidebar to write.")
    if view.viewer.person_id is None and not by_anybody:
        return say("Choose in the sidebar, under «View as», who you are: this is written in somebody’s name.")
    return None


def do(command: Callable[..., Any], /, *, done: str, **values: Any) -> bool:
    """Run a command as the viewer; whether it was done. If so, `done` is said on the next run, which has the new figures.

    A refusal is shown in place. Call it in the body of a page where a button was pressed and rerun when it gives True, or
    in a button's callback: there the run that follows has the new figures anyway.
    """
    try:
        command(engine(), acting(), **values)
    except (CannotDo, AccessDenied, DatabaseBusy) as error:
        st.error(plain(str(error)))
        return False
    startup.warehouse(current().database).refresh()
    st.session_state[DONE] = done
    return True


def tell() -> None:
    """Say what the last act did; main.py calls it on every run."""
    if said := st.session_state.pop(DONE, None):
        st.toast(plain(said))
