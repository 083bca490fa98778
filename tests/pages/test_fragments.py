"""A part of a page that runs alone does not pass main.py: it asks itself whether its viewer may still see it."""

import ast
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "pages"
ALONE = ("fragment", "dialog")
SHOWS_NOTHING_OF_ANYBODY = {("watch", "_look"), ("timer", "_tick")}
"""The look-out itself, and how long the meeting has lasted."""


def is_alone(node: ast.AST) -> bool:
    """Whether it names st.fragment or st.dialog, called or not."""
    return any(isinstance(part, ast.Attribute) and part.attr in ALONE for part in ast.walk(node))


def found() -> list[tuple[str, ast.FunctionDef]]:
    """File and function of all that runs alone: decorated, or handed to st.fragment(…)(…) and st.dialog(…)(…)."""
    parts = []
    for file in sorted(PAGES.rglob("*.py")):
        tree = ast.parse(file.read_text())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        handed = {
            argument.id
            for call in calls
            if isinstance(call.func, ast.Call) and is_alone(call.func.func)
            for argument in call.args
            if isinstance(argument, ast.Name)
        }
        parts += [
            (file.stem, node)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and (node.name in handed or any(map(is_alone, node.decorator_list)))
        ]
    return parts


@pytest.mark.parametrize(
    ("file", "function"), [(file, node) for file, node in found()], ids=lambda part: getattr(part, "name", part)
)
def test_what_runs_alone_asks_first_whether_it_may_still_be_seen(file: str, function: ast.FunctionDef) -> None:
    if (file, function.name) not in SHOWS_NOTHING_OF_ANYBODY:
        first = next(node for node in function.body if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant))
        assert ast.unparse(first) == "watch.again()", f"{file}.{function.name}"


def test_it_finds_them() -> None:
    assert {("drawer", "draw"), ("proof", "table_of"), ("replays", "_frame"), ("row_opener", "by_keyboard")} <= {
        (file, function.name) for file, function in found()
    }
