"""Draws the catalogue of all texts that people read: `python -m pages.parts.catalogue` writes pages/locale/fourcast.pot.

Babel does it by the `[tool.babel]` part of pyproject.toml; `texts` below is the extraction method named there. Of pages/ it
takes what say, say_many, mark, many and Column are given; of metrics/ the definitions (docstrings, by paragraph) and the
words of figures (constants: bars, flags, column names); of model/ the values of its enumerations.
"""

import ast
import inspect
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.frontend import CommandLineInterface

from pages.parts.words import DOMAIN, FOLDER, one_line

ROOT = Path(__file__).parents[2]
SAYING = ("say", "mark")
Found = tuple[int, str, str | tuple[str, str], tuple[str, ...]]


def texts(source: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterator[Found]:
    """Babel's extraction method: (line, keyword, text or (one, more), comments) of a file; `of` among the options: which way."""
    tree = ast.parse(source.read())
    found = {"pages": _said, "metrics": _defined, "model": _enumerated}[options["of"]](tree)
    yield from sorted(set(found), key=lambda text: (text[0], str(text[2])))


def _said(tree: ast.Module) -> Iterator[Any]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = name_of(call)
        if name in SAYING and call.args:
            yield from ((call.lineno, "say", text, ()) for text in constants(call.args[0]))
        elif name == "Column":
            given = [*call.args[:1], *(k.value for k in call.keywords if k.arg in ("label", "help"))]
            yield from ((call.lineno, "say", text, ()) for value in given for text in constants(value))
        elif name == "say_many" and len(call.args) > 1:
            pairs = zip(constants(call.args[0]), constants(call.args[1]), strict=True)
            yield from ((call.lineno, "say_many", pair, ()) for pair in pairs)
        elif name == "many" and len(call.args) > 1:
            more = [word for value in call.args[2:] for word in constants(value)]
            for one in constants(call.args[1]):
                yield call.lineno, "say_many", (f"{{n}} {one}", f"{{n}} {more[0] if more else one + 's'}"), ()


def name_of(call: ast.Call) -> str:
    """What is called, without the module: say, many."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def constants(value: ast.expr) -> list[str]:
    """The text of a constant, or both of "a" if … else "b"; nothing of anything else."""
    if isinstance(value, ast.IfExp):
        return constants(value.body) + constants(value.orelse)
    return [value.value] if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value else []


def _defined(tree: ast.Module) -> Iterator[Any]:
    numbers = {name: value for node in tree.body for name, value in _number(node)}
    for node in tree.body:
        if (
            isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and node.args.args[:1]
            and node.args.args[0].arg == "book"
        ):
            text = inspect.cleandoc(ast.get_docstring(node) or "")
            yield from ((node.lineno, "say", one_line(paragraph), ()) for paragraph in text.split("\n\n") if paragraph)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            yield from ((node.lineno, "say", word, ()) for word in _words(_filled(node.value, numbers)))


def _number(node: ast.stmt) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant):
        yield node.targets[0].id, node.value.value


def _filled(value: ast.expr, numbers: dict[str, Any]) -> ast.expr:
    """The constant with its f-strings written out: f"No activity for {IDLE_DAYS} days"."""

    class Filling(ast.NodeTransformer):
        def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
            return ast.Constant("".join(_text_of(part, numbers) for part in node.values))

    return Filling().visit(value)


def _text_of(part: ast.expr, numbers: dict[str, Any]) -> str:
    if isinstance(part, ast.FormattedValue):
        return str(numbers.get(part.value.id, "")) if isinstance(part.value, ast.Name) else ""
    return part.value if isinstance(part, ast.Constant) else ""


def _words(value: ast.expr) -> list[str]:
    """The words in a constant: the items of a tuple, the values of a dict, or its keys where it names columns by their unit."""
    if isinstance(value, (ast.Tuple, ast.List)):
        return [_spaced(text) for item in value.elts for text in constants(item) if any(letter.isalpha() for letter in text)]
    if isinstance(value, ast.Dict):
        return [_spaced(text) for key, v in zip(value.keys, value.values, strict=True) for text in _entry(key, v)]
    return []


def _entry(key: ast.expr | None, value: ast.expr) -> list[str]:
    of_unit = isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == "Unit"
    return (constants(key) if key is not None else []) if of_unit else [*_words(value), *constants(value)]


def _enumerated(tree: ast.Module) -> Iterator[Any]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases):
            for line in node.body:
                if isinstance(line, ast.Assign):
                    yield from ((line.lineno, "say", _spaced(text), ()) for text in constants(line.value))


def _spaced(word: str) -> str:
    return word.replace("_", " ").strip()


def draw(target: Path = FOLDER / f"{DOMAIN}.pot") -> None:
    """Write the catalogue's template."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with chdir(ROOT):  # places in the source are named from there
        CommandLineInterface().run(
            ["pybabel", "-q", "extract", "-F", "pyproject.toml", "-k", "say", "-k", "say_many:1,2", "--no-default-keywords",
             "--project=Fourcast", "--sort-by-file", "-o", str(target.resolve()), "."]
        )  # fmt: skip


if __name__ == "__main__":
    draw()
