"""Who signed in: what the provider says of them, for how long it counts, and the one person whom that finds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from model.company import members_of
from model.members import AccessDenied, Member, signed_in_as
from model.warehouse import Warehouse
from pages.door import ended
from pages.door.signing import SESSIONS, is_over
from pages.parts import formats
from pages.parts.words import say

OURS = "fourcast"
"""The section of the secrets that is ours: trust_email, contact."""
USUAL = "default"
Claims = Mapping[str, Any]


class NotSignedIn(Exception):
    """Nobody has signed in, that was too long ago, or they signed out; the message says so, and is empty for who comes first."""


def claims() -> Claims | None:
    """What the provider's signed answer says of whoever opened this session; None where nobody has signed in."""
    return st.user.to_dict() if st.user.is_logged_in else None


def member(warehouse: Warehouse, today: date, found: Claims) -> Member:
    """The person who signed in with these claims, by today's rows.

    NotSignedIn where they signed out, or the session has lasted for the setting `session_hours`; AccessDenied for an e-mail
    that the provider has not verified, or that finds nobody who works here, or more than one.
    """
    SESSIONS.hours = warehouse.settings(today).session_hours
    if ended.has(found):
        raise NotSignedIn(say("You have signed out: sign in again to go on."))
    if is_over(found, SESSIONS.hours):
        raise NotSignedIn(say("You have been signed in for long enough: sign in again to go on."))
    return signed_in_as(members_of(warehouse), verified_email(found), today)


def verified_email(found: Claims) -> str:
    """The e-mail that the provider vouches for: `email_verified`, or Entra's `xms_edov`, or the secrets' trust_email."""
    email = found.get("email")
    if not isinstance(email, str) or not email.strip():
        raise AccessDenied(say("Your sign-in provider does not say your e-mail."))
    if not (_is_true(found.get("email_verified")) or _is_true(found.get("xms_edov")) or ours().get("trust_email") is True):
        raise AccessDenied(say("Your sign-in provider has not verified the e-mail {email}.", email=email))
    return email


def _is_true(value: object) -> bool:
    """True as providers write it: true, "true", 1 or "1"."""
    return value is True or (isinstance(value, (str, int)) and str(value).casefold() in ("true", "1"))


def ours() -> Mapping[str, Any]:
    """Our own section of the secrets."""
    section: Mapping[str, Any] = st.secrets.get(OURS, {})
    return section


def providers() -> list[str]:
    """The names of the configured providers, as st.login takes them; `default` where the section itself is the only one."""
    section = st.secrets["auth"]
    named = [str(name) for name, value in section.items() if isinstance(value, Mapping)]
    return ([USUAL] if "client_id" in section else []) + named


def ask(reason: str) -> None:
    """The page of who is not signed in: what this is, and the way in. Nothing of the company is on it."""
    with _card():
        st.text(reason or say("The screen of the weekly forecast meeting. Sign in to see what is yours."))
        every = providers()
        for name in every:
            label = say("Sign in") if len(every) == 1 else say("Sign in with {provider}", provider=name.title())
            given = () if name == USUAL else (name,)
            st.button(formats.plain(label), on_click=st.login, args=given, type="primary", key=f"sign in {name}")


def refuse(reason: str) -> None:
    """The page of who signed in and is not let in: why, whom to ask, and the way out."""
    contact = ours().get("contact")
    with _card():
        st.text(reason)
        st.text(say("Ask {contact} to let you in.", contact=contact or say("whoever looks after Fourcast in your company")))
        leave("refused")


def _card() -> Any:
    """The narrow box that such a page is."""
    _, middle, _ = st.columns([1, 2, 1])
    box = middle.container(border=True, key="door")
    box.subheader(say("Fourcast"), anchor=False)
    return box


def leave(key: str) -> None:
    """The button that signs out, here and in all other tabs of this sign-in."""
    st.button(say("Sign out"), on_click=_sign_out, type="tertiary", icon=":material/logout:", key=f"sign out {key}")


def _sign_out() -> None:
    """End the sign-in before Streamlit forgets whose it was."""
    if (found := claims()) is not None:
        ended.remember(found)
    st.logout()
