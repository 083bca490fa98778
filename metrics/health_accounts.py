"""Accounts that are likely the same company: one name but for case, punctuation, spaces and the legal form."""

import re
from collections.abc import Iterable
from typing import Any
from unicodedata import normalize

import pandas as pd
from sqlalchemy import BigInteger, FromClause, case, cast, func, select

from metrics.definition import Unit
from model.book import Book

ROWS = {
    "account": Unit.ACCOUNT, "external_id": Unit.TEXT, "account_name": Unit.TEXT, "owner": Unit.PERSON, "deals": Unit.COUNT,
    "won_value": Unit.MONEY, "open_value": Unit.MONEY, "why": Unit.TEXT,
}  # fmt: skip
ALSO = ("Also {names}",)
MOST_NAMED = 5

LEGAL_FORMS = (
    "inc/incorporated corp/corporation co/company ltd/limited llc llp lp plc pllc gmbh/mbh ggmbh ag kg kgaa ohg gbr ug ek ev se "
    "sa sas sasu sarl srl spa sl slu lda ltda eirl cv sapi bv nv vof ab oy oyj asa aps as kft zrt nyrt doo dd sro "
    "pty pte pvt/private bhd sdn kk gk yk jsc ooo oao pjsc"
)
"""Words that end a company's name and say only its legal form, without dots; a / parts ways to write one."""
WITHOUT_SPACES = (
    "株式会社/(株)", "有限会社/(有)", "合同会社/(同)", "合資会社", "合名会社", "一般社団法人", "股份有限公司", "有限责任公司",
    "有限公司", "주식회사/(주)", "유한회사",
)  # fmt: skip
"""Legal forms that stand before or behind a name without a space; (株) is also what ㈱ and （株） become."""


def _spellings(forms: Iterable[str]) -> dict[str, str]:
    """way to write a form → the form."""
    return {way: ways.split("/")[0] for ways in forms for way in ways.split("/")}


_WESTERN, _EASTERN = _spellings(LEGAL_FORMS.split()), _spellings(WITHOUT_SPACES)
_FORMS = "|".join(map(re.escape, sorted(_EASTERN, key=len, reverse=True)))
_EAST = re.compile(rf"^\W*({_FORMS})|({_FORMS})\W*$")
_WORDS = re.compile(r"[^\W_]+")


def company_of(name: str) -> tuple[str, str]:
    """A company's name as it is compared, and its legal form.

    «ACME, Inc.» is (acme, inc), «Acme» (acme, ""), «株式会社アクメ» and «ｱｸﾒ㈱» are (アクメ, 株式会社).

    Case, punctuation and spaces go, full-width letters become plain ones, and legal forms at the end (East Asian ones on both
    sides) are parted from the name as long as something else remains. ("", "") where nothing does.
    """
    folded = normalize("NFKC", name).casefold()
    bare = _EAST.sub(" ", folded)
    found = [before or behind for before, behind in _EAST.findall(folded)] if _WORDS.search(bare) else []
    words = _WORDS.findall((bare if found else folded).replace(".", ""))
    forms = [_EASTERN[form] for form in found]
    while len(words) > 1 and words[-1] in _WESTERN:
        forms.append(_WESTERN[words.pop()])
    return "".join(words), " ".join(sorted(forms))


def _companies(names: Iterable[str]) -> pd.Series:
    """What likely duplicates have in common, unknown for names that have none.

    Two legal forms are two companies («Alder Energy Corp», «Alder Energy LLC»), unless the name also stands without one.
    """
    read = pd.DataFrame([company_of(name) for name in names], columns=["bare", "form"], dtype="string")
    without = read["bare"].isin(read.loc[read["form"] == "", "bare"])
    company = read["bare"].where(without, read["bare"] + " " + read["form"])
    return company.where((read["bare"] != "") & company.duplicated(keep=False))


