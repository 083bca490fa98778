"""Files of pages: with sign-in for those who are signed in."""

import time

import pytest

from pages.door import signing
from tests.door.conftest import SITE
from tests.door.knocking import ELSEWHERE, READER, USER, knock, signed_in_as


@pytest.mark.usefixtures("sign_in")
def test_a_reader_who_is_signed_in_gets_the_file() -> None:
    assert knock(address=SITE, client=ELSEWHERE).get("/media/a.csv", headers=signed_in_as(READER)).status_code == 200


@pytest.mark.usefixtures("sign_in")
@pytest.mark.parametrize(
    "held",
    [
        {}, {"Cookie": f"{USER}=forged"}, signed_in_as(READER, "another secret"), signed_in_as(READER, name="_streamlit_tokens"),
        signed_in_as(READER | {"origin": "https://other.example.com"}), signed_in_as(READER | {"is_logged_in": False}),
        signed_in_as({"origin": SITE}), signed_in_as([1]), signed_in_as("chunks-2"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_anybody_else_is_refused(held: dict[str, str], method: str) -> None:
    answer = knock(address=SITE, client=ELSEWHERE).request(method, "/media/a.csv", headers=held)

    assert answer.status_code == 403


@pytest.mark.usefixtures("sign_in")
def test_an_old_cookie_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    held = signed_in_as(READER)
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 4e9)

    assert knock(address=SITE, client=ELSEWHERE).get("/media/a.csv", headers=held).status_code == 403


@pytest.mark.usefixtures("sign_in")
@pytest.mark.parametrize(("hours_ago", "status"), [(11, 200), (13, 403), (-1, 403), (None, 403)])
def test_a_session_that_is_over_is_refused_whatever_its_cookie_says(hours_ago: int | None, status: int) -> None:
    at = None if hours_ago is None else time.time() - hours_ago * 3600
    held = signed_in_as(READER | {"iat": at})

    assert signing.SESSIONS.hours == 12
    assert knock(address=SITE, client=ELSEWHERE).get("/media/a.csv", headers=held).status_code == status


def test_without_sign_in_whoever_is_answered_gets_the_file() -> None:
    assert not signing.is_configured()
    assert knock().get("/media/a.csv").status_code == 200
