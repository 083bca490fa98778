"""What the rows of an import are called: an Excel export refers to them by these names alone."""

from model.importing.cells.values import Context
from model.importing.words.mapping import folded

Named = tuple[str, str]
"""The field by which an activity refers to a row, and the row's id."""


def keep_name(context: Context, field: str, key: str, *words: str | None) -> None:
    """Keep a row's id and what it is called; a name that two rows share names neither."""
    named: dict[str, Named | None] = context.kept.setdefault("dynamics names", {})
    named[key] = field, key
    for word in {folded(word) for word in words if word}:
        named[word] = (field, key) if named.get(word, (field, key)) == (field, key) else None


def meant(context: Context, word: str) -> Named | None:
    """The row of that id or name."""
    named: dict[str, Named | None] = context.kept.get("dynamics names", {})
    return named.get(word) or named.get(folded(word))


def keep_lead(context: Context, lead: str, name: str, company: str | None) -> None:
    """Keep a lead's name with its company's, and alone."""
    called: dict[tuple[str, str | None], str | None] = context.kept.setdefault("dynamics leads", {})
    for words in ((folded(name), folded(company or "")), (folded(name), None)):
        called[words] = lead if called.get(words, lead) == lead else None


def keep_origin(context: Context, deal: str, lead: str, account: str | None) -> None:
    """Keep by what name a deal calls the lead that it was."""
    context.kept.setdefault("dynamics origins", []).append((deal, folded(lead), folded(account or "")))


def origins(context: Context) -> list[Named]:
    """(lead, deal) of the deals whose lead only one has the name of, with the company's or alone."""
    called = context.kept.get("dynamics leads", {})
    found = [(called.get((name, account)) or called.get((name, None)), deal)
             for deal, name, account in context.kept.get("dynamics origins", [])]  # fmt: skip
    return [(lead, deal) for lead, deal in found if lead]
