"""What the company has decided: its settings, stages and products."""

from datetime import date

import pyarrow as pa

from seed_data.clock import ZONE, Clock, to_date

COMPANY = "Lakeshore Instruments (demo)"
SRL, DISCOVERY, EVALUATION, PROPOSAL, NEGOTIATION, WON, LOST = range(1, 8)
QUALIFIED = (DISCOVERY, EVALUATION, PROPOSAL, NEGOTIATION)
STAGES = (
    # key, name, kind, probability in basis points, default category
    ("sales-ready", "Sales-ready", "unqualified", 500, "omitted"),
    ("discovery", "Discovery", "qualified", 2500, "pipeline"),
    ("evaluation", "Evaluation", "qualified", 4000, "pipeline"),
    ("proposal", "Proposal", "qualified", 6500, "upside"),
    ("negotiation", "Negotiation", "qualified", 8000, "commit"),
    ("won", "Won", "won", 10000, "closed"),
    ("lost", "Lost", "lost", 0, "omitted"),
)
PROPOSAL_SINCE = 5500  # experience lowered it, some quarters ago
PRODUCTS = (
    ("Flow sensor", 1_200_00),
    ("Gas analyser", 9_800_00),
    ("Calibration service", 2_400_00),
    ("Data logger", 3_100_00),
    ("Monitoring suite", 14_500_00),
    ("Field gateway", 5_600_00),
    ("Training", 1_900_00),
    ("Premium support", 6_000_00),
)
CATEGORIES = ("commit", "upside", "pipeline", "omitted")
NEXT_STEPS = (
    "Book the discovery call",
    "Send the questionnaire",
    "Show the demo to the plant team",
    "Agree the pilot's goals",
    "Send the proposal",
    "Walk purchasing through the offer",
    "Get legal's comments",
    "Meet the budget owner",
)


def settings_rows() -> pa.Table:
    """The company's own settings; all others keep their defaults."""
    rows = {"company": COMPANY, "currency": "USD", "currency_exponent": "2", "time_zone": ZONE, "fiscal_year_start": "1"}
    rows |= {"period_length": "quarter", "week_start": "monday", "call_deadline": "friday 18:00", "stall_days": "14"}
    return pa.table({"key": list(rows), "value": list(rows.values())})


def stage_rows() -> pa.Table:
    """Five open stages, won, lost; ids are positions."""
    return pa.table(
        {
            "key": [s[0] for s in STAGES],
            "name": [s[1] for s in STAGES],
            "position": list(range(1, 8)),
            "kind": [s[2] for s in STAGES],
        }
    )


def terms_rows(clock: Clock) -> pa.Table:
    """Probabilities and default categories since ever, and one that was lowered six quarters ago."""
    changed = to_date(int(clock.quarter_firsts[clock.current_quarter - 6]))
    rows: list[tuple[int, date | None, int, str]] = [(i, None, s[3], s[4]) for i, s in enumerate(STAGES, 1)]
    rows.append((PROPOSAL, changed, PROPOSAL_SINCE, "upside"))
    return pa.table(
        {
            "stage_id": [r[0] for r in rows],
            "valid_from": pa.array([r[1] for r in rows], pa.date32()),
            "probability_bp": [r[2] for r in rows],
            "default_category": [r[3] for r in rows],
        }
    )


def product_rows() -> pa.Table:
    """What is sold."""
    numbers = [f"PR-{i:02}" for i in range(1, len(PRODUCTS) + 1)]
    return pa.table({"external_id": numbers, "name": [p[0] for p in PRODUCTS], "price": [p[1] for p in PRODUCTS]})
