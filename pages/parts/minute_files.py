"""A minute as a file: HTML that needs nothing else and prints well on A4 and Letter, and a workbook."""

from collections.abc import Mapping
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from metrics.definition import Unit
from pages.parts import formats, locales, sheets
from pages.parts.minute_tables import Section, sections
from pages.parts.tables import Column
from pages.parts.words import say

STYLE = Path(__file__).parent / "minute.css"
NUMBERS = (Unit.MONEY, Unit.COUNT, Unit.NUMBER)


def title_of(content: Mapping[str, Any]) -> str:
    """What a minute is called: Kevin Moreau: forecast review of 2026Q4, week of Mon 16 Nov 2026."""
    week = formats.day(date.fromisoformat(content["week"]))
    said = {"team": content["team"]["name"], "period": content["period"]["name"], "week": week}
    return say("{team}: forecast review of {period}, week of {week}", **said)


def about(content: Mapping[str, Any], ended_at: datetime, author: str) -> str:
    """When it was frozen, by whom, and what its figures are, in a line."""
    zone = ZoneInfo(content["time_zone"])
    return say(
        "{company} · as of {day} · changes since {since} · amounts in {currency} · ended {moment} by {who}",
        company=content["company"], day=formats.day(date.fromisoformat(content["as_of"])),
        since=formats.day(date.fromisoformat(content["since"])), currency=content["currency"],
        moment=formats.moment(ended_at.astimezone(zone)), who=author,
    )  # fmt: skip


def html_of(content: Mapping[str, Any], ended_at: datetime, author: str) -> bytes:
    """The minute as one HTML file in UTF-8: no script, no request, tables whose heads repeat on every printed page."""
    parts = [_table(section, content) for section in sections(content)]
    language = locales.current().split("_")[0]
    title, said = escape(title_of(content)), escape(about(content, ended_at, author))
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>\n{STYLE.read_text()}</style>\n'
        f"</head>\n<body>\n<h1>{title}</h1>\n<p>{said}</p>\n{''.join(parts)}</body>\n</html>\n"
    ).encode()


def xlsx_of(content: Mapping[str, Any], ended_at: datetime, author: str) -> bytes:
    """The minute as a workbook: a page per part."""
    said = about(content, ended_at, author)
    pages = {}
    for section in sections(content):
        columns = {name: (say(column.label), column.unit) for name, column in section.columns.items()}
        pages[section.title[:31].replace("/", " ")] = sheets.Sheet(
            f"{title_of(content)}: {section.title}", section.rows, columns, said, "", content["currency"], content["exponent"],
            content["time_zone"],
        )  # fmt: skip
    return sheets.workbook_of(pages)


def _table(section: Section, content: Mapping[str, Any]) -> str:
    heading = f"<h2>{escape(section.title)}</h2>\n"
    if section.rows.empty:
        return f"{heading}<p>{escape(say('None'))}</p>\n"
    heads = "".join(_cell("th", say(column.label), column) for column in section.columns.values())
    rows = [
        "<tr>"
        + "".join(_cell("td", text(row[name], column.unit, content), column) for name, column in section.columns.items())
        + "</tr>\n"
        for row in section.rows.to_dict("records")
    ]
    return f"{heading}<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table>\n"


def _cell(tag: str, said: str, column: Column) -> str:
    kind = ' class="n"' if column.unit in NUMBERS else ' class="d"' if column.unit in (Unit.DAY, Unit.MOMENT) else ""
    return f"<{tag}{kind}>{escape(said)}</{tag}>"


def text(value: Any, unit: Unit, content: Mapping[str, Any]) -> str:
    """A value as it is read: money with all its digits, unknown as –."""
    if value is None or (not isinstance(value, (list, dict)) and pd.isna(value)):
        return formats.UNKNOWN
    if unit is Unit.MONEY:
        return formats.full_money(value, content["exponent"])
    if unit is Unit.COUNT:
        return formats.count(value)
    if unit is Unit.NUMBER:
        return formats.ratio(value)
    if unit is Unit.DAY:
        return formats.day(value)
    if unit is Unit.MOMENT:
        return formats.moment(value.astimezone(ZoneInfo(content["time_zone"])))
    if unit is Unit.FLAG:
        return say("yes") if value else say("no")
    return str(value)
