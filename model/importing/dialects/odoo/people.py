"""Odoo's companies (res.partner), users and, for who reports to whom, employees."""

from collections.abc import Iterator
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.odoo.cells import ID, link, number_of

ACCOUNT = ("id", "name", "industry", "segment", "named", "owner", "customer_since")


def _partner(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    """A company is an account; a person is a contact of one, and not read."""
    kind = (row.get("kind") or "").casefold()
    if row.get("is_company") is False or kind in ("individual", "person", "privatperson", "個人"):
        return
    account = {name: row[name] for name in ACCOUNT if name in row}
    region = {"region": row.get("region") or row.get("country")} if row.keys() & {"region", "country"} else {}
    yield "accounts", account | region


PARTNERS = Sheet(
    "customers of Odoo",
    ("name | Name | Display Name | display_name | Complete Name | complete_name | Anzeigename | 名称",
     "is_company | Is a Company | company_type | Company Type | Ist ein Unternehmen | Unternehmenstyp | 会社区分"),
    {
        "phone | Phone | mobile | Mobile | email | Email | street | Street | zip | Zip | city | City | website | Website Link"
        " | vat | Tax ID | category_id | Tags | parent_id | Related Company | customer_rank | Customer Rank | lang"
        " | Language": Column(""),
        ID: Column("id", read=number_of),
        "name | Name | Display Name | display_name | Complete Name | complete_name | Anzeigename | 名称": Column("name"),
        "is_company | Is a Company | Ist ein Unternehmen": Column("is_company", Kind.FLAG),
        "company_type | Company Type | Unternehmenstyp | 会社区分": Column("kind"),
        "industry_id | Industry | Branche | 業種": Column("industry"),
        "country_id | Country | Land | 国": Column("country"),
        "user_id | Salesperson | Verkäufer | Vertriebsmitarbeiter | 販売担当者 | user_id/login | Salesperson/Email"
        f" | {link('user_id', 'Salesperson')}": Column("owner", read=number_of),
        "x_studio_region | Region": Column("region"),
        "x_studio_segment | Segment": Column("segment"),
        "x_studio_named | Named Account": Column("named"),
        "x_studio_customer_since | Customer Since": Column("customer_since"),
    },
    entities=("accounts",),
    records=_partner,
    named_by=("name",),
)  # fmt: skip

USERS = Sheet(
    "users of Odoo",
    ("login | Login | Anmeldung | Benutzername", "name | Name", f"{ID} | login_date | Latest authentication | Latest Login"),
    {
        "login_date | Latest authentication | Latest Login | lang | Language | active | Active | groups_id | company_id | Company"
        " | role | Role | share": Column(""),
        ID: Column("id", read=number_of),
        "name | Name": Column("name"),
        "login | Login | Anmeldung | Benutzername": Column("email"),
        "email | Email | E-Mail": Column(""),
    },
    entities=("people",),
    named_by=("email",),
)  # fmt: skip


def _line(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    person = row.get("email") or row.get("name")
    if person and (row.get("manager") or row.get("manager_email")):
        yield "reporting_lines", {"person": person, "manager": row.get("manager_email") or row["manager"], "from": None}


EMPLOYEES = Sheet(
    "employees of Odoo",
    ("work_email | Work Email | Geschäftliche E-Mail | Arbeits-E-Mail",
     "parent_id | Manager | parent_id/work_email | Manager/Work Email | Vorgesetzter"),
    {
        "id | External ID | job_title | Job Title | job_id | Job Position | department_id | Department | work_phone | Work Phone"
        " | user_id | User | Related User | coach_id | Coach | company_id | Company": Column(""),
        "name | Name | Employee Name | Employee": Column("name"),
        "work_email | Work Email | Geschäftliche E-Mail | Arbeits-E-Mail": Column("email"),
        "parent_id | Manager | Vorgesetzter | parent_id/name": Column("manager"),
        "parent_id/work_email | Manager/Work Email": Column("manager_email"),
    },
    records=_line,
)  # fmt: skip
