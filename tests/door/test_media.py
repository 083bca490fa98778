"""Files of pages: with sign-in for those for whom they were made."""

import time

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pages.door import media, signing
from tests.door.conftest import SITE
from tests.door.knocking import ELSEWHERE, READER, USER, knock, signed_in_as


@pytest.fixture
def file() -> str:
    """The place of a file that was made for READER, as Streamlit keeps it."""
    kept = MemoryMediaFileStorage("/media")
    media.hand(b"theirs", "text/csv", "fourcast.csv", media.reader_of(READER))
    return kept.get_url(kept.load_and_get_id(b"theirs", "text/csv", MediaFileKind.DOWNLOADABLE, "fourcast.csv"))


@pytest.mark.usefixtures("sign_in")
@pytest.mark.parametrize(
    ("email", "status"),
    [("someone@example.com", 200), (" Someone@Example.COM ", 200), ("else@example.com", 403), ("", 403), (None, 403)],
)
def test_a_file_is_given_to_the_reader_for_whom_it_was_made(file: str, email: str | None, status: int) -> None:
    answer = knock(address=SITE, client=ELSEWHERE).get(file, headers=signed_in_as(READER | {"email": email}))

    assert answer.status_code == status
    assert (answer.text == "There is no such file, or it is not yours.\n") == (status == 403)


@pytest.mark.usefixtures("sign_in")
@pytest.mark.parametrize("place", ["/media/", "/media/a.csv", "/media/../media/a", "/media/a/b.csv"])
def test_a_file_that_was_made_for_nobody_is_not_given(place: str) -> None:
    assert knock(address=SITE, client=ELSEWHERE).get(place, headers=signed_in_as(READER)).status_code == 403


def test_the_oldest_files_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOST", 2)
    monkeypatch.setattr(media, "_readers", media.OrderedDict())
    for name in "abc":
        media.hand(b"x", "text/csv", name, "me")

    assert len(media._readers) == 2
    assert [media.is_for(media._calculate_file_id(b"x", "text/csv", name), "me") for name in "abc"] == [False, True, True]


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
def test_anybody_else_is_refused(file: str, held: dict[str, str], method: str) -> None:
    answer = knock(address=SITE, client=ELSEWHERE).request(method, file, headers=held)

    assert answer.status_code == 403


@pytest.mark.usefixtures("sign_in")
def test_an_old_cookie_is_refused(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = signed_in_as(READER)
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 4e9)

    assert knock(address=SITE, client=ELSEWHERE).get(file, headers=held).status_code == 403


@pytest.mark.usefixtures("sign_in")
@pytest.mark.parametrize(("hours_ago", "status"), [(11, 200), (13, 403), (-1, 403), (None, 403)])
def test_a_session_that_is_over_is_refused_whatever_its_cookie_says(file: str, hours_ago: int | None, status: int) -> None:
    at = None if hours_ago is None else time.time() - hours_ago * 3600
    held = signed_in_as(READER | {"iat": at})

    assert signing.SESSIONS.hours == 12
    assert knock(address=SITE, client=ELSEWHERE).get(file, headers=held).status_code == status


def test_without_sign_in_whoever_is_answered_gets_the_file() -> None:
    assert not signing.is_configured()
    assert knock().get("/media/a.csv").status_code == 200
