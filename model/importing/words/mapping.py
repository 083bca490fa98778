"""What a source's words mean, as somebody confirmed it: remembered in the database, or given as a JSON file."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from model.importing.report import CannotImport
from model.stages import Category, StageKind
from model.tables import Meaning, table

EXAMPLE = '{"stages": {"Proposal": {"key": "proposal", "name": "Proposal", "position": 3, "kind": "qualified"}}}'


def folded(word: str) -> str:
    """A word as it is compared: case and blanks do not matter."""
    return " ".join(word.split()).casefold()


@dataclass(frozen=True)
class StageMeaning:
    """The stage that a word means: `key` of a stage that is there, or all of a new one. `probability` in basis points."""

    key: str
    name: str = ""
    position: int | None = None
    kind: str | None = None
    probability: int | None = None
    category: str | None = None

    @classmethod
    def of(cls, given: Any) -> "StageMeaning":
        """From a key, or an object with these names; ValueError says what is wrong with it."""
        if isinstance(given, str):
            return cls(given)
        meaning = cls(**given)
        if meaning.kind is not None and meaning.kind not in list(StageKind):
            raise ValueError(f"a stage's kind is {', '.join(StageKind)}, not {meaning.kind}")
        if meaning.category is not None and meaning.category not in list(Category):
            raise ValueError(f"a stage's category is {', '.join(Category)}, not {meaning.category}")
        return meaning

    def said(self) -> dict[str, Any]:
        """What it says, without what it leaves out."""
        return {name: value for name, value in vars(self).items() if value not in (None, "")}


@dataclass(frozen=True)
class FileMeaning:
    """What a file that no dialect knows is: a kind of row (words/mapped.py), and header → field ("": not read)."""

    kind: str
    fields: dict[str, str]


@dataclass
class Mapping:
    """Words by kind: `stages`, `people` and `accounts` by the word as it is compared, `files` by their headers' signature.

    People and accounts are given by external id, e-mail or name. `leads` says which deal a lead became, by id.
    """

    stages: dict[str, StageMeaning] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    files: dict[str, FileMeaning] = field(default_factory=dict)

    def __or__(self, other: "Mapping") -> "Mapping":
        """Both; where they disagree, `other`."""
        return Mapping(**{name: getattr(self, name) | getattr(other, name) for name in vars(self)})

    @classmethod
    def of(cls, given: Any) -> "Mapping":
        """From what a JSON file holds; ValueError says what is wrong with it."""
        if not isinstance(given, dict) or given.keys() - vars(cls()).keys():
            raise ValueError(f"a mapping is an object with some of {', '.join(vars(cls()))}, as {EXAMPLE}")
        made = cls()
        made.stages = {folded(word): StageMeaning.of(meaning) for word, meaning in given.get("stages", {}).items()}
        made.files = {word: FileMeaning(**meaning) for word, meaning in given.get("files", {}).items()}
        for name in ("people", "accounts", "leads"):
            words = {folded(word): str(target) for word, target in given.get(name, {}).items()}
            setattr(made, name, words)
        return made

    def said(self) -> dict[str, Any]:
        """As a JSON file holds it."""
        whole: dict[str, Any] = {name: dict(words) for name, words in vars(self).items() if words}
        if self.stages:
            whole["stages"] = {word: meaning.said() for word, meaning in self.stages.items()}
        if self.files:
            whole["files"] = {word: vars(meaning) for word, meaning in self.files.items()}
        return whole

    def rows(self, source: str) -> Iterator[dict[str, str]]:
        """As rows of `import_meaning`."""
        for kind, words in self.said().items():
            for word, target in words.items():
                text = target if isinstance(target, str) else json.dumps(target, ensure_ascii=False)
                yield {"source": source, "kind": kind, "word": word, "target": text}


def read_mapping(path: Path) -> Mapping:
    """The mapping in a JSON file. CannotImport says what is wrong with it."""
    try:
        return Mapping.of(json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise CannotImport(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise CannotImport(f"{path}: is no mapping ({error}).") from error


def write_mapping(path: Path, mapping: Mapping) -> None:
    """Write it as a JSON file that people can edit."""
    path.write_text(json.dumps(mapping.said(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def remembered(session: Session, source: str) -> Mapping:
    """What was confirmed for a source before."""
    own = table(Meaning).c
    question = select(own.kind, own.word, own.target).where(own.source == source, own.revision_out.is_(None))
    given: dict[str, dict[str, Any]] = {}
    for kind, word, target in session.execute(question.order_by(own.id)):
        given.setdefault(kind, {})[word] = json.loads(target) if kind in ("stages", "files") and target[:1] == "{" else target
    return Mapping.of(given)


def news(session: Session, source: str, mapping: Mapping) -> tuple[list[int], list[dict[str, str]]]:
    """What is to be remembered: ids of rows to end, and rows to add."""
    own = table(Meaning).c
    question = select(own.id, own.kind, own.word, own.target).where(own.source == source, own.revision_out.is_(None))
    held = {(row[1], row[2]): (row[0], row[3]) for row in session.execute(question)}
    arriving = {(row["kind"], row["word"]): row for row in mapping.rows(source)}
    added = [row for key, row in arriving.items() if held.get(key, (0, None))[1] != row["target"]]
    ended = [held[row["kind"], row["word"]][0] for row in added if (row["kind"], row["word"]) in held]
    return ended, added


def signature(headers: Iterable[str]) -> str:
    """By what a file that no dialect knows is recognised the next time: its plain headers, in any order."""
    return "|".join(sorted(set(headers)))


def _files(session: Session) -> list[tuple[str, str, str]]:
    own = table(Meaning).c
    question = select(own.source, own.word, own.target).where(own.kind == "files", own.revision_out.is_(None)).order_by(own.id)
    return [(row[0], row[1], row[2]) for row in session.execute(question)]


def remembered_files(session: Session, source: str | None) -> dict[str, FileMeaning]:
    """Signature → what files of that source (None: of any) were said to be."""
    found = [(word, target) for said_of, word, target in _files(session) if source in (None, said_of)]
    return {word: FileMeaning(**json.loads(target)) for word, target in found}


def sources_that_described(session: Session, signatures: set[str]) -> list[str]:
    """The sources of which such files were described."""
    return sorted({source for source, word, _ in _files(session) if word in signatures})
