"""The catalogue is drawn from the source, and a translated one changes what a page says."""

import shutil
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from metrics.bridge_deals import bridge_deals
from metrics.definition import metrics
from metrics.due_deals import due_deals
from model.database import open_database
from model.importing import import_files
from model.warehouse import Copy
from pages.parts import catalogue, locales, retelling, words
from tests.pages.conftest import TODAY, book, open_on, said


def in_locale(name: str, work):  # type: ignore[no-untyped-def]
    """What `work` gives where the company's locale is `name`."""

    def run() -> object:
        locales.use(name)
        return work()

    return copy_context().run(run)


@pytest.fixture
def translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small Japanese catalogue, in use."""
    path = tmp_path / "ja" / "LC_MESSAGES" / "fourcast.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "{n} deal"\nmsgid_plural "{n} deals"\nmsgstr[0] "{n}件の商談"\n\n'
        'msgid "yesterday"\nmsgstr "昨日"\n\n'
        'msgid "{n} d"\nmsgstr "{n}日"\n\n'
        'msgid "pushed out"\nmsgstr "延期"\n\n'
        'msgid "A figure. Its second line."\nmsgstr "数字。"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    return path


def test_the_catalogue_holds_texts_definitions_and_words_with_their_places(tmp_path: Path) -> None:
    catalogue.draw(tmp_path / "drawn.pot")

    with (tmp_path / "drawn.pot").open("rb") as drawn:
        found = read_po(drawn)
    places = {message.id: message.locations for message in found}
    assert any(path == "pages/parts/formats.py" and line > 0 for path, line in places["yesterday"])
    assert any(path == "metrics/flag_rules.py" for path, _ in places["Close date past"])
    assert any(path == "metrics/differences.py" for path, _ in places["pushed out"])
    assert any(
        path == "metrics/win_rate.py" for id, at in places.items() if str(id).startswith("Won ÷ (won + lost)") for path, _ in at
    )
    assert "A label" not in places


def test_english_says_what_the_source_says() -> None:
    assert words.say("since {day}", day="Mon 16 Nov") == "since Mon 16 Nov"
    assert [words.say_many("{n} deal", "{n} deals", n) for n in (0, 1, 1234, None)] == [
        "0 deals",
        "1 deal",
        "1,234 deals",
        "– deals",
    ]


def test_a_translated_catalogue_is_spoken_and_what_it_lacks_stays_english(translated: Path) -> None:
    def told() -> list[str]:
        from pages.parts import formats

        return [
            formats.many(2, "deal"),
            formats.days(34),
            formats.word("pushed_out"),
            words.defined("A figure.\nIts second line.\n\nNot in it."),
            words.say("not in it {n}", n=1),
        ]

    assert in_locale("ja", told) == ["2件の商談", "34日", "延期", "数字。\n\nNot in it.", "not in it 1"]
    assert in_locale("en", told) == ["2 deals", "34 d", "Pushed out", "A figure.\nIts second line.\n\nNot in it.", "not in it 1"]


def test_a_page_speaks_the_companys_language(translated: Path) -> None:
    def page() -> None:
        from datetime import date

        import streamlit as st

        from pages.parts import formats, locales

        locales.use(st.session_state["company speaks"])
        st.text(f"{formats.many(1, 'deal')} {formats.ago(date(2026, 11, 22), date(2026, 11, 23))} {formats.short(1_240_000)}")

    test = AppTest.from_function(page)
    for language, text in (("ja", "1件の商談 昨日 124万"), ("en", "1 deal yesterday 1.24M")):
        test.session_state["company speaks"] = language
        assert test.run().text[0].value == text


def test_every_sentence_of_the_metrics_can_be_told_again(copy: Copy) -> None:
    then, period = TODAY - timedelta(days=28), book(copy).calendar.period_at(TODAY)
    told = [
        *bridge_deals(book(copy), since=then, period=period, measure="open")["change"].dropna(),
        *due_deals(book(copy), period=period, since=then)["change"].dropna(),
        *metrics()["flags"].function(book(copy), since=then)["detail"],
    ]

    assert len(told) > 50
    assert [text for text in told if not all(known(part) or known(text) for part in text.split("; "))] == []


def known(text: str) -> bool:
    """Whether the sentence is one of those that a page can tell again."""
    return any(form.fullmatch(text) for form in retelling.FORMS.values())


def test_the_companys_language_holds_on_its_pages(
    company_url: str, tmp_path: Path, translated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "japanese.db"
    shutil.copy(company_url.removeprefix("sqlite:///"), own)
    (tmp_path / "settings.csv").write_text("key,value\nlocale,ja\n", encoding="utf-8")
    engine = open_database(f"sqlite:///{own}")
    import_files(engine, [tmp_path / "settings.csv"])
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{own}")

    test = open_on("qualified_pipeline")

    assert not test.exception
    assert "件の商談" in said(test)
    assert f"{TODAY.year}年{TODAY.month}月{TODAY.day}日" in said(test)
