"""The page of who is not let in."""

from streamlit.testing.v1 import AppTest

from tests.access.house import DEALS, PEOPLE, firm_of
from tests.access.pages import sent, shown

EVERYTHING = {*PEOPLE, *(deal for deal, _ in DEALS.values()), *(firm_of(owner) for owner in DEALS)}


def is_plain(test: AppTest, *known: str) -> bool:
    """Whether it is the page of who is not let in: no page of the app, nothing of the company but what they said themselves."""
    page = sent(test)
    return not test.exception and shown(test) is None and not [word for word in EVERYTHING - set(known) if word.encode() in page]
