"""Salesforce's ids and the names of its forecast categories."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.importing.dialects.salesforce.words import category_of, id_of
from model.importing.report import Refused
from seed_data.exports.salesforce.ids import id_of as written_id


@settings(max_examples=50)
@given(st.integers(0, 62**9), st.sampled_from(("deal", "person", "lead")))
def test_both_lengths_of_an_id_are_the_same_id(number: int, kind: str) -> None:
    whole = written_id(kind, number)

    assert id_of(whole) == id_of(whole[:15]) == whole


def test_an_empty_id_is_none_and_a_shortened_one_is_refused() -> None:
    assert id_of("000000000000000AAA") is None
    assert id_of("0") is None
    with pytest.raises(Refused, match="Excel"):
        id_of("6.5E+17")


def test_forecast_categories_have_several_names() -> None:
    assert [category_of(name) for name in ("Best Case", "BestCase", "Forecast", "Most Likely", "Closed")] == [
        "upside", "upside", "commit", "upside", "closed",
    ]  # fmt: skip
    with pytest.raises(Refused):
        category_of("Stretch")
