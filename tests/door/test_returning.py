"""Whoever signs in on a link comes back to it, and to no other place."""

import pytest

from pages.door import returning
from tests.door.conftest import SITE
from tests.door.knocking import ELSEWHERE, USER, House, knock

SIGNED_IN = House(cookies=(f"{USER}=signed.by.us; Path=/; HttpOnly",))
pytestmark = pytest.mark.usefixtures("sign_in")


def remembered(referer: str | None) -> str | None:
    """What a sign-in begun on this page remembers."""
    answer = knock(House(goes_to="https://id.example.com/"), SITE, ELSEWHERE).get(
        "/auth/login?provider=x", headers={"Referer": referer} if referer else {}
    )
    [cookie] = answer.headers.get_list("set-cookie")
    assert answer.headers["location"] == "https://id.example.com/"
    assert cookie.startswith(f"{returning.COOKIE}=")
    assert {"path=/oauth2callback", "httponly", "samesite=lax", "secure"} <= set(cookie.lower().split("; "))
    value = cookie.split(";")[0].partition("=")[2].strip('"')
    return returning.unpacked(value) if value else None


def returned(cookie: str, house: House = SIGNED_IN) -> str:
    """Where the end of a sign-in leads somebody with this cookie."""
    answer = knock(house, SITE, ELSEWHERE).get(
        "/oauth2callback?code=c&state=s", headers={"Cookie": f"{returning.COOKIE}={cookie}"}
    )
    return answer.headers["location"]


@pytest.mark.parametrize(
    "page", ["/deal?deal=D-7", "/", "/rollup?as_of=2026-11-23&team=EMEA%20north&kind=New", "/deal?to=https://x.y/"]
)
def test_a_page_of_ours_is_remembered_and_returned_to(page: str) -> None:
    assert remembered(SITE + page) == page
    assert returned(returning.packed(page)) == page


@pytest.mark.parametrize(
    "referer",
    [
        None, "", "https://evil.example.com/deal?deal=D-7", "https://sales.example.com.evil.com/", "http://user@sales.example.com/x",
        "https://sales.example.com:444/deal", "javascript:alert(1)", f"{SITE}/auth/logout", f"{SITE}//evil.example.com",
    ],
)  # fmt: skip
def test_any_other_place_is_not_remembered(referer: str | None) -> None:
    assert remembered(referer) is None


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example.com", "/\\evil.example.com", "\\\\evil.example.com", "https://evil.example.com", "javascript:alert(1)",
        "/%2fevil.example.com", "/%5cevil.example.com", "/a//b", "/a\r\nSet-Cookie: x=1", "/a%0d%0aX: 1", "/\t/evil.example.com",
        "/auth/logout", "/AUTH/login", "/%61uth/logout", "/oauth2callback?code=x", "/_stcore/health", "/media/abc",
        "/./auth/logout", "/x/../auth/logout", "", "deal", "?deal=1", "/é", "/a" * 1001,
    ],
)  # fmt: skip
def test_a_cookie_that_somebody_else_wrote_leads_home(target: str) -> None:
    assert returned(returning.packed(target)) == "/"


@pytest.mark.parametrize("cookie", ["", "x", "%%%", "_" * 4000])
def test_a_cookie_that_says_nothing_leads_home(cookie: str) -> None:
    assert returned(cookie) == "/"


@pytest.mark.parametrize(
    "cookies", [(), (f"{USER}=null; Path=/; Max-Age=0",), (f'{USER}=""; Max-Age=0',), (f"{USER}_tokens=abc",)]
)
def test_nobody_is_sent_anywhere_who_was_not_signed_in(cookies: tuple[str, ...]) -> None:
    assert returned(returning.packed("/deal?deal=D-7"), House(cookies=cookies)) == "/"


def test_the_cookie_is_gone_afterwards() -> None:
    asking = knock(SIGNED_IN, SITE, ELSEWHERE)

    answer = asking.get("/oauth2callback", headers={"Cookie": f"{returning.COOKIE}={returning.packed('/deal')}"})

    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith(returning.COOKIE)]
    assert "max-age=0" in cookie.lower()


def test_a_sign_in_begun_anew_forgets_where_the_last_one_began() -> None:
    answer = knock(House(), SITE, ELSEWHERE).get("/auth/login")

    [cookie] = answer.headers.get_list("set-cookie")
    assert "max-age=0" in cookie.lower()


def test_no_other_answer_is_changed() -> None:
    house = House(cookies=(f"{USER}=signed.by.us",))

    answer = knock(house, SITE, ELSEWHERE).get("/deal", headers={"Referer": f"{SITE}/rollup"})

    assert "location" not in answer.headers
    assert not any(returning.COOKIE in cookie for cookie in answer.headers.get_list("set-cookie"))
