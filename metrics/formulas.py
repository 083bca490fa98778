"""Formulas as docstrings write them, `rate = won ÷ (won + lost)`: read, worked out, and filled in with figures.

A formula's names are columns of the metric's frame. `Σ value` adds a column up over the rows of the same part, `count of
the first step` and `count of the step before` take it from other rows. What is written in other words is no formula.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Lookup = Callable[["Name"], float | None]
Show = Callable[["Name"], str]
SIGNS = {"+": 1, "−": 1, "×": 2, "÷": 2}
_TOKEN = re.compile(
    r"\s*(?:(?P<other>[a-z]\w*) of the (?:first (?P<first>\w+)|(?P<before>\w+) before)\b|Σ (?P<sum>[a-z]\w*)|(?P<max>max\()"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z]\w*)|(?P<sign>[÷×+−()|,]))"
)
_BEFORE = r"(?:^|(?<=[;:.,] ))"  # a name for a figure stands at the beginning of a part of a sentence
_BEGIN = re.compile(_BEFORE + r"(?P<column>[a-z]\w*) = ")


@dataclass(frozen=True)
class Name:
    """A column in a formula; `rows`: this one, the sum of all, the first or the one before along the column `along`."""

    column: str
    rows: str = "this"
    along: str | None = None


Node = Name | float | tuple[str, "Node", "Node"]


@dataclass(frozen=True)
class Formula:
    """What a column is made of: a tree of names, numbers and (sign, left, right); |x| is ("| |", x, x)."""

    column: str
    tree: Node

    def value(self, lookup: Lookup) -> float | None:
        """What it comes to; None where a value is unknown or a division has nothing to divide by."""
        return _value(self.tree, lookup)

    def filled(self, show: Show) -> str:
        """The formula with each name shown by `show`."""
        return _filled(self.tree, show)

    def names(self) -> list[Name]:
        """The columns in it, each once, in their order."""
        return list(dict.fromkeys(_names(self.tree)))


def formulas_of(definition: str, columns: Mapping[str, object]) -> dict[str, Formula]:
    """column → the first formula for it that the definition writes with nothing but `columns`."""
    found: dict[str, Formula] = {}
    for paragraph in definition.split("\n\n"):
        text = " ".join(paragraph.split())
        for begin in _BEGIN.finditer(text):
            column = begin["column"]
            if column in columns and column not in found and (tree := _Reader(text, begin.end(), columns).formula()) is not None:
                found[column] = Formula(column, tree)
    return found


def clause_of(definition: str, column: str) -> str | None:
    """How the definition says in words what a column is: what follows `column = `, or `one, column = `; None if it does not."""
    begin = re.compile(rf"{_BEFORE}(?:[a-z]\w*, )*{column}(?:, [a-z]\w*)*(?: and [a-z]\w*)? = ")
    for paragraph in definition.split("\n\n"):
        text = " ".join(paragraph.split())
        if (match := begin.search(text)) is not None:
            return re.split(r"; |\.(?:\s|$)|, (?=(?:[a-z]\w*, )*[a-z]\w* = )", text[match.end() :], maxsplit=1)[0].strip()
    return None


class _NoFormula(Exception):
    """The text goes on in words where a figure has to stand."""


class _Reader:
    """Reads the longest formula that begins at a place of a text."""

    def __init__(self, text: str, at: int, columns: Mapping[str, object]) -> None:
        self.text, self.at, self.columns = text, at, columns

    def formula(self) -> Node | None:
        """The tree, or None where the text there is no formula."""
        try:
            tree = self._sum(1)
        except _NoFormula:
            return None
        return tree if isinstance(tree, tuple) else None

    def _peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self.text, self.at)

    def _take(self, sign: str) -> bool:
        token = self._peek()
        if token is None or token["sign"] != sign:
            return False
        self.at = token.end()
        return True

    def _sum(self, rank: int) -> Node:
        """Operands joined by signs of at least this rank, from left to right."""
        left = self._operand() if rank > 2 else self._sum(rank + 1)
        while (token := self._peek()) is not None and SIGNS.get(token["sign"] or "") == rank:
            self.at = token.end()
            left = (token["sign"], left, self._operand() if rank >= 2 else self._sum(rank + 1))
        return left

    def _operand(self) -> Node:
        token = self._peek()
        if token is None:
            raise _NoFormula
        self.at = token.end()
        if token["sign"] in ("(", "|"):
            inner = self._sum(1)
            self._need(")" if token["sign"] == "(" else "|")
            return ("( )" if token["sign"] == "(" else "| |", inner, inner)
        if token["max"]:
            left = self._sum(1)
            self._need(",")
            right = self._sum(1)
            self._need(")")
            return ("max", left, right)
        if token["number"]:
            return float(token["number"])
        column = token["name"] or token["sum"] or token["other"]
        if column is None or column not in self.columns:
            raise _NoFormula
        rows = "first" if token["first"] else "before" if token["before"] else "sum" if token["sum"] else "this"
        return Name(column, rows, token["first"] or token["before"])

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise _NoFormula


def _value(node: Node, lookup: Lookup) -> float | None:
    if isinstance(node, Name):
        return lookup(node)
    if isinstance(node, float):
        return node
    sign, left, right = node[0], _value(node[1], lookup), _value(node[2], lookup)
    if left is None or right is None or (sign == "÷" and right == 0):
        return None
    results: dict[str, Callable[[float, float], float]] = {
        "+": lambda a, b: a + b,
        "−": lambda a, b: a - b,
        "×": lambda a, b: a * b,
        "÷": lambda a, b: a / b,
        "max": max,
        "( )": lambda a, b: a,
        "| |": lambda a, b: abs(a),
    }
    return results[sign](left, right)


def _filled(node: Node, show: Show) -> str:
    if isinstance(node, Name):
        return show(node)
    if isinstance(node, float):
        return f"{node:g}"
    sign, left = node[0], _filled(node[1], show)
    if sign in ("( )", "| |"):
        return f"{sign[0]}{left}{sign[2]}"
    right = _filled(node[2], show)
    return f"max({left}, {right})" if sign == "max" else f"{left} {sign} {right}"


def _names(node: Node) -> Iterator[Name]:
    if isinstance(node, Name):
        yield node
    elif isinstance(node, tuple):
        yield from _names(node[1])
        yield from _names(node[2])