def alike(book: Book) -> pd.DataFrame:
    """The Book's accounts that have a likely duplicate in it, side by side, and their deals' figures.

    Columns: account, external_id, account_name, owner, company (what their names have in common), deals, won_value, open_value
    (of qualified deals, minor units; NULL where no amount is known) and first_win. The company with the most value comes first.
    """
    account = book.accounts
    named = book.frame(select(account.c.id.label("account"), account.c.external_id, account.c.name.label("account_name"),
                              account.c.owner_id.label("owner")).order_by(account.c.id))  # fmt: skip
    twins = named.assign(company=_companies(named["account_name"])).dropna(subset="company")
    if twins.empty:
        return twins.merge(_figures(book).head(0), how="left", on="account")
    found = twins.merge(_figures(book), how="left", on="account").fillna({"deals": 0})
    worth = found["won_value"].fillna(0) + found["open_value"].fillna(0)
    order = found.assign(worth=worth.groupby(found["company"]).transform("sum"))
    order = order.sort_values(["worth", "company", "account"], ascending=[False, True, True], kind="stable")
    return order.drop(columns="worth").reset_index(drop=True)


def _figures(book: Book) -> pd.DataFrame:
    deal = book.deals
    return book.frame(
        select(
            deal.c.account_id.label("account"),
            func.count().label("deals"),
            _sum(deal, "won").label("won_value"),
            _sum(deal, "qualified").label("open_value"),
            func.min(case((deal.c.stage_kind == "won", deal.c.closed_on))).label("first_win"),
        )
        .where(deal.c.account_id.is_not(None))
        .group_by(deal.c.account_id)
    )


def _sum(deal: FromClause, kind: str) -> Any:
    return cast(func.sum(case((deal.c.stage_kind == kind, deal.c.amount))), BigInteger)


def account_count(book: Book) -> int:
    """How many accounts the Book has."""
    return int(book.frame(select(func.count().label("n")).select_from(book.accounts))["n"].iloc[0])


def bought_before(book: Book, twins: pd.DataFrame) -> int:
    """Σ of what was won as new business on accounts of `alike` after another account of the same company had won a deal."""
    if twins.empty:
        return 0
    deal = book.deals
    new = book.frame(
        select(deal.c.account_id.label("account"), deal.c.created_on, deal.c.amount).where(
            deal.c.stage_kind == "won", deal.c.motion == "new", deal.c.amount.is_not(None)
        )
    )
    first = twins.dropna(subset="first_win").sort_values("first_win", kind="stable").drop_duplicates("company")
    first = first[["company", "account", "first_win"]].rename(columns={"account": "first_account"})
    late = new.merge(twins[["account", "company"]], on="account").merge(first, on="company")
    late = late[(late["account"] != late["first_account"]) & (late["first_win"] < late["created_on"])]
    return int(late["amount"].sum())


def account_rows(book: Book, limit: int) -> pd.DataFrame:
    """The accounts of `alike` with who their likely duplicates are in `why`, and `of`: how many there are in all."""
    twins = alike(book)
    called = [f"{name} ({key})" for name, key in zip(twins["account_name"], twins["external_id"], strict=True)]
    of_company: dict[str, list[str]] = {}
    for company, name in zip(twins["company"], called, strict=True):
        of_company.setdefault(company, []).append(name)
    shown = twins.assign(of=len(twins)).head(limit)
    others = [_others(of_company[company], own) for company, own in zip(shown["company"], called, strict=False)]
    why = [ALSO[0].format(names=names) for names in others]
    return shown.assign(why=pd.Series(why, index=shown.index, dtype="string"))[[*ROWS, "of"]]


def _others(names: list[str], own: str) -> str:
    """At most MOST_NAMED of the names that are not its own."""
    some = [name for name in names[: MOST_NAMED + 1] if name != own][:MOST_NAMED]
    more = len(names) - 1 - len(some)
    return ", ".join(some) + (f" + {more}" if more else "")
