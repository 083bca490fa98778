"""Which sessions may send files: those to which the page Import has just shown a place to drop them.

Streamlit itself takes a file for any session that is open. It bounds a file's size by `server.maxUploadSize`, whatever its
header says.
"""

import threading
import time
from collections import OrderedDict

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.door import asked, reasons, signing
from pages.door.refusing import refuse

UPLOADS = "/_stcore/upload_file/"
SECONDS = 3600
MOST = 10_000  # sessions; the oldest gives way
_until: OrderedDict[str, float] = OrderedDict()
_lock = threading.Lock()


def allow(session: str) -> None:
    """Let a session send files for an hour from now."""
    with _lock:
        _until[session] = time.monotonic() + SECONDS
        _until.move_to_end(session)
        while len(_until) > MOST:
            _until.popitem(last=False)


def forbid(session: str) -> None:
    """Let a session send no more files."""
    with _lock:
        _until.pop(session, None)


def is_allowed(session: str) -> bool:
    """Whether a session may send files now."""
    with _lock:
        return _until.get(session, 0) > time.monotonic()


def allow_this_session() -> None:
    """Let the reader of this run send files. To be called where a page draws its `st.file_uploader`."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        allow(context.session_id)


def forbid_this_session() -> None:
    """Let the reader of this run send no more files: nobody who may import sits there."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        forbid(context.session_id)


class AwaitedUploads:
    """Refuses a file that no page asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, but for what would write into a session that was not allowed."""
        place = asked.place(scope) if scope["type"] == "http" else ""
        if place.startswith(UPLOADS) and scope["method"] != "OPTIONS":
            session = place.removeprefix(UPLOADS).split("/")[0]
            if not is_allowed(session) or (signing.is_configured() and not signing.identity(scope)):
                await refuse(scope, receive, send, reasons.no_upload())
                return
        await self.app(scope, receive, send)
