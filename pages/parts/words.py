"""The words of the pages, in the company's language. English is the source; a catalogue holds each other language.

`say("Closed + commit fell {amount} {since}", amount=…, since=…)` in place of an f-string, `say_many("{n} deal", "{n} deals", n)`
where a number decides between one and more. The first arguments are plain constants, whole sentences where possible: the
catalogue is drawn from the source (`python -m pages.parts.catalogue`) and what is put together at run time is not found.

A constant of a module is read before any company is known: there `mark("text")` only says that it is text, and the place of
use translates: `say(LABELS[key])`. What `tables.Column`, `states`, `cards` and `proof` are given is translated by the caller,
except `Column` labels and helps, which stand in such constants and are translated by tables.py.

A catalogue lies in `pages/locale/<language>/LC_MESSAGES/fourcast.po` and is read as it is; what it lacks stays English.
"""

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pages.parts import locales

FOLDER = Path(__file__).parents[1] / "locale"
DOMAIN = "fourcast"


def say(text: str, /, **values: Any) -> str:
    """`text` in the company's language, with the named values put in: say("since {day}", day="Mon 16 Nov")."""
    said = _spoken().gettext(text) if text else text
    return said.format(**values) if values else said


def say_many(one: str, more: str, n: Any, /, **values: Any) -> str:
    """The one or the other text as the language has it for `n`, which is put in as {n}, its thousands apart.

    English takes `one` for 1 alone. An unknown n reads –.
    """
    counted = locales.whole(n)
    number = 0 if counted == locales.UNKNOWN else int(n)
    return _spoken().ngettext(one, more, number).format(n=counted, **values)


def mark(text: str) -> str:
    """The text itself: says to the catalogue that this constant of a module is text. Its place of use calls `say` on it."""
    return text


def defined(docstring: str | None) -> str:
    """A metric's docstring in the company's language, its paragraphs parted by an empty line."""
    if docstring is None or locales.current().startswith(locales.ENGLISH):
        return docstring or ""
    return "\n\n".join(say(one_line(paragraph)) for paragraph in docstring.split("\n\n"))


def one_line(paragraph: str) -> str:
    """A paragraph as the catalogue has it: without line breaks."""
    return " ".join(paragraph.split())


def vega_locale() -> dict[str, Any]:
    """Vega's `config.locale` for this company; {} where Vega's own English will do."""
    return locales.vega(locales.current())


def _spoken() -> NullTranslations:
    return _catalogue(FOLDER, locales.current())


@lru_cache(64)
def _catalogue(folder: Path, name: str) -> NullTranslations:
    """The catalogue of a locale, else of its language, else none: English."""
    for known in dict.fromkeys((name, name.split("_")[0])):
        path = folder / known / "LC_MESSAGES" / f"{DOMAIN}.po"
        if path.exists():
            with path.open("rb") as text:
                compiled = BytesIO()
                write_mo(compiled, read_po(text, locale=known, domain=DOMAIN))
            compiled.seek(0)
            return GNUTranslations(compiled)
    return NullTranslations()
