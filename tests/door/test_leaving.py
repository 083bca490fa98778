"""Who signs out is signed out everywhere: of that sign-in no file and no upload is answered any more."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from pages.door import ended, media, signing, uploads
from pages.door.leaving import LOGOUT
from tests.door.conftest import SITE
from tests.door.knocking import ELSEWHERE, READER, knock, signed_in_as

HELD = READER | {"iss": "https://id.example.com", "sub": "7", "nonce": "n0nce", "sid": "s1d"}
OTHERS: list[dict[str, Any]] = [
    {"iat": READER["iat"] + 1},
    {"nonce": "an0ther"},
    {"jti": "1"},
    {"sid": "another"},
    {"auth_time": READER["iat"]},
    {"at_hash": "another"},
    {"email": "else@example.com"},
]
"""What the claims of another sign-in say otherwise, each enough by itself."""


@pytest.fixture(autouse=True)
def nobody_left() -> Iterator[None]:
    """Nobody has signed out when a test begins or ends."""
    ended._until.clear()
    yield
    ended._until.clear()


@pytest.fixture
def client(sign_in: None) -> TestClient:
    """Somebody elsewhere who asks for the app where people sign in."""
    return knock(address=SITE, client=ELSEWHERE)


def file() -> str:
    """The place of a file that was made for READER."""
    media.hand(b"theirs", "text/csv", "fourcast.csv", media.reader_of(READER))
    return f"/media/{media._calculate_file_id(b'theirs', 'text/csv', 'fourcast.csv')}.csv"


def test_who_signed_out_gets_no_file_and_sends_none(client: TestClient) -> None:
    held = signed_in_as(HELD)
    uploads.allow("a-session")
    sends = "/_stcore/upload_file/a-session/a-file"
    assert [client.get(file(), headers=held).status_code, client.put(sends, headers=held).status_code] == [200, 200]

    assert client.get(LOGOUT, headers=held).status_code == 200

    assert [client.get(file(), headers=held).status_code, client.put(sends, headers=held).status_code] == [403, 403]
    assert client.get(file(), headers=signed_in_as(HELD | {"picture": "new", "email": "Someone@example.com "})).status_code == 403
    uploads.forbid("a-session")


@pytest.mark.parametrize("otherwise", OTHERS)
def test_another_sign_in_holds_although_it_is_of_the_same_second(client: TestClient, otherwise: dict[str, Any]) -> None:
    client.get(LOGOUT, headers=signed_in_as(HELD))

    assert signing.is_over(HELD, 12)
    assert not signing.is_over(HELD | otherwise, 12)
    expected = 403 if "email" in otherwise else 200
    assert client.get(file(), headers=signed_in_as(HELD | otherwise)).status_code == expected


@pytest.mark.parametrize("held", [{}, signed_in_as(HELD, "another secret"), signed_in_as(HELD | {"iat": 0})])
def test_who_is_not_signed_in_ends_nothing(client: TestClient, held: dict[str, str]) -> None:
    assert client.get(LOGOUT, headers=held).status_code == 200

    assert not ended._until
    assert client.get(file(), headers=signed_in_as(HELD)).status_code == 200


@pytest.mark.parametrize("place", ["/", "/deal", "/auth/login", "/oauth2callback"])
def test_every_other_address_ends_nothing(client: TestClient, place: str) -> None:
    client.get(place, headers=signed_in_as(HELD))

    assert not ended._until


def test_without_sign_in_nobody_signs_out() -> None:
    assert knock().get(LOGOUT, headers=signed_in_as(HELD)).status_code == 200

    assert not ended._until


def test_a_sign_out_is_remembered_for_as_long_as_it_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(ended.time, "monotonic", lambda: now[0])
    ended.remember(HELD)

    now[0] += 30 * 86400
    assert ended.has(HELD)
    now[0] += 86400
    assert not ended.has(HELD)
    ended.remember(HELD | {"nonce": "later"})

    assert len(ended._until) == 1


def test_the_oldest_sign_outs_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ended, "MOST", 2)
    each = [HELD | {"nonce": name} for name in "abc"]
    for claims in each:
        ended.remember(claims)

    assert [ended.has(claims) for claims in each] == [False, True, True]


@pytest.mark.parametrize("claims", [{}, {"email": ["a"]}, {"sub": {"b": b"1"}, "iat": float("nan")}])
def test_odd_claims_are_remembered_too(claims: dict[str, Any]) -> None:
    assert not ended.has(claims)

    ended.remember(claims)

    assert ended.has(claims)
    assert not ended.has(HELD)
