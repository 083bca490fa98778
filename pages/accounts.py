"""Accounts: how well named accounts are covered and which have gone quiet, for marketing: without deals and amounts."""

import streamlit as st

from pages.parts import accounts, windows
from pages.parts.view import current
from pages.parts.words import say

window = windows.window_of(current(), windows.USUAL)
sections = {say("Account coverage"): accounts.draw_coverage, say("Quiet accounts"): accounts.draw_quiet}
for name, tab in zip(sections, st.tabs(list(sections), key="engagement", bind="query-params", on_change="rerun"), strict=True):
    if tab.open:
        with tab:
            sections[name](window)
