"""The stages that a CRM's rows name: those there are, those somebody described, those of the system itself; else asked for."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from model.importing.dialect import Dialect, StageDefault
from model.importing.entities import ENTITIES
from model.importing.references.known import Known
from model.importing.references.resolving import Completion
from model.importing.rows.chunk import Chunk
from model.importing.words.mapping import StageMeaning, folded
from model.importing.words.questions import Question
from model.stages import StageKind
from model.tables import Stage, table

WON = ("won", "gewonnen", "受注", "成約", "gagn", "ganad", "vinto", "vunnen", "ganh", "abgeschlossen")
LOST = (
    "lost",
    "verloren",
    "失注",
    "perdu",
    "perdid",
    "perso",
    "disqualified",
    "cancel",
    "storniert",
    "dead",
    "absage",
    "abandon",
)
TERMS = ("probability", "default_category")


def stage_words(dialects: Iterable[Dialect]) -> Completion:
    """What makes the stages that rows name: `questions` of `known` hold those that nobody has described."""
    own = [default for dialect in dialects for default in dialect.stages]

    def complete(chunks: list[Chunk], known: Known) -> list[Chunk]:
        words = _words(chunks, known)
        described = {meaning.key: meaning for word in words if (meaning := known.words.stages.get(folded(word)))}
        described = {key: meaning for key, meaning in described.items() if known.ids["stages"].get(key) is None}
        strange = {word: chances for word, chances in words.items() if folded(word) not in known.words.stages}
        if strange and _fit(strange, own) and not described and _no_stages(chunks, known):
            return _chunks([(default.name, place, default) for place, default in enumerate(own, start=1)])
        if strange:
            known.questions += _questions(strange, own, known)
        whole = [meaning for meaning in described.values() if meaning.position is not None and meaning.kind]
        return _chunks([(m.key, m.position or 0, _default(m)) for m in whole])

    return complete


def _words(chunks: list[Chunk], known: Known) -> dict[str, list[int]]:
    """The stage words of lenient rows that no stage has as key or name, with the chances to win that stand beside them."""
    found: dict[str, list[int]] = {}
    for chunk in (each for each in chunks if each.lenient):
        for name in (name for name, each in chunk.entity.fields.items() if each.refers == "stages" and name in chunk.columns):
            for word in dict.fromkeys(chunk.columns[name]):
                if word is not None and word not in found and known.find("stages", word, chunk) is None:
                    found[word] = []
            if "chance" in chunk.columns:
                for word, chance in dict.fromkeys(zip(chunk.columns[name], chunk.columns["chance"], strict=True)):
                    if word in found and chance is not None:
                        found[word].append(chance)
    return found


def _fit(words: Iterable[str], own: list[StageDefault]) -> bool:
    return {folded(word) for word in words} <= {folded(default.name) for default in own}


def _no_stages(chunks: list[Chunk], known: Known) -> bool:
    listed = any(chunk.entity.name == "stages" and len(chunk) for chunk in chunks)
    return not listed and not known.session.execute(select(func.count()).select_from(table(Stage))).scalar()


def _default(meaning: StageMeaning) -> StageDefault:
    return StageDefault(meaning.name or meaning.key, str(meaning.kind), meaning.probability or 0, meaning.category)


def _chunks(stages: list[tuple[str, int, StageDefault]]) -> list[Chunk]:
    """Stages and their terms; they never replace what is there."""
    if not stages:
        return []
    rows = [0] * len(stages)
    columns: dict[str, list[Any]] = {
        "key": [key for key, _, _ in stages],
        "name": [default.name for _, _, default in stages],
        "position": [place for _, place, _ in stages],
        "kind": [default.kind for _, _, default in stages],
    }
    terms: dict[str, list[Any]] = {
        "key": columns["key"],
        "from": [None] * len(stages),
        "probability": [default.probability for _, _, default in stages],
        "default_category": [default.category for _, _, default in stages],
    }
    return [
        Chunk(ENTITIES["stages"], "(stages)", rows, columns, settled=True, counted=False),
        Chunk(ENTITIES["stage_terms"], "(stages)", list(rows), terms, settled=True, counted=False),
    ]


def _questions(words: dict[str, list[int]], own: list[StageDefault], known: Known) -> list[Question]:
    """A question for each word, with a proposal: as the system has it, else by its chance to win and its own words."""
    defaults = {folded(default.name): (place, default) for place, default in enumerate(own, start=1)}
    ordered = sorted(words, key=lambda word: (_rank(word, words[word], defaults), list(words).index(word)))
    listed = table(Stage).c
    held = known.session.execute(select(listed.key, listed.name, listed.position).order_by(listed.position)).all()
    first = 1 + max((row[2] for row in held), default=0)
    questions = []
    for place, word in enumerate(ordered):
        proposal = _proposal(word, place + first, words[word], defaults, first=place == 0 and not held, count=len(ordered))
        about = f"The stage «{word}»: where does it stand in your process, and is it open, won or lost?"
        questions.append(Question("stage", word, about, proposal, [row[0] for row in held]))
    return questions


def _kind(word: str) -> str | None:
    low = folded(word)
    if any(sign in low for sign in LOST):
        return StageKind.LOST
    return StageKind.WON if any(sign in low for sign in WON) else None


def _rank(word: str, chances: list[int], defaults: dict[str, tuple[int, StageDefault]]) -> tuple[int, float]:
    """Open stages by their place or chance, then won, then lost."""
    place, default = defaults.get(folded(word), (0, None))
    kind = default.kind if default else _kind(word)
    closed = {StageKind.WON: 1, StageKind.LOST: 2}.get(StageKind(kind), 0) if kind else 0
    return closed, place * 100 if default else (sum(chances) / len(chances) if chances else 5_000)


def _proposal(
    word: str, position: int, chances: list[int], defaults: dict[str, tuple[int, StageDefault]], *, first: bool, count: int
) -> StageMeaning:
    default = defaults.get(folded(word), (0, None))[1]
    if default:
        kind = StageKind.UNQUALIFIED if first else default.kind
        kind = StageKind.QUALIFIED if kind == StageKind.UNQUALIFIED and not first else kind
        return StageMeaning(word, default.name, position, kind, default.probability, default.category)
    kind = _kind(word) or (StageKind.UNQUALIFIED if first else StageKind.QUALIFIED)
    closed = {StageKind.WON: 10_000, StageKind.LOST: 0}
    usual = max(set(chances), key=chances.count) if chances else closed.get(StageKind(kind), 10_000 * position // (count + 1))
    category = {StageKind.WON: "closed", StageKind.LOST: "omitted"}.get(StageKind(kind), "pipeline")
    return StageMeaning(word, word, position, kind, usual, category)
