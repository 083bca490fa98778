"""A chart as a picture for slides and mail: its Vega-Lite in the light colours on white, under its finding and context.

vl-convert draws in this process and is allowed no address, so nothing is asked of any host. Text is set in fonts that
this machine has; what a font lacks comes from any installed one that has it.
"""

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import vl_convert

from pages.parts import charts

WIDTH, BESIDE = 960, 400  # of charts that have no width of their own, alone and beside others
SCALE = 2  # pixels of the PNG to one of the chart
LATIN = "Liberation Sans, Arial, Helvetica"
WIDE = "Noto Sans CJK JP, Noto Sans JP, Hiragino Sans, Yu Gothic"  # first where any text needs it, else a serif one steps in
TITLE_SIZE, TITLE_LINE, CONTEXT_LINE = 18, 100, 140  # pixels, characters, characters
WIDE_CHARACTER = "\u2e80"  # from here on a character takes the room of two


@dataclass(frozen=True)
class Picture:
    """A chart as drawn, the sentence above it and the page's line of filter and day below that."""

    spec: Mapping[str, Any]
    title: str
    context: str


def png_of(picture: Picture) -> bytes:
    """A PNG, twice as fine as the page."""
    return vl_convert.vegalite_to_png(_written(picture), scale=SCALE, allowed_base_urls=[])


def svg_of(picture: Picture) -> bytes:
    """An SVG, its text as text."""
    return vl_convert.vegalite_to_svg(_written(picture), allowed_base_urls=[]).encode()


def _written(picture: Picture) -> str:
    text = json.dumps(on_paper(picture), default=_plain, ensure_ascii=False)
    return json.dumps(json.loads(text, parse_constant=lambda nan: None), ensure_ascii=False)


def _plain(value: Any) -> Any:
    """A value of a row as JSON has it: a day begins at midnight here, not in Greenwich; what is no number is none."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    return None if pd.isna(value) else value.item() if hasattr(value, "item") else float(value)


def on_paper(picture: Picture) -> dict[str, Any]:
    """The Vega-Lite of the picture: as on the page, but light, of a fixed width, with its words on it."""
    spec = _light(picture.spec, {dark.lower(): charts.LIGHT[meaning] for meaning, dark in charts.DARK.items()})
    for side in ("width", "height"):
        if spec.get(side) == "container":
            del spec[side]
    config, width = spec.get("config", {}), BESIDE if {"hconcat", "concat", "facet", "repeat"} & set(spec) else WIDTH
    wide = _is_wide(json.dumps(spec, default=str, ensure_ascii=False) + picture.title + picture.context)
    spec["config"] = config | {
        "font": f"{WIDE}, {LATIN}, sans-serif" if wide else f"{LATIN}, sans-serif",
        "mark": {"color": charts.LIGHT["commit"]} | config.get("mark", {}),  # as the page's theme has it
        "view": config.get("view", {}) | {"continuousWidth": width, "discreteWidth": width},
    }
    spec |= {"autosize": {"type": "pad", "contains": "padding"}, "padding": 20, "background": "white"}
    spec["title"] = {
        "text": _lines(picture.title, TITLE_LINE), "subtitle": _lines(picture.context, CONTEXT_LINE),
        "anchor": "start", "frame": "bounds", "offset": 16,
        "fontSize": TITLE_SIZE, "fontWeight": 600, "color": charts.LIGHT["text"],
        "subtitleFontSize": charts.FONT, "subtitleColor": charts.LIGHT["muted"], "subtitlePadding": 6,
    }  # fmt: skip
    return spec


def _light(part: Any, lights: Mapping[str, str]) -> Any:
    """A part of a specification with every colour of the dark page exchanged for its light one; rows stay as they are."""
    if isinstance(part, Mapping):
        return {name: value if name in ("data", "datasets") else _light(value, lights) for name, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_light(item, lights) for item in part]
    return lights.get(part.lower(), part) if isinstance(part, str) else part


def _lines(text: str, most: int) -> list[str]:
    """Text in lines of at most so many characters; wide ones take the room of two."""
    return textwrap.wrap(text, most // 2 if _is_wide(text) else most) or [""]


def _is_wide(text: str) -> bool:
    return not text.isascii() and max(text) >= WIDE_CHARACTER
