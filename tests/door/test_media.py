"""Files of pages: with sign-in for those who are signed in."""

import json
from typing import Any

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from pages.door import signing
from tests.door.conftest import COOKIE_SECRET, SITE
from tests.door.knocking import ELSEWHERE, USER, knock


def cookie(said: Any, secret: str = COOKIE_SECRET, name: str = USER) -> dict[str, str]:
    """The header of somebody who holds such a cookie."""
    return {"Cookie": f"{USER}={create_signed_value(secret, name, json.dumps(said)).decode()}"}


READER = {"origin": SITE, "is_logged_in": True, "email": "someone@example.com"}


@pytest.mark.usefixtures("sign_in")
def test_a_reader_who_is_signed_in_gets_the_file() -> None:
    assert knock(address=SITE, client=ELSEWHERE).get("/media/a.csv", headers=cookie(READER)).status_code == 200


@pytest.mark.usefixtures("sign_in")
@pytest.mark.parametrize(
    "held",
    [
        {}, {"Cookie": f"{USER}=forged"}, cookie(READER, "another secret"), cookie(READER, name="_streamlit_tokens"),
        cookie(READER | {"origin": "https://other.example.com"}), cookie(READER | {"is_logged_in": False}),
        cookie({"origin": SITE}), cookie([1]), cookie("chunks-2"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_anybody_else_is_refused(held: dict[str, str], method: str) -> None:
    answer = knock(address=SITE, client=ELSEWHERE).request(method, "/media/a.csv", headers=held)

    assert answer.status_code == 403


@pytest.mark.usefixtures("sign_in")
def test_an_old_cookie_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    held = cookie(READER)
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 4e9)

    assert knock(address=SITE, client=ELSEWHERE).get("/media/a.csv", headers=held).status_code == 403


def test_without_sign_in_whoever_is_answered_gets_the_file() -> None:
    assert not signing.is_configured()
    assert knock().get("/media/a.csv").status_code == 200
