"""What is shown where there is nothing to show: a sentence and what helps."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts import startup
from pages.parts.formats import plain
from pages.parts.words import say

IMPORT = "python -m model import exports/"
MAVEN = "python -m model import maven-crm/ --as-of 2017-12-31"
FILES = "docs/plain_format.md"


def empty(
    sentence: str,
    advice: str = "",
    *,
    button: str | None = None,
    on_click: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
) -> None:
    """One sentence on what is missing, another on what to do, and the button that does it."""
    with st.container(border=True):  # no key: a page may say the same twice
        st.markdown(f"**{plain(sentence)}**")
        if advice:
            st.markdown(plain(advice))
        if button is not None:
            st.button(button, on_click=on_click, args=args, key=f"help with {sentence}"[:80])


def no_data() -> None:
    """The page of a database without a company in it: what it is for, and how to fill it."""
    st.subheader(say("There is no data yet"), anchor=False)
    st.text(say("Fourcast shows what your CRM knows of people, leads and deals, and how it changed."))
    with st.container(border=True, key="how to import"):
        st.markdown(f"**{plain(say('Export CSV or Excel files from your CRM, and drop them on the page Import'))}**")
        st.text(
            say(
                "Deals make the forecast; people and whom they report to the roll-up; leads and activities the funnel; accounts "
                "new and existing customers. Each file is optional and known by its headers: none has to be renamed."
            )
        )
        if st.button(say("Import files"), type="primary", key="import_files"):
            st.switch_page("data/imports.py")
    with st.expander(say("On the command line, in the folder of the app")):
        st.code(IMPORT, language=None)
        st.text(_where())
        st.text(say("{docs} beside the app describes Fourcast’s own files, for systems that are not known.", docs=FILES))
        st.button(say("Load this page again"), key="look_again")
    with st.expander(say("An example with public data")):
        st.text(say("Maven Analytics’ CRM Sales Opportunities is read as it is, also on the page Import. Its files end in 2017."))
        st.code(MAVEN, language=None)
        st.text(say("Then choose 2017-12-31 under As of."))
    if startup.may_show_demo():
        st.button(say("Try the demo company"), on_click=startup.try_demo, key="try_demo")
        st.caption(say("For this visit: your database stays as it is."))


def _where() -> str:
    """Where the command must be told to write; never the address itself: it may hold a password."""
    checks = say("With --dry-run it only checks. A row that cannot be read stops it, with file, row and reason.")
    if startup.given() is None:
        return checks
    return f"{say('Give the command the DATABASE_URL that this app was started with.')} {checks}"


def not_yours(reason: str) -> None:
    """The page of somebody who asks for what is not theirs to see."""
    plain_page(say("This is not yours to see"), reason)


def plain_page(title: str, *sentences: str) -> None:
    """A page that only says something: that a database is not ready, or that something is not the viewer's to see."""
    st.subheader(plain(title), anchor=False)
    for sentence in sentences:
        st.text(sentence)
