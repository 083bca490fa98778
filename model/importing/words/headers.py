"""Headers as they are compared: systems, versions and people spell the same column differently."""

import re
import unicodedata

PREFIX = re.compile(r"^(?:deal|person|organization|organisation|lead|activity|account|opportunity)\s*(?:-|:|_)\s*", re.IGNORECASE)


def plain(text: str) -> str:
    """Only letters and digits, in one case and width: «Stage Name», «stage_name» and «StageName*» are one header.

    A header without any, as «#» or «%», stays as it is.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum() or unicodedata.combining(c)) or folded.strip()


def without_prefix(text: str) -> str:
    """The plain header without the kind of row that some systems put before it: «Deal - Title», «Account: Created Date»."""
    return plain(PREFIX.sub("", text.strip().lstrip("\ufeff")))


def spellings(words: str) -> tuple[str, ...]:
    """«Stage | Sales Stage» as plain headers."""
    return tuple(plain(word) for word in words.split("|"))
