"""The way out: at Streamlit's address for it, the sign-in of whoever comes is ended, in all their tabs."""

from starlette.types import ASGIApp, Receive, Scope, Send

from pages.door import asked, ended, signing

LOGOUT = "/auth/logout"


class WayOut:
    """Remembers who signs out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, after the sign-in in the request's cookie is ended where it asks to sign out."""
        place = asked.place(scope) if scope["type"] == "http" else ""
        if place == LOGOUT and signing.is_configured() and (found := signing.identity(scope)):
            ended.remember(found)
        await self.app(scope, receive, send)
