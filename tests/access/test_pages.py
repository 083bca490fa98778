"""Role × page, in sessions that signed in: a page is theirs and holds nothing that is out of sight, or it is not there."""

import pytest

from pages.parts import navigation
from tests.access.hidden import found
from tests.access.house import key_of
from tests.access.pages import Signing, asked, sent, shown
from tests.company import Company

PAGES = (
    "rollup", "forecast_review", "my_pipeline", "qualified_pipeline", "lead_funnel", "hunters_farmers", "replay", "deal",
    "what_if", "minutes", "audit", "accounts", "imports", "people", "settings",
)  # fmt: skip
SELLS = "my_pipeline deal forecast_review qualified_pipeline lead_funnel hunters_farmers replay what_if audit"
LEADING = f"rollup {SELLS} minutes"
THEIRS = {
    "Evadne": LEADING, "Maximo": LEADING, "Subira": LEADING, "Annika": SELLS,
    "Adelmo": f"{SELLS} imports people settings", "Siddal": "lead_funnel", "Berenk": "lead_funnel accounts",
    "Ozimir": "rollup replay",
}  # fmt: skip
"""Who opens which pages; every other one is not there for them."""
FIRST = {
    "Evadne": "rollup", "Annika": "my_pipeline", "Adelmo": "my_pipeline", "Siddal": "lead_funnel",
    "Berenk": "lead_funnel", "Ozimir": "rollup",
}  # fmt: skip
"""Where they land else; managers on the review."""
Home = tuple[Company, Signing]


def test_every_page_is_in_the_table() -> None:
    assert {*navigation.PAGES, *navigation.OF_MARKETING, *navigation.TASKS} == set(PAGES)


@pytest.mark.parametrize("who", THEIRS)
def test_a_page_is_theirs_and_holds_nothing_out_of_sight_or_it_is_not_there(home: Home, who: str) -> None:
    home[1].as_(who)
    for page in PAGES:
        test = asked(page)

        expected = page if page in THEIRS[who].split() else FIRST.get(who, "forecast_review")
        assert not test.exception, page
        assert shown(test) == expected, page
        assert found(test, who) == set(), page


SCREENS = [
    ("forecast_review", {"part": "What changed"}), ("forecast_review", {"part": "Exceptions"}),
    ("forecast_review", {"part": "Upside"}), ("forecast_review", {"part": "Decisions"}),
    ("qualified_pipeline", {"look": "Conversion"}), ("deal", {"deal": "Agateum"}), ("rollup", {"kind": "new"}),
    ("audit", {"days_of_audit": "Last 12 months"}), ("people", {"people": "Stand-ins"}),
    ("accounts", {"engagement": "Quiet accounts"}),
    ("settings", {"settings": "Changes"}),
]  # fmt: skip
"""Parts of pages that are drawn when they are asked for."""


@pytest.mark.parametrize("who", ["Subira", "Annika", "Adelmo", "Ozimir", "Siddal"])
def test_a_part_of_a_page_holds_nothing_out_of_sight(home: Home, who: str) -> None:
    home[1].as_(who)
    for page, address in SCREENS:
        test = asked(page, **address)

        assert not test.exception, (page, address)
        assert found(test, who) - set(address.values()) == set(), (page, address)


def test_what_is_theirs_is_found(home: Home) -> None:
    """So that nothing found means nothing there."""
    home[1].as_("Annika")
    page = sent(asked("my_pipeline"))
    home[1].as_("Evadne")
    review = asked("forecast_review", part="Exceptions")

    assert b"Agateum" in page
    assert {"Zirconz", "Agateum"} <= {word for word in ("Zirconz", "Agateum", "Marblez") if word.encode() in sent(review)}
    assert found(review, "Annika") >= {"Zirconz", "Bobrik", "Marblez"}


ADDRESSES = [
    ("Annika", "deal", "deal", "Zirconz", "Qirconz"), ("Maximo", "deal", "deal", "Zirconz", "Qirconz"),
    ("Annika", "deal", "deal", "Marblez", "Qarblez"), ("Maximo", "deal", "deal", "Emerald", "Qmerald"),
    ("Maximo", "rollup", "under", "Miroda’s team", "Qiroda’s team"), ("Maximo", "forecast_review", "under", "Zoelda", "Qoelda"),
    ("Maximo", "my_pipeline", "rep", "Zoelda", "Qoelda"), ("Annika", "my_pipeline", "rep", "Bobrik", "Qobrik"),
    ("Maximo", "rollup", "view_as", "Zoelda, rep", "Qoelda, rep"), ("Annika", "rollup", "view_as", "Bobrik, rep", "Qobrik, rep"),
    ("Annika", "my_pipeline", "view_as", "Evadne, executive", "Qvadne, executive"),
    ("Annika", "my_pipeline", "in_place_of", "Maximo", "Qaximo"), ("Maximo", "minutes", "minute", "MIRODA", "QIRODA"),
    ("Maximo", "minutes", "minute", "0004", "0009"), ("Annika", "what_if", "scenario", "KEY", "Q"),
    ("Annika", "audit", "written_by", "Bobrik", "Qobrik"), ("Ozimir", "rollup", "under", "Maximo’s team", "Qaximo’s team"),
    ("Annika", "my_pipeline", "why", "forecast-of-bobrik", "forecast-of-qobrik"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "page", "part", "stranger", "nobody"), ADDRESSES)
def test_an_address_that_names_what_is_out_of_sight_shows_the_same_as_one_that_names_nothing(
    home: Home, who: str, page: str, part: str, stranger: str, nobody: str
) -> None:
    company, signing = home
    if stranger == "KEY":
        stranger = key_of(company, "Zoelda")
        nobody = "Q" * len(stranger)
    if stranger == "MIRODA":
        signing.as_("Miroda")
        stranger = next(box.options[0] for box in asked("minutes").selectbox if box.key == "minute")
        nobody = stranger.replace("Miroda", "Qiroda")
        assert "Miroda" in stranger
    signing.as_(who)

    there, nowhere = (asked(page, **{part: value}) for value in (stranger, nobody))

    assert shown(there) == shown(nowhere)
    assert sent(there).replace(stranger.encode(), b"?") == sent(nowhere).replace(nobody.encode(), b"?")
    assert found(there, who) <= {stranger, stranger.split(",")[0]}
