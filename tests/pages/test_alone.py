"""Who sees nobody but themself is not ranked, not told whom to talk to first, and has no team or region to choose."""

import pytest

from model.warehouse import Copy
from tests.pages.conftest import Open, label_of, said, someone

BEFORE = {"forecast_review": ("Talk to ", ": "), "hunters_farmers": ("won most: ", " won ")}
"""page → what is said of several people, and of one."""


@pytest.mark.parametrize("page", BEFORE)
def test_one_person_is_not_ranked(open_page: Open, copy: Copy, page: str) -> None:
    name = someone(copy, "rep").name

    alone = said(open_page(page, view_as=label_of(copy, "rep"))).replace("\\", "")
    team = said(open_page(page, view_as=label_of(copy, "executive"))).replace("\\", "")

    several, one = BEFORE[page]
    assert several not in alone
    assert f"{name}{one}" in alone
    assert several in team


def test_there_is_no_team_and_no_region_to_choose(open_page: Open, copy: Copy) -> None:
    keys = {box.key for box in open_page("my_pipeline", view_as=label_of(copy, "rep"), region="East").selectbox}

    assert keys & {"under", "kind", "region", "segment"} == {"kind", "segment"}
