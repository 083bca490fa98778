"""Whom the provider's claims let in, and what everybody else is shown: the plain page, whatever they ask for."""

import time
from typing import Any

import pytest

from model.access import AccessDenied
from pages.parts import signing
from tests.access.pages import Signing, asked
from tests.access.plain import is_plain
from tests.company import Company

Home = tuple[Company, Signing]
HOURS = 3600


def claims(**changed: Any) -> dict[str, Any]:
    return {"email": "annika@example.com", "email_verified": True, "iat": time.time()} | changed


REFUSED: dict[str, dict[str, Any] | None] = {
    "nobody signed in": None,
    "unknown": claims(email="stranger@example.com"),
    "left": claims(email="gustel@example.com"),
    "no e-mail": {"email_verified": True, "iat": time.time()},
    "blank e-mail": claims(email=" "),
    "a list": claims(email=["annika@example.com"]),
    "not verified": claims(email_verified=False),
    "said in words": claims(email_verified="false"),
    "verified is missing": {"email": "annika@example.com", "iat": time.time()},
    "signed in 13 hours ago": claims(iat=time.time() - 13 * HOURS),
    "signed in tomorrow": claims(iat=time.time() + 24 * HOURS),
    "signed in nobody knows when": {"email": "annika@example.com", "email_verified": True},
    "signed in in words": claims(iat=str(time.time())),
    "signed in never": claims(iat=float("nan")),
    "signed in truly": claims(iat=True),
}


@pytest.mark.parametrize("what", REFUSED)
def test_who_is_not_let_in_is_shown_the_plain_page_alone_whatever_they_ask_for(home: Home, what: str) -> None:
    home[1].claims = REFUSED[what]

    for page, address in ((None, {}), ("deal", {"deal": "Zirconz", "view_as": "Evadne, executive"}), ("people", {})):
        assert is_plain(asked(page, **address), "Annika", "Gustel"), page


@pytest.mark.parametrize(("vouched", "verified"), [
    ({"email_verified": True}, True), ({"email_verified": "true"}, True), ({"email_verified": 1}, True),
    ({"xms_edov": True}, True), ({"xms_edov": "1"}, True), ({"email_verified": False, "xms_edov": False}, False),
    ({"email_verified": "yes"}, False),
    ({"email_verified": 2}, False), ({"email_verified": None}, False), ({"email_verified": [True]}, False), ({}, False),
])  # fmt: skip
def test_an_e_mail_counts_that_the_provider_vouches_for(home: Home, vouched: dict[str, Any], verified: bool) -> None:
    given_claims = {"email": "annika@example.com"} | vouched
    if verified:
        assert signing.verified_email(given_claims) == "annika@example.com"
        return
    with pytest.raises(AccessDenied):
        signing.verified_email(given_claims)


@pytest.mark.parametrize(
    ("ago", "hours", "over"),
    [(0, 12, False), (11.9, 12, False), (12.1, 12, True), (0.9, 1, False), (1.1, 1, True), (-0.01, 12, False), (-1, 12, True)],
)
def test_a_session_lasts_so_many_hours(ago: float, hours: int, over: bool) -> None:
    assert signing.is_over({"iat": time.time() - ago * HOURS}, hours) is over
