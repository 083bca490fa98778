"""A small demo company in a file, and the app opened on it."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from altair.utils import schemapi
from sqlalchemy import func
from sqlmodel import col, select
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from model.access import MACHINE_OWNER, Member, Viewer
from model.book import Book, Scope
from model.company import members_of, viewer_now
from model.database import open_database
from model.deals import Deal, DealVersion
from model.stages import Stage
from model.warehouse import Copy
from pages.parts import charts
from seed_data import fill
from seed_data.clock import present_day
from tests.fresh import fresh

assert charts.FONT  # imported: it leaves Altair's checks out, for speed; here every chart is checked
schemapi.DEBUG_MODE = True
# Each AppTest looks through all installed packages for components: once is enough, it takes as long as a page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
ROOT = Path(__file__).parents[2]
TODAY = present_day()
Open = Callable[..., AppTest]
OPEN_DEALS = (
    select(col(DealVersion.owner_id), func.count())
    .join(Deal, col(Deal.id) == col(DealVersion.deal_id))
    .join(Stage, col(Stage.id) == col(DealVersion.stage_id))
    .where(col(DealVersion.valid_to).is_(None), col(Stage.kind) == "qualified", col(Deal.lead_id).is_not(None))
    .group_by(col(DealVersion.owner_id))
)
"""owner → how many open deals that began as leads they have now."""


@pytest.fixture(scope="session")
def company_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of a demo company of 300 deals as it stands today."""
    url = f"sqlite:///{tmp_path_factory.mktemp('company') / 'company.db'}"
    engine = fresh(url)
    fill(engine, TODAY, deals=300)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def copy(company_url: str) -> Copy:
    """Its columnar copy, for the figures that pages have to show."""
    warehouse = Copy(open_database(company_url))
    warehouse.refresh()
    return warehouse


@pytest.fixture
def open_page(company_url: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page as the browser would: by its file's name, with what stands in the address."""
    monkeypatch.setenv("DATABASE_URL", company_url)
    return open_on


def open_on(page: str | None = None, **address: str) -> AppTest:
    """A session of the app after its first run, on `page` (the viewer's home without one) as its address asks for."""
    test = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=30)
    for name, value in address.items():
        test.query_params[name] = value
    if page is not None:
        test._page_hash = calc_hash(Path(page).name)  # switch_page knows only what a run has registered
    test.run()
    test._page_hash = ""  # the next run stays where this one ended: an address may lead on to another
    return test


def someone(copy: Copy, role: str) -> Member:
    """Somebody of that role who works here today: whoever has the most people below, then the most open deals from leads."""
    members = [m for m in members_of(copy) if m.role == role and m.active_on(TODAY)]
    open_deals = copy.fact("open deals from leads", lambda: dict(copy.rows(OPEN_DEALS)))
    return max(members, key=lambda m: (len(_viewer(copy, m).people or ()), open_deals.get(m.id, 0)))


def _viewer(copy: Copy, member: Member) -> Viewer:
    return viewer_now(copy, member, TODAY)


def label_of(copy: Copy, role: str) -> str:
    """What that person is called under «view as»."""
    return f"{someone(copy, role).name}, {role}"


def viewer(copy: Copy, role: str | None = None) -> Viewer:
    """The viewer that this person is; the machine's owner without a role."""
    return MACHINE_OWNER if role is None else _viewer(copy, someone(copy, role))


def book(copy: Copy, role: str | None = None, as_of: date = TODAY, scope: Scope | None = None) -> Book:
    """The Book that a page of this viewer is made of."""
    return Book(copy, viewer(copy, role), as_of, scope or Scope())


def said(test: AppTest) -> str:
    """All text of a page, for finding sentences."""
    kinds = (test.markdown, test.caption, test.subheader, test.text, test.metric, test.error, test.warning)
    words = [str(element.value) for kind in kinds for element in kind]
    return "\n".join([*words, *(metric.label for metric in test.metric)])
