"""Files are taken from sessions that were asked for some, and from no others."""

import time
from collections.abc import Iterator

import pytest

from pages.door import uploads
from tests.door.conftest import SITE
from tests.door.knocking import ELSEWHERE, READER, knock, signed_in_as

SESSION = "a-session"
FILE = f"/_stcore/upload_file/{SESSION}/a-file"


@pytest.fixture(autouse=True)
def nobody_allowed() -> Iterator[None]:
    """Nobody may send files when a test begins or ends."""
    uploads._until.clear()
    yield
    uploads._until.clear()


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "GET"])
def test_a_session_that_no_page_allowed_is_refused(method: str) -> None:
    assert knock().request(method, FILE).status_code == 403


def test_a_session_is_let_in_when_a_page_allowed_it_and_no_longer_when_forbidden() -> None:
    uploads.allow(SESSION)
    assert knock().put(FILE).status_code == 200
    assert knock().delete(FILE).status_code == 200
    assert knock().put("/_stcore/upload_file/another/a-file").status_code == 403

    uploads.forbid(SESSION)

    assert knock().put(FILE).status_code == 403


def test_leave_ends_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SECONDS", 0.02)

    uploads.allow(SESSION)

    assert uploads.is_allowed(SESSION)
    time.sleep(0.03)
    assert not uploads.is_allowed(SESSION)


def test_only_so_many_sessions_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 2)

    for session in ("first", "second", "first", "third"):
        uploads.allow(session)

    assert [session for session in ("first", "second", "third") if uploads.is_allowed(session)] == ["first", "third"]


def test_outside_a_page_nobody_is_allowed() -> None:
    uploads.allow_this_session()

    assert not uploads._until


@pytest.mark.usefixtures("sign_in")
def test_where_people_sign_in_an_allowed_session_needs_its_reader_too() -> None:
    uploads.allow(SESSION)

    assert knock(address=SITE, client=ELSEWHERE).put(FILE).status_code == 403
    assert knock(address=SITE, client=ELSEWHERE).put(FILE, headers=signed_in_as(READER)).status_code == 200
