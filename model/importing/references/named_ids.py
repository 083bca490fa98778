"""People whom rows mention by an id and a name side by side: who they are, where the database or a list knows them already."""

from model.importing.references.known import Known
from model.importing.rows.chunk import Chunk
from model.importing.words.mapping import folded


def find_mentioned(chunks: list[Chunk], known: Known) -> None:
    """A mention gives way to the list of this import that has its id; else it is the one known person of that name."""
    people = [chunk for chunk in chunks if chunk.entity.name == "people" and chunk.lenient]
    listed = {key for chunk in people if not chunk.settled for key in chunk.columns["id"]}
    for chunk in (each for each in people if each.settled):
        chunk.drop({place for place, key in enumerate(chunk.columns["id"]) if key in listed})
        _find(chunk, known)


def _find(chunk: Chunk, known: Known) -> None:
    keys, ids = [*chunk.columns["id"]], known.ids["people"]
    externals = {row: external for external, row in ids.items()}
    for place, name in enumerate(chunk.columns.get("name", [])):
        found = known.names["people"].find(name) if name and keys[place] not in ids else None
        if found is not None:
            known.words.people[folded(keys[place])] = keys[place] = externals[found]
    chunk.columns["id"] = keys
