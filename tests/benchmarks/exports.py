"""Files to import of any size: a history of deals in our own format, and Salesforce's opportunities as they are today."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

STAGES = (("new", "unqualified"), ("demo", "qualified"), ("offer", "qualified"), ("won", "won"), ("lost", "lost"))
NAMES = ("Prospecting", "Qualification", "Value Proposition", "Proposal/Price Quote", "Closed Won", "Closed Lost")
OWNERS, ACCOUNTS, OF_EACH = 50, 2_000, 5
BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)
Rows = Iterator[tuple[object, ...]]


def _write(file: Path, header: str, rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_history(folder: Path, rows: int) -> Path:
    """So many rows of deal_versions.csv, five of each deal, in the order of time; with all that they refer to."""
    deals = max(1, rows // OF_EACH)
    _write(folder / "people.csv", "id,name,role", ((f"u{n}", f"Owner {n}", "rep") for n in range(OWNERS)))
    stages = ((key, key.title(), place, kind) for place, (key, kind) in enumerate(STAGES, 1))
    _write(folder / "stages.csv", "key,name,position,kind", stages)
    _write(folder / "accounts.csv", "id,name,named", ((f"a{n}", f"Account {n}", "false") for n in range(ACCOUNTS)))
    about = ((f"006D{n:011}", f"Deal number {n}", f"a{n % ACCOUNTS}", "new", _moment(n, 0)) for n in range(deals))
    _write(folder / "deals.csv", "id,name,account,type,created_at", about)
    _write(folder / "deal_versions.csv", "deal,valid_from,stage,amount,close_date,owner,next_step", _versions(rows, deals))
    return folder / "deal_versions.csv"


def _versions(rows: int, deals: int) -> Rows:
    for row in range(rows):
        turn, deal = divmod(row, deals)
        stage = STAGES[min(turn, len(STAGES) - 2)][0]
        amount = f"{(deal * 7919 + turn * 104_729) % 9_000_000 / 100:.2f}"
        closing = (BEGIN + timedelta(days=60 + deal % 300)).date()
        yield f"006D{deal:011}", _moment(deal, turn), stage, amount, closing, f"u{deal % OWNERS}", f"Step {turn} of {deal}"


def _moment(deal: int, turn: int) -> str:
    return (BEGIN + timedelta(days=turn * 20, minutes=deal % 400_000)).isoformat()


def write_opportunities(folder: Path, rows: int) -> Path:
    """So many rows of Salesforce's Opportunity export, with its users and accounts."""
    users = ((f"005U{n:014}", f"Owner {n}", f"u{n}@acme.test", "1") for n in range(OWNERS))
    _write(folder / "User.csv", "Id,Name,Email,IsActive", users)
    accounts = ((f"001A{n:014}", f"Account {n}", "Retail", f"005U{n % OWNERS:014}") for n in range(ACCOUNTS))
    _write(folder / "Account.csv", "Id,Name,Industry,OwnerId", accounts)
    header = "Id,IsDeleted,AccountId,Name,StageName,Amount,Probability,CloseDate,Type,NextStep,LeadSource,OwnerId,CreatedDate"
    _write(folder / "Opportunity.csv", header, map(_opportunity, range(rows)))
    return folder / "Opportunity.csv"


def _opportunity(n: int) -> tuple[object, ...]:
    created = BEGIN + timedelta(minutes=n % 800_000)
    closing = (created + timedelta(days=30 + n % 90)).date()
    amount = f"{n * 7919 % 9_000_000 / 100:.2f}" if n % 10 else ""
    about = (f"006O{n:014}", 0, f"001A{n % ACCOUNTS:014}", f"Opportunity number {n}", NAMES[n % len(NAMES)], amount, 50)
    return (*about, closing, "New Business", f"Call {n}", "Web", f"005U{n % OWNERS:014}", f"{created:%Y-%m-%dT%H:%M:%S.000Z}")
