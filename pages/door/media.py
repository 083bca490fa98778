"""Who may fetch a file of a page (a download, a picture): with sign-in, whoever is signed in. Its address is no key."""

from starlette.types import ASGIApp, Receive, Scope, Send

from pages.door import asked, reasons, signing
from pages.door.refusing import refuse

MEDIA = "/media/"


class SignedInMedia:
    """Refuses files to those who are not signed in, where people sign in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, but for a file that nobody who is signed in asks for."""
        wanted = scope["type"] == "http" and asked.place(scope).startswith(MEDIA)
        if wanted and signing.is_configured() and not signing.identity(scope):
            await refuse(scope, receive, send, reasons.not_signed_in())
            return
        await self.app(scope, receive, send)
