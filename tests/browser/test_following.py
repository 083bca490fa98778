"""What one session writes, another sees within seconds, without a click."""

import re
import shutil
import time
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import expect

from model.database import open_database
from tests.browser import reading
from tests.browser.company import ROOT, Company
from tests.browser.conftest import Open
from tests.browser.serving import serving
from tests.browser.test_week import call
from tests.weekly import begin_week

SECONDS = 5
SLACK = 5  # the machine may be busy with other tests


def test_a_call_shows_up_in_another_session_by_itself(company: Company, open_cold: Open, tmp_path: Path) -> None:
    engine = open_database(company.url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    file = tmp_path / "own.db"
    shutil.copy(company.file, file)
    begin_week(f"sqlite:///{file}")
    rep = {"view_as": company.somebody("rep")}
    with serving(ROOT, tmp_path / "log.txt", f"sqlite:///{file}") as app:
        writes, watches = (open_cold(app, f"?{urlencode(rep)}") for _ in range(2))
        for page in (writes, watches):
            reading.expect_page(page, "my_pipeline")

        call(writes, "7.65M")
        expect(reading.main(writes).get_by_text(re.compile(r"^Your call for .*7\.65M, submitted"))).to_be_visible()
        began = time.monotonic()

        expect(reading.main(watches).get_by_text(re.compile(r"^Your call for .*7\.65M, submitted"))).to_be_visible()
        assert time.monotonic() - began < SECONDS + SLACK
        for page in (writes, watches):
            page.goto("about:blank")  # their server is about to end
    assert "Traceback" not in app.said(), app.said()
