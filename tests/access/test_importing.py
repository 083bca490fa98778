"""An administrator who is a rep imports everybody's deals, and learns nobody's amounts by a file that calls them theirs."""

import pytest

from tests.access.house import TODAY
from tests.access.pages import Signing, asked, sent
from tests.company import Company
from tests.pages.import_page import click, drop, labels

CLAIMS = f"deal,valid_from,stage,owner\nAgateum,{TODAY},negotiation,Adelmo\n"
OPEN = "Open pipeline"


@pytest.mark.parametrize(("who", "shown"), [("Adelmo", False), (None, True)])
def test_the_preview_shows_figures_to_who_sees_every_deal(home: tuple[Company, Signing], who: str | None, shown: bool) -> None:
    company, signed = home
    if who is None:
        company.person("Ophelie", role="executive", admin=True)
    signed.as_(who or "Ophelie")

    test = drop(asked("imports"), ("deal_versions.csv", CLAIMS.encode()))
    if "Confirm and continue" in labels(test):
        click(test, "Confirm and continue")

    assert "Import" in labels(test)
    assert (OPEN in {card.label for card in test.metric}) == shown
    assert (b"is shown to who sees every deal" in sent(test)) == (not shown)
    assert shown or not [word for word in (b"4,561", b"4.56", b"9.67", b"967") if word in sent(test)]
