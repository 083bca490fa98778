"""What a source's words mean: as JSON, in the database, and as a sheet made of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from model.database import writing
from model.importing.references.names import Names, near
from model.importing.report import CannotImport
from model.importing.words.headers import plain, without_prefix
from model.importing.words.mapped import KINDS, fields_of, missing, proposed, sheet_of
from model.importing.words.mapping import (
    FileMeaning,
    Mapping,
    StageMeaning,
    folded,
    news,
    read_mapping,
    remembered,
    write_mapping,
)
from model.tables import Meaning, table

GERMAN = ["Nr.", "Projekt", "Kunde", "Verkäufer", "Phase", "Betrag", "Währung", "Voraussichtlicher Abschluss", "Angelegt am"]
JAPANESE = ["案件番号", "案件名", "取引先名", "営業担当", "フェーズ", "金額", "完了予定日", "確度", "作成日"]
WORDS = st.text(min_size=1, max_size=12).map(folded).filter(bool)


@given(
    st.dictionaries(WORDS, st.builds(StageMeaning, WORDS, position=st.integers(1, 9), kind=st.sampled_from(["won", "lost"]))),
    st.dictionaries(WORDS, WORDS),
    st.dictionaries(WORDS, st.builds(FileMeaning, st.sampled_from(sorted(KINDS)), st.dictionaries(WORDS, WORDS))),
)
def test_a_mapping_is_the_same_after_its_way_through_json(
    stages: dict[str, StageMeaning], people: dict[str, str], files: dict[str, FileMeaning]
) -> None:
    mapping = Mapping(stages=stages, people=people, files=files)

    assert Mapping.of(json.loads(json.dumps(mapping.said()))) == mapping


def test_what_was_confirmed_is_remembered_for_its_source_and_only_news_are_written(engine: Engine) -> None:
    mapping = Mapping(stages={"angebot": StageMeaning("offer")}, people={"j. smith": "u1"})
    with writing(engine) as (session, revision):
        ended, added = news(session, "erp", mapping)
        session.execute(table(Meaning).insert(), [row | {"revision_in": revision} for row in added])

    with Session(engine) as session:
        assert (ended, len(added)) == ([], 2)
        assert remembered(session, "erp") == mapping
        assert remembered(session, "other") == Mapping()
        assert news(session, "erp", mapping) == ([], [])
        changed = news(session, "erp", Mapping(people={"j. smith": "u2"}))
        assert (len(changed[0]), [row["target"] for row in changed[1]]) == (1, ["u2"])


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"stagess": {}}', '{"stages": {"a": {"kind": "open", "key": "a"}}}', '{"stages": 3}']
)
def test_a_file_that_is_no_mapping_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "map.json").write_text(text)

    with pytest.raises(CannotImport, match=r"map\.json"):
        read_mapping(tmp_path / "map.json")


def test_a_written_mapping_is_read_back(tmp_path: Path) -> None:
    mapping = Mapping(stages={"受注": StageMeaning("won", "受注", 5, "won", 10_000, "closed")})
    write_mapping(tmp_path / "map.json", mapping)

    assert "受注" in (tmp_path / "map.json").read_text(encoding="utf-8")
    assert read_mapping(tmp_path / "map.json") == mapping


@pytest.mark.parametrize("written", [GERMAN, JAPANESE])
def test_headers_in_german_and_japanese_are_proposed_as_deals(written: list[str]) -> None:
    meaning = proposed(written, {})

    assert meaning.kind == "deals"
    assert missing(meaning) == []
    got = {meaning.fields[plain(header)] for header in written}
    assert {"id", "name", "account", "owner", "stage", "amount", "close_date", "created_at"} <= got
    assert sheet_of(meaning).fits(written) == 0


def test_values_that_cannot_be_a_field_are_not_proposed_as_it() -> None:
    meaning = proposed(["Name", "Stage", "Amount"], {"amount": ["large", "small"]})

    assert meaning.fields == {"name": "name", "stage": "stage", "amount": ""}


def test_every_kind_of_file_has_the_fields_that_it_needs() -> None:
    for name, kind in KINDS.items():
        assert set(kind.needs) <= set(fields_of(name))
        assert set(kind.named_by) <= set(fields_of(name))
        sheet = sheet_of(FileMeaning(name, {field: field for field in fields_of(name)}))
        assert sheet.entities == kind.entities


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no field colour"):
        sheet_of(FileMeaning("deals", {"farbe": "colour"}))


@pytest.mark.parametrize(
    ("first", "second"),
    [("Stage Name", "stage_name"), ("StageName*", "\ufeffstagename:"), ("Ｓｔａｇｅ", "stage"), ("Deal - Title", "dealtitle")],
)
def test_spellings_of_one_header_are_the_same(first: str, second: str) -> None:
    assert plain(first) == plain(second)


def test_a_header_is_known_without_the_kind_of_row_before_it() -> None:
    assert without_prefix("Deal - Title") == without_prefix("Title") == "title"
    assert without_prefix("Account: Created Date") == "createddate"


def test_a_name_that_two_share_names_neither_and_near_ones_are_only_proposed() -> None:
    names = Names()
    for key, name in enumerate(["Anna Berg", "anna  BERG", "Ben", "GTX Pro"]):
        names.add(name, key)

    assert (names.find("Anna Berg"), names.find("BEN"), names.find("GTXPro")) == (None, 2, None)
    assert near("GTXPro", names.called) == ["GTX Pro"]
    assert near("Apex", ["Acme"]) == []
