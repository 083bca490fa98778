"""The report: ratios, targets and the table."""

from collections.abc import Iterator
from typing import Any

TARGETS = {"fill": 20.0, "refresh": 0.2, "seed": 300.0}  # seconds, at a million deals
METRIC, FASTER_THAN_SQLITE, OF_DUCKDB = 0.2, 10.0, 1.5
ROWS_A_SECOND, IMPORT_MEMORY, TRANSACTION = 20_000, 2**30, 10.0
CLICK = 1.0  # seconds from click to complete, on a company as large as the demo company at most
DEMO = 10_000
PAGE = {100_000: 0.3, 1_000_000: 1.0}
MILLION = 1_000_000
Report = dict[str, Any]


def with_ratios(size: Report, limit: float) -> Report:
    """One size's report with `of_duckdb` = metric ÷ hand-written DuckDB, `faster_than_sqlite` = SQLite ÷ metric (at least)."""
    for figures in size.get("metrics", {}).values():
        sqlite = figures["plain_sqlite"]
        figures["faster_than_sqlite"] = (limit if sqlite is None else sqlite) / figures["seconds"]
        figures["of_duckdb"] = figures["seconds"] / figures["plain_duckdb"]
    return size


def growth(small: Report, large: Report) -> dict[str, float]:
    """Metric → its time at the larger size ÷ that at the smaller one."""
    before = small.get("metrics", {})
    return {name: of["seconds"] / before[name]["seconds"] for name, of in large.get("metrics", {}).items() if name in before}


def missed(deals: int, size: Report) -> list[str]:
    """The targets that one size misses, in words; those for a million deals apply to no other size."""
    found = []
    if deals == MILLION:
        found += [f"{name}: {size[name]:.2f} s > {most} s" for name, most in TARGETS.items() if size.get(name, 0) > most]
        for name, of in size.get("metrics", {}).items():
            if of["seconds"] >= METRIC:
                found.append(f"{name}: {of['seconds']:.3f} s >= {METRIC} s")
            if of["faster_than_sqlite"] < FASTER_THAN_SQLITE:
                found.append(f"{name}: {of['faster_than_sqlite']:.1f} x SQLite < {FASTER_THAN_SQLITE:.0f} x")
            if of["of_duckdb"] > OF_DUCKDB:
                found.append(f"{name}: {of['of_duckdb']:.2f} x hand-written DuckDB > {OF_DUCKDB} x")
    for name, of in size.get("pages", {}).items():
        if deals in PAGE and of["cleared"] >= PAGE[deals]:
            found.append(f"page {name}: {of['cleared']:.2f} s >= {PAGE[deals]} s")
    for role, clicked in size.get("clicks", {}).items():
        slow = {title: of["seconds"] for title, of in clicked.items() if of["seconds"] > CLICK and deals <= DEMO}
        found += [f"click on {title} as {role}: {seconds:.2f} s > {CLICK} s" for title, seconds in slow.items()]
    for name, of in size.get("metrics", {}).items():
        found += [
            f"{name}: the key figure of {key[7:]} differs" for key in ("agrees_duckdb", "agrees_sqlite") if of[key] is False
        ]
    return found


def import_lines(rows: int, found: Report) -> Iterator[str]:
    """What was measured of imports, as a table for people; with the targets missed, of which speed depends on the machine."""
    for kind, of in found.items():
        yield (
            f"import {rows:,} rows of {kind}: {of['seconds']:.1f} s, {of['rows_a_second']:,.0f} rows a second, "
            f"{of['of_plain']:.1f} x csv.reader and executemany; {of['memory'] / 2**20:.0f} MiB; "
            f"transaction {of['transaction']:.2f} s; again {of['again']:.1f} s, {of['memory_again'] / 2**20:.0f} MiB"
        )
        if of["rows_a_second"] < ROWS_A_SECOND:
            yield f"  missed: {of['rows_a_second']:,.0f} rows a second < {ROWS_A_SECOND:,}"
        if max(of["memory"], of["memory_again"]) > IMPORT_MEMORY:
            yield f"  missed: {max(of['memory'], of['memory_again']) / 2**20:.0f} MiB > {IMPORT_MEMORY / 2**20:.0f} MiB"
        if of["transaction"] > max(1.0, rows / MILLION * TRANSACTION):
            yield f"  missed: {of['transaction']:.1f} s in the transaction > {TRANSACTION} s a million rows"


def lines(deals: int, size: Report, limit: float, grown: dict[str, float]) -> Iterator[str]:
    """One size as a table for people."""
    yield f"{deals:,} deals; load {size['load']}"
    for name in ("seed", "fill", "refresh", "snapshot", "lead_snapshot", "postgresql_seed"):
        if name in size:
            yield f"  {name:<20}{size[name]:>10.3f} s"
    for name in ("file_bytes", "memory_filled", "memory_asked", "memory_pages"):
        if name in size:
            yield f"  {name:<20}{size[name] / 2**30:>10.2f} GiB"
    if "metrics" in size:
        heads = ("metric", "median", "first", "duckdb", "sqlite", "postgres", "/duckdb", "sqlite/", "growth", "agree")
        yield "  " + f"{heads[0]:<18}" + "".join(f"{head:>10}" for head in heads[1:])
    for name, of in size.get("metrics", {}).items():
        sqlite = f"> {limit:.0f}" if of["plain_sqlite"] is None else f"{of['plain_sqlite']:.3f}"
        postgres = f"{of['postgresql']:.3f}" if "postgresql" in of else "-"
        same = "yes" if of["agrees_duckdb"] and of["agrees_sqlite"] else "not known" if of["agrees_sqlite"] is None else "NO"
        grew = f"{grown[name]:.1f}" if name in grown else "-"
        yield (
            f"  {name:<18}{of['seconds']:>10.4f}{of['first']:>10.4f}{of['plain_duckdb']:>10.4f}{sqlite:>10}{postgres:>10}"
            f"{of['of_duckdb']:>10.2f}{of['faster_than_sqlite']:>10.1f}{grew:>10}{same:>10}"
        )
    for name, of in size.get("pages", {}).items():
        yield f"  page {name:<22} first {of['first']:>7.2f}  cleared {of['cleared']:>7.3f}  cached {of['cached']:>7.3f}"
    for role, clicked in size.get("clicks", {}).items():
        for title, of in clicked.items():
            yield f"  click {role:<10} {title:<22} {of['seconds']:>6.2f} s  {of['of_nothing']:>5.1f} x nothing"
    for words in missed(deals, size):
        yield f"  missed: {words}"
