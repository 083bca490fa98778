"""Files as read with the answers so far, and what they would change in the numbers."""

import csv
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from model.access import Viewer
from model.importing.prepared import Prepared
from model.importing.run import after, prepare
from model.importing.steps import Progress
from model.importing.words.latest_day import proposed_day
from model.importing.words.mapping import Mapping
from model.importing.words.seen_currency import seen_currency
from model.importing.words.sources import known_sources
from pages.parts import import_outlook
from pages.parts.import_outlook import Standing
from pages.parts.words import mark

SETTINGS = "company-settings.csv"
SHOWN = 3  # first values of a column


@dataclass(frozen=True)
class Answers:
    """What was said about the files as a whole: see model/importing/run.prepare."""

    as_of: date | None = None
    source: str | None = None
    day_first: bool | None = None
    decimal_comma: bool | None = None
    whole: bool = False
    mapping: Mapping = field(default_factory=Mapping)
    settings: tuple[tuple[str, str], ...] = ()

    def with_settings(self, settings: dict[str, str]) -> "Answers":
        """The same with these settings for a company that has none yet."""
        return replace(self, settings=tuple(settings.items()))


@dataclass(frozen=True)
class Read:
    """The files as read with some answers, and the figures before and after (none as long as there is something to answer).

    `proposed` is the day that the files are thought to speak of; `currency`
    is what their amounts seem to be in, `samples` are the first values of each file by plain header.
    """

    prepared: Prepared
    answers: Answers
    outlook: list[Standing]
    proposed: date
    currency: str | None
    samples: dict[str, dict[str, list[str]]]


def read_files(
    warehouse: Any, paths: list[Path], answers: Answers, work: Path, today: date, viewer: Viewer, progress: Progress
) -> Read:
    """Read the files; of a source that was imported before, the day that is proposed is taken.

    Figures before and after are for who sees every deal: a file may say that anybody's deal is the viewer's own.
    """
    engine = warehouse.engine
    if answers.settings:
        paths = [*paths, _settings_file(answers, work)]
    prepared = _prepare(engine, paths, answers, work, progress)
    before = known_sources(engine).get(prepared.source or "")
    proposed = answers.as_of or proposed_day(prepared.files, prepared.context, today)
    usual = answers
    if before is not None and answers.as_of is None and any(asked.kind == "as_of" for asked in prepared.questions):
        usual = replace(answers, as_of=proposed)
        prepared = _prepare(engine, paths, usual, work, progress)
    outlook: list[Standing] = []
    if viewer.sees_everything and not prepared.problems and not prepared.report.stopped:
        progress(mark("Working out what it changes in the numbers …"))
        outlook = import_outlook.work_out(warehouse, after(engine, prepared, warehouse, progress), prepared, today, viewer)
    samples = {seen.file: seen.source.sample(SHOWN) for seen in prepared.files if seen.source and not seen.problem}
    return Read(prepared, usual, outlook, proposed, seen_currency(prepared.files), samples)


def _settings_file(answers: Answers, work: Path) -> Path:
    """The settings as a file of our own format."""
    path = work / SETTINGS
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("key", "value"), *answers.settings])
    return path


def _prepare(engine: Any, paths: list[Path], answers: Answers, work: Path, progress: Progress) -> Prepared:
    return prepare(
        engine,
        paths,
        as_of=answers.as_of,
        source=answers.source,
        mapping=answers.mapping,
        day_first=answers.day_first,
        decimal_comma=answers.decimal_comma,
        whole=answers.whole,
        work=work,
        progress=progress,
    )
