"""No system's files are taken for another's."""

import pytest

from model.importing.dialects import DIALECTS
from model.importing.recognising import recognised
from model.importing.report import CannotImport
from tests.importing.small_files import HEADERS, headers_of, known_as

SYSTEMS = sorted(path.stem for path in HEADERS.glob("*.txt"))
SAMPLES = [(system, name, headers) for system in SYSTEMS for name, headers in headers_of(system)]


@pytest.mark.parametrize(("system", "name", "headers"), SAMPLES)
def test_headers_are_known_as_their_own_systems(system: str, name: str, headers: list[str]) -> None:
    assert known_as(headers) == (system, name)


@pytest.mark.parametrize(("system", "name", "headers"), SAMPLES)
def test_nor_do_columns_of_ones_own_make_them_anothers(system: str, name: str, headers: list[str]) -> None:
    more = [*headers, "Adopted Features", "Renewal Risk", "Legacy_Number__x"]

    dialect, sheet = recognised("a.csv", more, DIALECTS)[:2]

    assert (dialect.name, sheet.name) == (system, name)


@pytest.mark.parametrize(
    "headers",
    [
        "Id,AccountId,LastName,FirstName,Name,Title,Email,Phone,OwnerId,CreatedDate",  # Salesforce's contacts
        "Id,OpportunityId,Name,Status,GrandTotal,CreatedDate",  # and its quotes
        "Id,LeadId,ContactId,CampaignId,Status,CreatedDate",
        "Subject,From,To,Date,Body",
    ],
)
def test_what_no_system_has_a_use_for_is_nobodys(headers: str) -> None:
    with pytest.raises(CannotImport):
        known_as(headers.split(","))
