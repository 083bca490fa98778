"""Who is answered: without sign-in this machine alone, with sign-in whoever asks for the address that was configured."""

import os
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from pages.door import asked, reasons, signing
from pages.door.refusing import refuse

OPEN = "FOURCAST_OPEN"
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What a proxy adds: with one of these, a request from this machine was somebody else's before."""
HEALTH = "/_stcore/health"
FOR_THIS_MACHINE = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/interact", "/_stcore/agent/mcp")
"""Streamlit's addresses for machines, which tell more than a stranger needs to know."""


def is_open() -> bool:
    """Whether somebody decided that everybody who can reach the app sees everything."""
    return os.environ.get(OPEN) == "1"


def why_not_to_start() -> str | None:
    """What has to be changed before the server may start; None where all is well."""
    if signing.is_configured():
        return signing.trouble()
    address = config.get_option("server.address")
    return None if is_open() or asked.is_loopback(address) else reasons.open_address(str(address or "0.0.0.0"))


def comes_from_here(scope: Scope) -> bool:
    """Whether the browser runs on this machine: by the address that it calls from, and with no proxy in between."""
    client = scope.get("client")
    passed_on = any(asked.header(scope, name) is not None for name in FORWARDED)
    return client is not None and asked.is_loopback(client[0]) and not passed_on


def is_of_our_own_page(scope: Scope) -> bool:
    """Whether a websocket is opened by a page of this very address; a program that is no browser names no page.

    Streamlit would let pages of other ports of this machine in, and ask an outside host for its own address to decide it.
    """
    opener = asked.header(scope, "origin")
    if opener is None or opener == signing.origin():
        return True
    return urlsplit(opener).netloc.lower() == (asked.header(scope, "host") or "").lower()


def objection(scope: Scope) -> str | None:
    """Why a request is refused; None for one that is answered."""
    if asked.place(scope) == HEALTH:
        return None
    rule = _with_sign_in if signing.is_configured() else _without_sign_in
    if refused := rule(scope):
        return refused
    if scope["type"] == "websocket" and not is_of_our_own_page(scope):
        return reasons.foreign_page()
    if asked.place(scope) in FOR_THIS_MACHINE and not comes_from_here(scope):
        return reasons.for_this_machine()
    return None


def _with_sign_in(scope: Scope) -> str | None:
    """The address where people sign in, or this machine, asked from this machine."""
    named = asked.hosts(scope)
    expected = signing.host()
    if len(named) == 1 and expected is not None and named[0] == expected:
        return None
    return None if asked.is_local(scope) and comes_from_here(scope) else reasons.other_host()


def _without_sign_in(scope: Scope) -> str | None:
    """This machine alone. A foreign name that leads here (DNS rebinding) is another host."""
    if is_open() or (asked.is_local(scope) and comes_from_here(scope)):
        return None
    return reasons.only_this_machine()


class KnownAddresses:
    """Lets nobody in who should not be answered; the server does not start where that could not hold."""

    def __init__(self, app: ASGIApp, why: Callable[[], str | None] = why_not_to_start) -> None:
        self.app = app
        self.why = why

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse. A start that fails is told in one line; the server then ends with an exit code."""
        if scope["type"] == "lifespan":
            if reason := self.why():
                await receive()
                await send({"type": "lifespan.startup.failed", "message": reason})
                return
        elif refused := objection(scope):
            await refuse(scope, receive, send, refused)
            return
        await self.app(scope, receive, send)
