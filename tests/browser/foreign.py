"""What of a marked company is somebody's to see, found by a walk over its tables that knows nothing of the app's own rules."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from seed_data.clock import present_day
from tests.browser import marks
from tests.browser.company import Company

Row = dict[str, Any]
EVERY_WORD = marks.WORDS | marks.SAID


@dataclass
class Rows:
    """Words, numbers of rows in the database, and amounts in minor units."""

    words: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)
    amounts: set[int] = field(default_factory=set)

    def without(self, other: "Rows") -> "Rows":
        """What is not among those."""
        return Rows(self.words - other.words, self.ids - other.ids, self.amounts - other.amounts)


class Walk:
    """The rows of a company that one person may see. `whole`: all there are."""

    def __init__(self, company: Company, email: str) -> None:
        connection = sqlite3.connect(company.file)
        connection.row_factory = sqlite3.Row
        self.tables: dict[str, list[Row]] = {}
        for (name,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
            self.tables[name] = [dict(row) for row in connection.execute(f'select * from "{name}"')]
        connection.close()
        self.today = str(present_day())
        self.me = next(row for row in self.tables["person"] if row["email"] == email)
        self.found = Rows()

    # --- who ---------------------------------------------------------------------------------------------------------

    def manager_of(self, person: int) -> int | None:
        """To whom somebody reports today, or reported last."""
        lines = [row for row in self.tables["reporting_line"] if row["person_id"] == person]
        begun = [row for row in lines if (row["valid_from"] or "") <= self.today]
        holding = [row for row in begun if (row["valid_to"] or "9999") >= self.today] or begun
        return max(holding, key=lambda row: row["valid_from"] or "")["manager_id"] if holding else None

    def above(self, person: int) -> set[int]:
        """Their manager, that one's manager, and so on."""
        manager = self.manager_of(person)
        return set() if manager is None else {manager} | self.above(manager)

    def people(self) -> set[int]:
        """Whose books are theirs: their own and, of who leads, those of everybody below."""
        everybody = {row["id"] for row in self.tables["person"]}
        if self.me["role"] == "executive":
            return everybody
        leads = self.me["role"] == "manager"
        return {self.me["id"]} | {one for one in everybody if leads and self.me["id"] in self.above(one)}

    def telling_deals(self) -> list[str]:
        """Two deals of theirs with much to tell: that changed hands, with a lead, judged, with many versions."""
        versions, people = self.tables["deal_version"], self.people()
        now = {row["deal_id"] for row in versions if row["valid_to"] is None and row["owner_id"] in people}
        judged = {row["deal_id"] for row in self.tables["judgement"]}

        def much(deal: Row) -> tuple[int, bool, bool, int]:
            own = [row for row in versions if row["deal_id"] == deal["id"]]
            return len({row["owner_id"] for row in own}), deal["id"] in judged, deal["lead_id"] is not None, len(own)

        deals = sorted(self._whose("deal", "id", now), key=much, reverse=True)
        return [str(deal["external_id"]) for deal in deals[:2]]

    # --- what --------------------------------------------------------------------------------------------------------

    def whole(self) -> Rows:
        """Everything that is marked."""
        everything = Rows()
        for letter, (table, column) in EVERY_WORD.items():
            everything.words |= {marks.word(letter, row["id"]) for row in self.tables[table] if row[column] is not None}
        everything.ids = {row["id"] for table in marks.FIRST_IDS for row in self.tables[table]}
        for table, column, _ in marks.AMOUNTS:
            everything.amounts |= {row[column] for row in self.tables[table] if row[column] is not None}
        return everything

    def theirs(self) -> Rows:
        """What they may see."""
        self.allow("person", [self.me])
        {"sdr": self._of_leads, "marketing": self._of_leads, "observer": self._of_totals}.get(self.me["role"], self._of_deals)()
        if self.me["admin"]:
            self._of_administrator()
        return self.found

    def _of_deals(self) -> None:
        people = self.people()
        self.allow("person", self._whose("person", "id", people))
        versions = self.tables["deal_version"]
        now = {row["deal_id"] for row in versions if row["valid_to"] is None and row["owner_id"] in people}
        # Earlier days stay as they were: a deal that was theirs stands in that day's sums, bridges and replays.
        once = {row["deal_id"] for row in versions if row["owner_id"] in people} - now
        self.allow("deal", self._whose("deal", "id", now | once))
        self.allow("deal_version", self._whose("deal_version", "deal_id", now))
        self.allow("deal_version", [row for row in versions if row["deal_id"] in once and row["owner_id"] in people])
        for table in ("deal_line", "judgement", "answer", "decision"):
            self.allow(table, self._whose(table, "deal_id", now))
        leads = [row for row in self.tables["lead"] if row["owner_id"] in people or row["deal_id"] in now | once]
        self.allow("lead", leads)
        accounts = {row["account_id"] for row in self._whose("deal", "id", now | once)} | {row["account_id"] for row in leads}
        accounts |= {row["id"] for row in self._whose("account", "owner_id", people)}
        self.allow("account", self._whose("account", "id", accounts))
        for table in ("quota", "call"):
            self.allow(table, self._whose(table, "person_id", people))
        self._names_beside(now | once, {row["id"] for row in leads}, accounts)

    def _names_beside(self, deals: set[int], leads: set[int], accounts: set[int]) -> None:
        """The names, and no more than names, of people who have to do with what is theirs."""
        beside = self.above(self.me["id"])  # who leads them: judges their deals, calls for them, holds their reviews
        for table, column in (("deal_version", "owner_id"), ("activity", "person_id"), ("bant_answer", "person_id"),
                              ("judgement", "person_id"), ("answer", "author_id")):  # fmt: skip
            # Who had the deal before, worked on it, answered for it, judged it: the deal's own story.
            beside |= {row[column] for row in self._whose(table, "deal_id", deals)}
        for table in ("activity", "bant_answer"):  # who called or wrote to the lead, or asked it the four questions
            beside |= {row["person_id"] for row in self._whose(table, "lead_id", leads)}
        beside |= {row["owner_id"] for row in self._whose("lead", "id", leads)}  # the SDR of the lead of one's deal
        beside |= {row["person_id"] for row in self._whose("activity", "account_id", accounts)}  # who touched the account
        self._allow_names(beside)

    def _of_leads(self) -> None:
        """SDR and marketing: all leads with their companies, and who works them; no deal and no amount."""
        leads = self.tables["lead"]
        self.allow("lead", leads)
        self.allow("account", self._whose("account", "id", {row["account_id"] for row in leads}))
        if self.me["role"] == "marketing":  # accounts are theirs to see
            self.allow("account", self.tables["account"])
        # The sidebar lets who sees everybody's leads choose whose: it holds everybody's name, SDRs', reps' and their leaders'.
        self.found.words |= {marks.word("P", row["id"]) for row in self.tables["person"]}
        working = {row["owner_id"] for row in leads}
        for table in ("activity", "bant_answer"):
            working |= {row["person_id"] for row in self.tables[table] if row["lead_id"] is not None}
        self._allow_names(working)

    def _of_totals(self) -> None:
        """An observer: sums of the whole company, in which nobody is named.

        Its quota is who leads it has for their own. Where one deal alone made a step of the bridge or a week of the replay, that
        sum is the deal's amount, without a name; what people call, judge and have for a quota is never such a sum.
        """
        top = {row["id"] for row in self.tables["person"] if row["role"] == "executive"}
        self.found.amounts |= {row["amount"] for row in self._whose("quota", "person_id", top)}
        self.allow("deal_version", [row | {"next_step": None} for row in self.tables["deal_version"]])
        self.allow("deal_line", self.tables["deal_line"])

    def _of_administrator(self) -> None:
        """Who looks after people and quotas sees everybody's, though none of their deals."""
        self.allow("person", self.tables["person"])
        self.allow("quota", self.tables["quota"])

    # --- of rows -----------------------------------------------------------------------------------------------------

    def _whose(self, table: str, column: str, values: Iterable[int | None]) -> list[Row]:
        wanted = set(values) - {None}
        return [row for row in self.tables[table] if row[column] in wanted]

    def _allow_names(self, people: Iterable[int | None]) -> None:
        rows = self._whose("person", "id", people)
        self.found.words |= {marks.word("P", row["id"]) for row in rows}
        self.found.ids |= {row["id"] for row in rows}

    def allow(self, table: str, rows: list[Row]) -> None:
        """These rows may be seen with all that is marked in them."""
        for letter, (of, column) in EVERY_WORD.items():
            if of == table:
                self.found.words |= {marks.word(letter, row["id"]) for row in rows if row[column] is not None}
        if table in marks.FIRST_IDS:
            self.found.ids |= {row["id"] for row in rows}
        for of, column, _ in marks.AMOUNTS:
            if of == table:
                self.found.amounts |= {row[column] for row in rows if row[column] is not None}
