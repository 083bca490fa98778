"""What the widgets of the page Import say at the moment, and whether it can be gone on with."""

from dataclasses import dataclass, field

from model.importing.words.mapping import Mapping


@dataclass
class Collected:
    """`mapping`: what was said of words and files; `lacking`: what is still missing, in sentences."""

    mapping: Mapping = field(default_factory=Mapping)
    lacking: list[str] = field(default_factory=list)
