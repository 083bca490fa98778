"""No password and no secret is in what the app, its pages and its commands say, whatever goes wrong with them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

import metrics.__main__ as figures
import model.__main__ as keeping
import seed_data.__main__ as filling
from model.address import BadAddress, parsed
from tests.browser.company import CHROMIUM, QUIET
from tests.browser.serving import free_port
from tests.deploy.containerfile import Image
from tests.deploy.servers import AUTH, Database, app

SECRETS = ("s3cret", "c00kie", "cl1ent")
ADDRESSES = (
    "fourcast:s3cret@db/fourcast",
    "postgresql://fourcast:x@s3cret@db/fourcast",
    "postgresql://fourcast:x@db:s3cret@db/fourcast",
    "postgresql://fourcast:x@db/s3cret@db/fourcast",
    "postgresql://fourcast:s3cret@127.0.0.1:port/fourcast",
    "postgresql://fourcast:s3cret@127.0.0.1:1/fourcast",
    "postgresql+none://fourcast:s3cret@127.0.0.1:1/fourcast",
    "mysql://fourcast:s3cret@127.0.0.1/fourcast",
    "nothing",
)


def test_a_file_of_secrets_that_is_cut_off_starts_nothing_and_tells_no_secret(image: Image, tmp_path: Path) -> None:
    secrets, log = tmp_path / "streamlit.toml", tmp_path / "log.txt"
    secrets.write_text(AUTH.replace('{cookie}"', "{cookie}").format(cookie="c00kie" * 10, client="cl1ent"))

    with pytest.raises(RuntimeError, match="did not start"), app(image, log, STREAMLIT_SECRETS_FILES=str(secrets)):
        pass

    said = log.read_text()
    assert "Fourcast does not start" in said
    assert not [secret for secret in SECRETS if secret in said]


def test_an_app_without_its_database_says_why_but_no_secret(image: Image, tmp_path: Path) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    secrets, log = tmp_path / "streamlit.toml", tmp_path / "log.txt"
    secrets.write_text(AUTH.format(cookie="c00kie" * 10, client="cl1ent"))
    address = f"postgresql://fourcast_app:s3cret@127.0.0.1:{free_port()}/fourcast"
    given = {"DATABASE_URL": address, "STREAMLIT_SECRETS_FILES": str(secrets), "STREAMLIT_LOGGER_LEVEL": "debug"}
    with app(image, log, **given) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET), env=dict(os.environ))
        page = browser.new_page()
        page.goto(served.address)
        expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible(timeout=60_000)
        shown = page.content()
        browser.close()

    assert "Connection refused" in served.said()
    for secret in SECRETS:
        assert secret not in served.said()
        assert secret not in shown


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("main", [keeping.main, figures.main, filling.main])
def test_a_command_that_finds_no_database_says_so_without_the_password(
    main: Callable[[list[str]], int], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = {keeping.main: ["migrate"], figures.main: ["win-rate"], filling.main: ["--deals", "10"]}[main]

    assert main([*command, "--database", address]) in (1, 2)

    said = "".join(capsys.readouterr())
    assert len(said.splitlines()) == 1
    assert "s3cret" not in said


def test_a_wrong_password_is_not_told(image: Image, database: Database) -> None:
    given = database.environment("app")
    given["DATABASE_URL"] = given["DATABASE_URL"].replace("fourcast_app@", "fourcast_app:s3cret@")
    done = image.run(["python", "-m", "model", "undo"], **given)

    assert done.returncode == 1
    assert "password authentication failed" in done.stderr
    assert "s3cret" not in done.stderr


def test_the_password_is_taken_from_its_file_where_the_address_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss: word\n")
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(file))

    assert parsed("postgresql://app@db/fourcast").password == "p@ss: word"
    assert parsed("postgresql://app:own@db/fourcast").password == "own"
    assert parsed("postgresql://db/fourcast").password is None
    assert parsed("sqlite:////srv/a@b/fourcast.db").database == "/srv/a@b/fourcast.db"
    with pytest.raises(BadAddress, match="%40"):
        parsed("postgresql://app:p@ss@db/fourcast")
