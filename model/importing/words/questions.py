"""What an import has to be told before it can go on, each with a proposal where there is a good one."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Question:
    """Something that no file says. `kind`: file (what is it?), as_of, day_first, stage, person, account, lead.

    `subject` is what it is about (a file, a word, a lead's id), `about` says it in words, `proposal` is the answer that
    fits best (None: there is none), `choices` others. `needed`: the import waits for it; the others are offers.
    """

    kind: str
    subject: str
    about: str
    proposal: Any = None
    choices: list[Any] = field(default_factory=list)
    needed: bool = True

    def __str__(self) -> str:
        return self.about
