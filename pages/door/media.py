"""Who may fetch a file of a page (a download): with sign-in, whoever it was made for. Its address is no key."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.memory_media_file_storage import _calculate_file_id

from model.members import folded
from pages.door import asked, reasons, signing
from pages.door.refusing import refuse

MEDIA = "/media/"
MOST = 10_000  # files; the oldest gives way
_readers: OrderedDict[str, set[str]] = OrderedDict()
_lock = threading.Lock()


def reader_of(claims: Mapping[str, Any] | None) -> str | None:
    """The reader as files are kept for them: by the e-mail of their sign-in. None for who has none."""
    email = (claims or {}).get("email")
    return folded(email) if isinstance(email, str) and email.strip() else None


def hand(data: bytes, mime: str, name: str, reader: str | None) -> None:
    """Let a reader fetch the file that Streamlit is about to keep: this content, of this type, under this name."""
    if reader is None:
        return
    file = _calculate_file_id(data, mime, name)
    with _lock:
        _readers.setdefault(file, set()).add(reader)
        _readers.move_to_end(file)
        while len(_readers) > MOST:
            _readers.popitem(last=False)


def is_for(file: str, reader: str | None) -> bool:
    """Whether a file was made for that reader."""
    with _lock:
        return reader in _readers.get(file, ())


class OwnMedia:
    """Refuses a file to everybody but those for whom it was made, where people sign in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, but for a file that is not of whoever asks for it."""
        place = asked.place(scope) if scope["type"] == "http" else ""
        if place.startswith(MEDIA) and signing.is_configured():
            found = signing.identity(scope)
            if not found:
                await refuse(scope, receive, send, reasons.not_signed_in())
                return
            if not is_for(PurePosixPath(place.removeprefix(MEDIA)).stem, reader_of(found)):
                await refuse(scope, receive, send, reasons.no_file())
                return
        await self.app(scope, receive, send)
