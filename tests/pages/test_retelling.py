"""A metric's sentence as a page says it in English: the same words, its days as people write them."""

import pandas as pd

from pages.parts.retelling import retold


def test_a_day_in_a_sentence_is_written_as_people_write_it() -> None:
    assert retold("Amount cut by 24 % since 2026-11-16; no next step") == "Amount cut by 24 % since 16 Nov 2026; no next step"


def test_other_sentences_and_what_is_unknown_stay_as_they_are() -> None:
    assert retold("Pushed twice, 37 days in all") == "Pushed twice, 37 days in all"
    assert retold(pd.NA) is pd.NA
