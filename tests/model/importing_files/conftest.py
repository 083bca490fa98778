"""Files made by code, and what the reader makes of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from model.importing.files import Source, open_sources

Opened = Callable[..., Source]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """opened(content, name="deals.csv") → the one source in that file; content is text (UTF-8) or bytes."""

    def open_one(content: str | bytes, name: str = "deals.csv") -> Source:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        (source,) = open_sources([path], tmp_path, lambda line: None)
        return source

    return open_one


def table(source: Source) -> list[list[str]]:
    """The rows as the source gives them, each with its number before its cells."""
    rows = []
    for batch in source.batches():
        cells = zip(*batch.columns.values(), strict=True)
        rows += [[str(number), *row] for number, row in zip(batch.rows, cells, strict=True)]
    return rows
