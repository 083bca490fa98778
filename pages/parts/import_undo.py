"""The way back from an import."""

from typing import Any
from zoneinfo import ZoneInfo

from model.importing.runs import Run


def draw(runs: list[Run], zone: ZoneInfo, engine: Any) -> None:
    """Nothing yet."""
