"""Nothing secret reaches the log."""

import logging
import threading
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider_mock import run_server_in_thread
from streamlit import auth_util

from pages.door import logs
from tests.browser import signing_in
from tests.door.conftest import AUTH, COOKIE_SECRET, Configure
from tests.door.houses import house

pytestmark = pytest.mark.usefixtures("cleaned")
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJlbWFpbCI6Im1hcmlhQGV4YW1wbGUuY29tIn0.c2lnbmF0dXJl"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, StringIO]]:
    """A logger as Streamlit makes them, with a handler of its own, and what it has said."""
    said = StringIO()
    logger = logging.getLogger("a page of ours")
    handler = logging.StreamHandler(said)
    logger.addHandler(handler)
    yield logger, said
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("GET /oauth2callback?code=c0de&state=st4te", "GET /oauth2callback?***"),
        ('127.0.0.1 - "GET /deal?deal=D-7&view_as=Maria HTTP/1.1" 200', '127.0.0.1 - "GET /deal?*** HTTP/1.1" 200'),
        ("at https://id.example.com/authorize?nonce=1 it ended", "at https://id.example.com/authorize?*** it ended"),
        (f"got {TOKEN}.", "got ***."),
        ("postgresql://fourcast:pa55@db/sales", "postgresql://fourcast:***@db/sales"),
        ("client_secret='abc', access_token=\"abc\"", "client_secret='***', access_token=\"***\""),
        ('{"id_token": "abc", "n": 1}', '{"id_token": "***", "n": 1}'),
        ("12 deals were read in 3 s: all is well?", "12 deals were read in 3 s: all is well?"),
        ("status_code=404", "status_code=404"),
        ("\x1b[2Jgone\r", "[2Jgone"),
        ('DETAIL:  Key (name)=(Ring\nthe "CFO") already exists.\n[SQL: INSERT 1]', "DETAIL: ***\n[SQL: INSERT 1]"),
        ("DETAIL:  Failing row contains (176, Ring).\n\nThe above exception was", "DETAIL: ***\n\nThe above exception was"),
        ("CONTEXT:  COPY deal, line 1, column name: Ring\n. SQLSTATE: 23505", "CONTEXT: ***\n. SQLSTATE: 23505"),
        ("UniqueViolation('no\\nDETAIL:  Key (a)=(Ring) exists.')", "UniqueViolation('no\\nDETAIL: ***"),
        ('invalid input syntax for type integer: "Ring"\nCONTEXT:  $1', "invalid input syntax for type integer: ***"),
        ('value out of range: "2026-13-45"\nHINT:  Perhaps', "value out of range: ***\nHINT:  Perhaps"),
        ('value "99999999999" is out of range for type integer', "value *** is out of range for type integer"),
        ("Could not convert string 'Ring the CFO' to INT32", "Could not convert string *** to INT32"),
        ('Duplicate key "name: Ring" violates unique', "Duplicate key *** violates unique"),
        ("Type INT64 with value 99 can't be cast", "Type INT64 with value *** can't be cast"),
        ("UNIQUE constraint failed: person.email", "UNIQUE constraint failed: person.email"),
    ],
)
def test_a_text_loses_what_is_secret(text: str, left: str) -> None:
    assert logs.clean(text) == left


@pytest.mark.usefixtures("sign_in")
def test_what_is_secret_here_is_hidden_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://fourcast:p%40ss word@db/sales")

    said = logs.clean(f"I use {COOKIE_SECRET}, {AUTH['client_secret']}, p%40ss word and p@ss word.")

    assert said == "I use ***, ***, *** and ***."


def test_a_message_and_its_traceback_are_cleaned(log: tuple[logging.Logger, StringIO]) -> None:
    logger, said = log

    try:
        raise RuntimeError(f"no luck with {TOKEN}")
    except RuntimeError as error:
        logger.warning("Failed with %s at %d: %s", TOKEN, 7, error, exc_info=True)

    assert "eyJ" not in said.getvalue()
    assert "Failed with *** at 7: no luck with ***" in said.getvalue()
    assert "RuntimeError: no luck with ***" in said.getvalue()


def test_a_thread_that_fails_says_nothing_secret(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://fourcast:difficult@db/sales")

    def connect() -> None:
        raise RuntimeError("no answer to password difficult")

    failing = threading.Thread(target=connect)
    failing.start()
    failing.join()

    assert "A thread failed" in caplog.text
    assert "difficult" not in caplog.text


def test_the_access_log_keeps_paths_and_no_more(log: tuple[logging.Logger, StringIO]) -> None:
    access = logging.getLogger(logs.ACCESS)
    args = ("127.0.0.1:1", "GET", "/deal?deal=D-7", "1.1", 200)

    made = access.makeRecord(logs.ACCESS, logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', args, None)

    assert made.args == ("127.0.0.1:1", "GET", "/deal?***", "1.1", 200)


def test_arguments_that_do_not_fit_are_cleaned_too(log: tuple[logging.Logger, StringIO]) -> None:
    logger, said = log

    logger.warning("%d", TOKEN)

    assert said.getvalue() == "%d ('***',)\n"


def test_a_sign_in_that_fails_leaves_no_secret_in_the_log(
    tmp_path: Path, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with run_server_in_thread(require_client_registration=True) as server:
        provider = f"http://localhost:{server.server_port}"
        redirect = "http://localhost/oauth2callback"
        client = httpx.post(f"{provider}/oauth2/clients", json={"redirect_uris": [redirect]}).json()
        wrong = "not-what-the-provider-knows"
        secrets = signing_in.secrets(provider, client_id=client["client_id"], client_secret=wrong, redirect_uri=redirect)
        configure(cookie_secret=COOKIE_SECRET)
        with house(tmp_path / "app", secrets) as served, httpx.Client(base_url=served.address) as reader:
            leaving = reader.get("/auth/login", params={"provider": auth_util.encode_provider_token("default")})
            allowed = httpx.post(leaving.headers["location"], data={"sub": signing_in.EMAIL})
            back = urlsplit(allowed.headers["location"])
            ended = reader.get(f"{back.path}?{back.query}")

        said = served.said()
        assert (ended.status_code, ended.headers["location"]) == (302, "/")
        assert "OAuth token exchange failed" in said, said
        told = [*parse_qs(back.query)["code"], *parse_qs(back.query)["state"], wrong, COOKIE_SECRET, client["client_secret"]]
        assert [secret for secret in told if secret in said] == []
