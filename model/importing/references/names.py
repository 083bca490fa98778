"""Finding people and accounts by what files call them: id, e-mail, a confirmed word, or a name that only one has."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from model.importing.words.mapping import folded

NEAR = 86  # of 100: «GTXPro» and «GTX Pro» are near, «Acme» and «Apex» are not
PROPOSED = 3


class Names:
    """Names → ids of rows, where only one row has that name."""

    def __init__(self) -> None:
        self._ids: dict[str, int | None] = {}
        self.called: list[str] = []

    def add(self, name: str | None, key: int) -> None:
        """A name that two rows share names neither."""
        if name:
            word = folded(name)
            if word not in self._ids:
                self.called.append(name)
            self._ids[word] = key if self._ids.get(word, key) == key else None

    def find(self, word: str) -> int | None:
        """The id of the one row of that name."""
        return self._ids.get(folded(word))


def near(word: str, names: Iterable[str]) -> list[str]:
    """The names that a word may be a spelling of, the nearest first; never taken without asking."""
    found = process.extract(
        folded(word).replace(" ", ""),
        {name: folded(name).replace(" ", "") for name in names},
        scorer=fuzz.ratio,
        score_cutoff=NEAR,
        limit=PROPOSED,
    )
    return [str(name) for _, _, name in found]
