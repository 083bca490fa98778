"""Which system a file comes from, by its headers and contents, never by its name."""

from collections.abc import Iterable, Mapping, Sequence

from model.importing.dialect import Dialect, Sheet
from model.importing.report import CannotImport
from model.importing.words.headers import plain, spellings

Match = tuple[Dialect, Sheet]


def matches(
    written: list[str], dialects: Iterable[Dialect], sample: Mapping[str, list[str]] | None = None
) -> list[tuple[int, Dialect, Sheet]]:
    """The sheets that fit the headers, each with how many headers it does not know; the best first."""
    fits = [(sheet.fits(written, sample), dialect, sheet) for dialect in dialects for sheet in dialect.sheets]
    ranked = [(strange, dialect, sheet) for strange, dialect, sheet in fits if strange is not None]
    return sorted(ranked, key=lambda fit: fit[0])


def recognised(
    file: str,
    written: list[str],
    dialects: Sequence[Dialect],
    sample: Mapping[str, list[str]] | None = None,
    beside: Iterable[str] = (),
) -> Match:
    """The sheet that knows most of the headers; of several, that of a dialect `beside` it in the same import.

    CannotImport if none fits, or several fit equally.
    """
    ranked = matches(written, dialects, sample)
    if not ranked:
        raise CannotImport(f"{file}: no known kind of file has the columns {', '.join(written)}.{_nearest(written, dialects)}")
    best = [(dialect, sheet) for strange, dialect, sheet in ranked if strange == ranked[0][0]]
    if len(best) > 1:
        best = [(dialect, sheet) for dialect, sheet in best if dialect.name in set(beside)] or best
    if len(best) > 1:
        names = " or ".join(sheet.name for _, sheet in best)
        columns = ", ".join(written)
        raise CannotImport(f"{file}: its columns {columns} could be {names}. Add a column that tells them apart.")
    return best[0]


def _nearest(written: list[str], dialects: Iterable[Dialect]) -> str:
    headers = {plain(each) for each in written}
    sheets = [sheet for dialect in dialects for sheet in dialect.sheets]
    nearest = max(sheets, key=lambda sheet: len(sheet.by_header.keys() & headers))
    if not nearest.by_header.keys() & headers:
        return " Say what its columns mean on the page Import, or with --mapping."
    missing = ", ".join(words.split("|")[0].strip() for words in nearest.needs if not set(spellings(words)) & headers)
    return f" Nearest is {nearest.name}" + (f", which also needs {missing}." if missing else ".")
