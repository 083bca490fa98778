"""In which currency files keep their amounts: what an empty company may take as its own."""

from collections.abc import Iterable
from itertools import islice

from model.importing.cells.currency_signs import currencies_of
from model.importing.cells.moneys import currencies_in
from model.importing.cells.values import Kind
from model.importing.prepared import FileSeen
from model.importing.words.first_look import columns

LOOKED_AT = 500  # different cells of a column
USUAL = ("USD", "JPY", "GBP")
"""What a sign that several currencies share most often means: $, ¥, £."""


def seen_currency(files: Iterable[FileSeen]) -> str | None:
    """The one currency that all amounts with a sign or code may be in; None where they say none, or several."""
    common: frozenset[str] | None = None
    for found in _found(files):
        common = found if common is None else common & found
    if not common:
        return None
    return next((code for code in USUAL if code in common), min(common))


def _found(files: Iterable[FileSeen]) -> Iterable[frozenset[str]]:
    for seen in files:
        for header, _, kinds in columns(seen):
            assert seen.source is not None
            cells = islice(filter(None, seen.source.distinct(header)), LOOKED_AT)
            if kinds & {Kind.MONEY, Kind.DEAL_MONEY}:
                yield from filter(None, map(currencies_in, cells))
            elif Kind.CURRENCY in kinds:
                yield from filter(None, map(currencies_of, cells))
