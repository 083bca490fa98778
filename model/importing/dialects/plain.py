"""Our own format: everything, by external id (docs/plain_format.md)."""

from model.importing.dialect import Dialect, Sheet, same_names


def _sheet(name: str, *needs: str, also: tuple[str, ...] = ()) -> Sheet:
    return Sheet(f"{name}.csv", needs, same_names(name, *also), (name, *also))


PLAIN = Dialect(
    "plain",
    title="Fourcast",
    lenient=False,
    sheets=(
        _sheet("settings", "key", "value"),
        _sheet("people", "id"),
        _sheet("reporting_lines", "person", "manager"),
        _sheet("accounts", "id"),
        _sheet("products", "id"),
        _sheet("stages", "key", also=("stage_terms",)),
        _sheet("deals", "id"),
        _sheet("leads", "id"),
        _sheet("bant", "at"),
        _sheet("deal_versions", "deal", "valid_from", "stage"),
        _sheet("deal_lines", "deal", "product"),
        _sheet("activities", "id", "at"),
        _sheet("quotas", "person", "period", "amount"),
        _sheet("calls", "person", "period", "week", "at", "commit"),
        _sheet("judgements", "deal", "person", "period", "at"),
    ),
)
