"""How Pipedrive writes headers: with the kind of row before them, or without."""


def of(kind: str, *words: str) -> str:
    """Headers with the kind of row before them or without: exact with it, so that «Organization - Owner» is not taken."""
    return " | ".join(f"{kind} - {word} | {word}" for word in words)
