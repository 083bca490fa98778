"""What each system's files carry: which figures are the same, to the cent, after a company went out and in again.

The table in docs/dialects.md is made of it: `python -m tests.importing.carried` writes it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from metrics.definition import metrics
from metrics.splits import SPLITS
from seed_data.exports import DIALECTS

DOCS = Path(__file__).parents[2] / "docs" / "dialects.md"
BEGIN, END = "<!-- what is carried: python -m tests.importing.carried -->", "<!-- end of what is carried -->"


@dataclass(frozen=True)
class Carries:
    """What one dialect's files carry, of a whole export as it stood at the end of a day.

    `past` figures are the same on that day and on days before it, `today` ones on that day only. `splits`: by what a
    figure may be split today, `past_splits` on days before too. `without` names, by figure, the columns that the files
    say nothing of, and rows («flag=bant-incomplete»). `first` are files of the plain format that are imported before,
    as a company would set up what the system has no file for: its settings always, its stages where no file has them.
    """

    today: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    past_splits: tuple[str, ...] = ()
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: tuple[str, ...] = ("settings", "stages")

    @property
    def figures(self) -> tuple[str, ...]:
        """All of them, in the order of their names. ValueError for one that is not registered, or is named twice."""
        named = [*self.today, *self.past, *self.without]
        if unknown := {*named, *self.splits, *self.past_splits} - {*metrics(), *SPLITS} or {*self.today} & {*self.past}:
            raise ValueError(f"No such figure or split, or named twice: {', '.join(sorted(unknown))}")
        return tuple(sorted({*self.today, *self.past}))

    def says(self, figure: str) -> str:
        """What the table says of a figure."""
        if figure not in self.figures:
            return "–"
        missing = ", ".join(self.without.get(figure, ()))
        return ("any day" if figure in self.past else "today") + (f", without {missing}" if missing else "")


def carried() -> dict[str, Carries]:
    """Each dialect's, from its test."""
    return {name: import_module(f"tests.importing.test_{name}").CARRIES for name in DIALECTS}


def as_markdown() -> str:
    """The table of the docs; figures that no system carries are not in it."""
    dialects = carried()
    rows = [["figure", *dialects], ["---"] * (len(dialects) + 1)]
    held = sorted({name for each in dialects.values() for name in each.figures})
    rows += [[name, *(each.says(name) for each in dialects.values())] for name in held]
    for head, field_name in (("today split by", "splits"), ("any day split by", "past_splits")):
        carried_by = [[split for split in SPLITS if split in getattr(each, field_name)] for each in dialects.values()]
        rows.append([head, *(", ".join(names) or "–" for names in carried_by)])
    rows.append(["set up first", *(", ".join(each.first) or "–" for each in dialects.values())])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def written(text: str) -> str:
    """The docs' text with the table as it is now."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{as_markdown()}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    DOCS.write_text(written(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
