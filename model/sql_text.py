"""Statements as SQL: for an engine to run, and laid out for people to read."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Date, Dialect, Select
from sqlalchemy.dialects import postgresql


class _Day(Date):
    """A day that is written into a statement as a day: DuckDB compares no text with one."""

    def literal_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        """DATE '2026-11-23'."""
        return lambda day: f"DATE '{day.isoformat()}'"


_in_place = postgresql.dialect(paramstyle="qmark")  # type: ignore[no-untyped-call]
_in_place.colspecs = {**_in_place.colspecs, Date: _Day}
CLAUSES = (
    "SELECT", "FROM", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "UNION ALL", "UNION",
    "LEFT OUTER JOIN", "FULL OUTER JOIN", "JOIN",
)  # fmt: skip
WIDTH = 100
_PIECES = re.compile(
    r"('(?:[^']|'')*'|\"[^\"]*\"|\(|\)|,|\b(?:" + "|".join(clause.replace(" ", r"\s+") for clause in CLAUSES) + r"|AND)\b)"
)


def compiled(statement: Select[*tuple[Any, ...]], *, literal: bool = False) -> tuple[str, list[Any]]:
    """A statement as SQL in PostgreSQL's dialect with its bound values in order; `literal` writes them into the SQL."""
    options = {"literal_binds": True} if literal else {"render_postcompile": True}
    result = statement.compile(dialect=_in_place, compile_kwargs=options)
    return str(result), [] if literal else [result.params[key] for key in result.positiontup or []]


def spelled(statement: Select[*tuple[Any, ...]]) -> str:
    """A statement as SQL that can be run as it stands, its values written in."""
    return compiled(statement, literal=True)[0]


def laid_out(sql: str) -> str:
    """The same statement with a line per clause; long lists one entry a line. What stands in quotes is left as it is."""
    return "\n".join(_lines(_pieces(sql)))


def _pieces(sql: str) -> list[str]:
    """Quoted text, brackets, commas, clauses and what stands between them, without the old line breaks."""
    pieces: list[str] = []
    for part in _PIECES.split(sql):
        text = part if part[:1] in ("'", '"') else re.sub(r"\s+", " ", part)
        if text:
            pieces.append(text)
    return pieces


def _lines(pieces: list[str]) -> list[str]:
    """The pieces as lines; `opened` remembers of each bracket whether a subquery stands in it."""
    lines = [""]
    opened: list[bool] = []

    def new_line(more: int = 0) -> None:
        lines.append("    " * (sum(opened) + more))

    for nth, piece in enumerate(pieces):
        following = next((later for later in pieces[nth + 1 :] if later.strip()), "")
        inside = bool(opened) and not opened[-1]
        if piece == "(":
            lines[-1] += piece
            opened.append(following == "SELECT")
        elif piece == ")":
            if opened and opened.pop():
                new_line()
            lines[-1] = lines[-1].rstrip(" ") + piece if lines[-1].strip() else lines[-1] + piece
        elif piece in CLAUSES and not inside:
            if lines[-1].strip():
                new_line()
            lines[-1] += piece
        elif piece in (",", "AND") and not inside and len(lines[-1]) > WIDTH:
            lines[-1] += piece if piece == "," else ""
            new_line(1)
            lines[-1] += "" if piece == "," else piece
        else:
            lines[-1] += piece if lines[-1].strip() else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]
