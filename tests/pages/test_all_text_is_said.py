"""All text of the pages stands where the catalogue finds it: inside say, say_many, mark, many or a Column."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.parts import formats
from pages.parts.catalogue import constants, name_of

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "pages").rglob("*.py"))
SAYING = ("say", "say_many", "mark", "many")
NOT_SHOWN = {
    "key", "bind", "icon", "format", "type", "class_", "labelExpr", "url_path", "strftime", "dtype", "media_type", "mime",
    "file_name", "language", "sort", "stack", "transform", "expr",
}  # fmt: skip
"""Keyword arguments that nobody reads."""
NOT_READ = ("TypeError", "ValueError", "RuntimeError", "FillFailed", "getLogger", "warning", "getenv", "Path", "compile", "isin")
"""Calls whose arguments are for programmers and machines."""
ENGLISH = re.compile(
    r"(?<![\w:/.#%\\-])[A-Z]?[a-z’]+[,;:]? [(“]?([A-Za-z]?[a-z]+|[A-Z]{2,})|^[A-Z][a-z]+(-[a-z]+)?\b[:.]?$"
    r"|[A-Z][a-z]+ [+%(\d]|[a-z]{2,}[,:]? \{|\} [a-z]{2,}|\d [a-z]{3,}"
)
"""Two words, one that begins like a sentence, or one beside a figure."""
MACHINE = re.compile(r":[QNOT]$|^fourcast |^python -m |^<|@media ")
"""Columns of charts, keys of the session, commands, HTML and styles."""
NOT_YET: set[str] = set()
"""Files whose texts are not yet said. Only ever take one out."""
DATA = {
    *formats.WEEKDAYS, *formats.MONTHS, "Esc", "Fourcast", "About", "pushed out", " of the first {}", " of the {} before",
    "chart {}", "about {}",
    "Noto Sans CJK JP, Noto Sans JP, Hiragino Sans, Yu Gothic", "Liberation Sans, Arial, Helvetica",
}  # fmt: skip
"""What looks like text and is none: names that machines read."""


def keys_of(paths: list[Path]) -> dict[str, int]:
    """function of the pages → the place of its parameter `key`, which nobody reads."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    functions = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    given = {function.name: [argument.arg for argument in function.args.args] for function in functions}
    return {name: names.index("key") for name, names in given.items() if "key" in names}


KEYS = keys_of(FILES)


def unsaid(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of everything that looks like English and is not said."""
    for node, text in found_in(tree):
        yield node.lineno, text


def found_in(tree: ast.AST, within: bool = False) -> Iterator[tuple[ast.expr, str]]:
    """The nodes of unsaid texts; `within` a text also single small words are: {"rose" if … else "fell"}."""
    text = text_of(tree)
    if text is not None and isinstance(tree, ast.expr) and text not in DATA and looks_english(text, within):
        yield tree, text
    for child in read(tree):
        put_in = isinstance(tree, ast.FormattedValue) or (isinstance(tree, ast.Call) and name_of(tree) in SAYING)
        yield from found_in(child, put_in or (within and isinstance(tree, (ast.IfExp, ast.keyword))))


def looks_english(text: str, within: bool) -> bool:
    """Whether people would read it."""
    text = re.sub(r":material/\w+:", "", text)
    if within and re.search(r"[a-z]{2,}", text):
        return True
    return bool(ENGLISH.search(text)) and not MACHINE.search(text)


def read(tree: ast.AST) -> list[ast.AST]:
    """The parts of a node in which texts are looked for."""
    if isinstance(tree, ast.Call) and name_of(tree) in NOT_READ:
        return []
    if isinstance(tree, ast.Call) and name_of(tree) in (*SAYING, "Column"):
        left = [given for given in tree.args if not constants(given)]
        return [*left, *(k for k in tree.keywords if not (name_of(tree) == "Column" and k.arg in ("label", "help")))]
    if isinstance(tree, ast.keyword) and tree.arg in NOT_SHOWN:
        return []
    if isinstance(tree, ast.Call) and name_of(tree) in KEYS:
        return [*(given for place, given in enumerate(tree.args) if place != KEYS[name_of(tree)]), *tree.keywords]
    if isinstance(tree, ast.Assign):
        target, value = tree.targets[0], tree.value
        both = (
            zip(target.elts, value.elts, strict=False) if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) else ()
        )
        return [given for name, given in both or [(target, value)] if not (isinstance(name, ast.Name) and is_key(name.id))]
    if isinstance(tree, ast.Dict):
        return [*(key for key in tree.keys if key is not None and not is_name(key)), *tree.values]
    if isinstance(tree, (ast.Compare, ast.Subscript)) or is_docstring(tree):
        return []
    if isinstance(tree, ast.FunctionDef):
        return list(tree.body)
    return [c for c in ast.iter_child_nodes(tree) if not (isinstance(tree, ast.JoinedStr) and isinstance(c, ast.Constant))]


def text_of(node: ast.AST) -> str | None:
    """The text of a constant, or of an f-string with {} for its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def is_key(name: str) -> bool:
    """Whether a variable of this name holds what a widget is called in the session."""
    return name.lower().endswith("key")


def is_name(key: ast.expr) -> bool:
    """Whether a key of a dict is what machines call a thing: it begins small."""
    return isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value[:1].islower()


def is_docstring(node: ast.AST) -> bool:
    """Whether it is a text that stands by itself."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_said(path: Path) -> None:
    found = [f"{path.name}:{line} {text!r}" for line, text in unsaid(ast.parse(path.read_text(encoding="utf-8")))]

    if str(path.relative_to(ROOT / "pages")) in NOT_YET:
        assert found, f"All texts of {path.name} are said: take it out of NOT_YET"
    else:
        assert not found, "\n".join(found)
