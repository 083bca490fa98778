"""Text has 4.5:1 and marks have 3:1 against what lies behind them, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pages.parts import charts, pipeline_weeks, stage_charts

THEME: dict[str, Any] = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
CHARTS = {"light": charts.LIGHT, "dark": charts.DARK}
SIDES = tuple(CHARTS)
TEXT, MARK = 4.5, 3.0
FADED = 0.6  # what Streamlit leaves of the text colour in captions, headings of tables and axes
QUIET = ("line", "page", "band", "text", "muted")  # not marks: hairlines, the page, bands behind marks, and text


def light_of(colour: str) -> float:
    """The relative luminance of #RRGGBB."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((light_of(one), light_of(other)))
    return (light + 0.05) / (dark + 0.05)


def over(colour: str, behind: str, share: float) -> str:
    """The colour that is seen where `colour` covers `behind` by a share."""
    pairs = [(int(colour[at : at + 2], 16), int(behind[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(front * share + back * (1 - share)):02X}" for front, back in pairs)


def grounds(side: str) -> dict[str, str]:
    """What text stands on: the page, boxes and chosen buttons, the heads of tables, the sidebar and its fields."""
    theme = THEME[side]
    return {
        "page": theme["backgroundColor"],
        "box": theme["secondaryBackgroundColor"],
        "head": theme["dataframeHeaderBackgroundColor"],
        "sidebar": theme["sidebar"]["backgroundColor"],
        "field": theme["sidebar"]["secondaryBackgroundColor"],
    }


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert over("#000000", "#FFFFFF", 0.6) == "#666666"


@pytest.mark.parametrize("side", SIDES)
def test_text_and_captions_can_be_read_everywhere(side: str) -> None:
    text = THEME[side]["textColor"]

    for place, ground in grounds(side).items():
        assert contrast(text, ground) >= TEXT, place
        assert contrast(over(text, ground, FADED), ground) >= TEXT, f"a caption on the {place}"


@pytest.mark.parametrize("side", SIDES)
def test_coloured_text_can_be_read_on_the_page_and_changes_on_their_chips(side: str) -> None:
    theme, page = THEME[side], THEME[side]["backgroundColor"]

    for name in ("primaryColor", "linkColor", "orangeColor", "greenTextColor", "redTextColor", "grayColor"):
        assert contrast(theme[name], page) >= TEXT, name
    for name in ("greenTextColor", "redTextColor", "grayColor"):
        assert contrast(theme[name], over(theme[name], page, 0.1)) >= TEXT, name  # a chip is a tenth of its text's colour


@pytest.mark.parametrize("side", SIDES)
def test_charts_speak_the_colours_of_the_theme(side: str) -> None:
    theme, chart = THEME[side], CHARTS[side]
    pairs = {"page": "backgroundColor", "text": "textColor", "line": "borderColor", "commit": "primaryColor"}
    pairs |= {"closed": "greenColor", "loss": "redColor", "new": "orangeColor", "existing": "violetColor", "muted": "grayColor"}

    assert {meaning: chart[meaning] for meaning in pairs} == {meaning: theme[option] for meaning, option in pairs.items()}
    assert set(theme["chartCategoricalColors"]) <= set(chart.values())


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("meaning", [meaning for meaning in charts.LIGHT if meaning not in QUIET])
def test_every_mark_stands_out_from_the_page(meaning: str, side: str) -> None:
    assert contrast(CHARTS[side][meaning], CHARTS[side]["page"]) >= MARK


@pytest.mark.parametrize("side", SIDES)
def test_text_in_charts_can_be_read_on_the_page_and_over_bands(side: str) -> None:
    chart = CHARTS[side]

    for ink in ("text", "muted"):
        assert contrast(chart[ink], chart["page"]) >= TEXT
        assert contrast(chart[ink], chart["band"]) >= TEXT


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("went", stage_charts.CLASSES)
def test_figures_inside_bars_can_be_read(went: str, side: str) -> None:
    chart = CHARTS[side]
    ink = chart["text"] if side == "light" and went in stage_charts.QUIET else chart["page"]

    assert contrast(ink, chart[stage_charts.CLASSES[went]]) >= TEXT


@pytest.mark.parametrize("side", SIDES)
def test_stages_that_are_stacked_stand_out_from_the_page(side: str) -> None:
    shades = [pair[SIDES.index(side)] for pair in pipeline_weeks.SHADES]

    assert all(contrast(shade, CHARTS[side]["page"]) >= MARK for shade in shades)
    lights = [light_of(shade) for shade in shades]
    assert lights == sorted(lights, reverse=side == "light")


def test_meanings_that_stand_side_by_side_differ_in_lightness() -> None:
    for chart in CHARTS.values():
        for one, other in (("commit", "upside"), ("pipeline", "other"), ("loss", "pipeline")):
            assert contrast(chart[one], chart[other]) >= 1.3, (one, other)
