"""Whether people sign in here, at which address, and who a request says that it is. None of it needs a running session."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit import auth_util, config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from pages.door import asked, ended, reasons

CALLBACK = "/oauth2callback"
EARLY = 300  # seconds that the provider's clock may be ahead of ours
SHORTEST_SECRET = 16  # characters


def is_configured() -> bool:
    """Whether there is an [auth] section in the secrets. A file of secrets that cannot be read counts as one.

    A slip in the file must not open the app to everybody.
    """
    if secrets_singleton.load_if_toml_exists():
        return secrets_singleton.get("auth") is not None
    return any(os.path.exists(path) for path in config.get_option("secrets.files"))


def origin() -> str | None:
    """Where readers find the app when they sign in: https://sales.example.com; None where nobody signs in."""
    return auth_util.get_origin_from_redirect_uri() if is_configured() else None


def host() -> str | None:
    """The name in that address."""
    return asked.hostname(urlsplit(origin() or "").netloc)


def trouble() -> str | None:
    """Why signing in as configured cannot work or would not be safe; None where all is well, or where nobody signs in."""
    if not is_configured():
        return None
    section = auth_util.get_secrets_auth_section()
    uri = urlsplit(str(auth_util.get_redirect_uri(section) or ""))
    if asked.hostname(uri.netloc) is None or not uri.path.endswith(CALLBACK):
        return reasons.needs_redirect()
    if uri.scheme != "https" and not asked.is_loopback(uri.hostname):
        return reasons.needs_https()
    if len(str(section.get("cookie_secret", ""))) < SHORTEST_SECRET:
        return reasons.needs_cookie_secret()
    return None


@dataclass
class _Sessions:
    """How long a sign-in counts: each run says it again, by the company's setting `session_hours`."""

    hours: int = 12


SESSIONS = _Sessions()


def is_over(claims: Mapping[str, Any], hours: int) -> bool:
    """Whether a sign-in counts no more, whatever its cookie says: it is longer ago than that, nobody can tell how long, or it
    was ended.
    """
    at = claims.get("iat")
    if isinstance(at, bool) or not isinstance(at, (int, float)):
        return True
    return not -EARLY <= time.time() - at < hours * 3600 or ended.has(claims)


def identity(scope: Scope) -> dict[str, Any]:
    """What the signed cookie of a request says of its reader, by Streamlit's own reading; {} for nobody."""
    expected = origin()
    raw = starlette_websocket._get_signed_cookie_with_chunks(HTTPConnection(scope).cookies, USER_COOKIE_NAME)
    if expected is None or raw is None:
        return {}
    try:
        said = starlette_websocket._parse_decoded_user_cookie(raw, expected)
    except (AttributeError, json.JSONDecodeError):  # signed, but no object
        return {}
    return said if said.get("is_logged_in") is True and not is_over(said, SESSIONS.hours) else {}
