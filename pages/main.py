"""Each run, whatever page is asked for: database, viewer, navigation by role, scope, then the page."""

from functools import partial
from pathlib import Path

import streamlit as st

from model.access import MACHINE_OWNER, AccessDenied, Action
from model.choices import is_empty
from model.database import DatabaseNotReady
from pages.door import uploads
from pages.door.signing import is_configured
from pages.parts import (
    acts,
    days,
    drawer,
    formats,
    history_start,
    links,
    locales,
    missing,
    navigation,
    open_door,
    printing,
    scope,
    signing,
    startup,
    states,
    view,
    viewers,
    watch,
)
from pages.parts.words import mark, say

ICON = Path(__file__).parent / "parts" / "icon.svg"
LOOK = Path(__file__).parent / "parts" / "look.css"
SIDEBAR = 250  # pixels
ABOUT = mark("Fourcast: the screen of the weekly forecast meeting. Open source, Apache-2.0.")

st.set_page_config(
    "Fourcast", page_icon=str(ICON), layout="wide", initial_sidebar_state=SIDEBAR, menu_items={"About": say(ABOUT)}
)
st.html(LOOK)

try:
    if startup.is_demo():
        startup.fill_demo()
    warehouse = startup.warehouse(startup.url())
    warehouse.refresh()
except (DatabaseNotReady, startup.FillFailed) as error:
    view.forget()
    states.plain_page(say("The database is not ready"), str(error))
    st.stop()

try:
    today = scope.today_of(warehouse)
    locales.use(warehouse.settings(today).locale)
    if not is_configured():
        open_door.draw()
        if is_empty(warehouse):
            page = navigation.pages(MACHINE_OWNER)
            view.forget()
            if navigation.is_task():
                page.run()
            else:
                states.no_data()
            st.stop()
    links.arrive()
    with st.sidebar:
        viewer = viewers.choose(warehouse, today)
    if not viewer.may(Action.IMPORT):
        uploads.forbid_this_session()
except signing.NotSignedIn as reason:
    view.forget()
    uploads.forbid_this_session()
    navigation.only(partial(signing.ask, str(reason)))
    st.stop()
except AccessDenied as error:
    view.forget()
    uploads.forbid_this_session()
    navigation.only(partial(signing.refuse, str(error)) if is_configured() else partial(states.not_yours, str(error)))
    st.stop()

try:
    page = navigation.pages(viewer)
    printing.styled(page.title)
    links.follow()
    with st.sidebar:
        chosen = scope.choose(warehouse, viewer, today, startup.url())
        viewers.draw_leaving()
    view.keep(chosen)
    acts.tell()
    navigation.banner(chosen)
    days.band(chosen)
    st.caption(formats.plain(scope.line(chosen)))
    history_start.draw(chosen)
    if not missing.draw(chosen):
        page.run()
        drawer.open_wanted()
    watch.begin(startup.url())
except AccessDenied as error:
    states.not_yours(str(error))
