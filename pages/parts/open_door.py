"""That nobody has to sign in here, as long as that is so: said on every page, also on those of an empty database."""

import streamlit as st

from pages.door.addresses import is_open
from pages.parts.words import say


def draw() -> None:
    """In the sidebar; above the page too where other machines may come in."""
    words = say("Sign-in is not set up: anyone who can open this page sees everything.")
    with st.sidebar:
        st.caption(words)
    if is_open():
        st.warning(words, icon=":material/lock_open:")
