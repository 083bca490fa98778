"""What must not happen in a browser while the app is used: errors, failed scripts, requests to other hosts."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

OURS = ("127.0.0.1", "localhost")
WITHOUT_HOST = ("data", "blob", "about")
PROBES = ("health", "host-config")


def is_foreign(url: str) -> bool:
    """Whether asking for it would leave this machine."""
    parts = urlsplit(url)
    return parts.scheme not in WITHOUT_HOST and parts.hostname not in OURS


class Watch:
    """Collects what goes wrong in a browser context; `problems` is empty when all is well.

    On a cold link to /page Streamlit first looks for its server below that path and then at the root: its two 404 answers
    there are the only errors that the console may show. They are let through for `cold_page` alone (pages, with blanks between).
    """

    def __init__(self, context: BrowserContext, cold_page: str | None = None) -> None:
        self.problems: list[str] = []
        self.hosts: set[str] = set()
        self._probes = {f"/{page}/_stcore/{name}" for page in (cold_page or "").split() for name in PROBES}
        context.on("console", self._hear)
        context.on("weberror", self._fail)
        context.on("request", self._ask)
        context.on("page", self._open)

    def _open(self, page: Page) -> None:
        page.on("websocket", self._connect)
        page.on("crash", lambda _: self.problems.append("The page crashed"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        url = urlsplit(str(message.location.get("url", "")))
        if "404" in message.text and url.hostname in OURS and url.path in self._probes:
            return
        self.problems.append(f"Console: {message.text} ({url.geturl()})")

    def _fail(self, error: WebError) -> None:
        self.problems.append(f"Script: {error.error}")

    def _ask(self, request: Request) -> None:
        self._note(request.url)

    def _connect(self, socket: WebSocket) -> None:
        self._note(socket.url)

    def _note(self, url: str) -> None:
        self.hosts.add(urlsplit(url).hostname or "")
        if is_foreign(url):
            self.problems.append(f"Another host was asked: {url}")
