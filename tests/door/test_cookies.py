"""What leaves with a cookie."""

import pytest

from pages.door.cookies import guarded
from tests.door.knocking import House, call, knock


@pytest.mark.parametrize(
    ("given", "secure", "sent"),
    [
        ("a=1", True, "a=1; samesite=lax; secure; httponly"),
        ("a=1", False, "a=1; samesite=lax; httponly"),
        ("a=1; Path=/; HttpOnly; SameSite=lax; Max-Age=3", True, "a=1; Path=/; HttpOnly; SameSite=lax; Max-Age=3; secure"),
        ("a=1; SameSite=None; Secure", True, "a=1; Secure; samesite=lax; httponly"),
        ("a=1; SameSite=Strict; secure; httponly", True, "a=1; SameSite=Strict; secure; httponly"),
        ("_streamlit_xsrf=2|a|b|3; Path=/; SameSite=Lax", True, "_streamlit_xsrf=2|a|b|3; Path=/; SameSite=Lax; secure"),
    ],
)
def test_a_cookie_gets_what_it_lacks(given: str, secure: bool, sent: str) -> None:
    assert guarded(given, secure=secure) == sent


@pytest.mark.usefixtures("sign_in")
def test_cookies_are_secure_beyond_this_machine() -> None:
    house = House(cookies=("a=1", "b=2; Path=/"))

    beyond = knock(house, "http://sales.example.com").get("/").headers.get_list("set-cookie")
    here = knock(house, "http://127.0.0.1:8501").get("/").headers.get_list("set-cookie")

    assert beyond == ["a=1; samesite=lax; secure; httponly", "b=2; Path=/; samesite=lax; secure; httponly"]
    assert here == ["a=1; samesite=lax; httponly", "b=2; Path=/; samesite=lax; httponly"]


@pytest.mark.usefixtures("sign_in")
def test_a_websockets_cookies_are_guarded_too() -> None:
    house = House(cookies=("a=1",))

    with call(knock(house), "sales.example.com") as socket:
        given = [value for name, value in socket.extra_headers or [] if name == b"set-cookie"]

    assert given == [b"a=1; samesite=lax; secure; httponly"]
