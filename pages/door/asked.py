"""What a request says of itself: its host, its place within the app, its headers."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette._utils import get_route_path
from starlette.types import Scope
from streamlit import config

LOCALHOST = "localhost"


def header(scope: Scope, name: str) -> str | None:
    """The first header of this name; None where there is none."""
    wanted = name.lower().encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == wanted), None)


def headers(scope: Scope, name: str) -> list[str]:
    """All headers of this name, in order."""
    wanted = name.lower().encode()
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == wanted]


def hostname(host: str | None) -> str | None:
    """The name in a Host header, small and without its port; None for one that is no host: `a@b`, `a/b`, `[::1`."""
    try:
        parts = urlsplit(f"//{host or ''}")
        _ = parts.port  # ValueError for one that is no number
    except ValueError:
        return None
    if not host or parts.netloc != host or "@" in host or any(c.isspace() or c in "\"'<>;,\\" for c in host):
        return None
    return (parts.hostname or "").rstrip(".") or None


def hosts(scope: Scope) -> list[str | None]:
    """What the Host headers name: exactly one name in an honest request."""
    return [hostname(host) for host in headers(scope, "host")]


def is_loopback(name: str | None) -> bool:
    """Whether a name or an address means this machine and nothing else: localhost, 127.0.0.0/8, ::1."""
    if name is None:
        return False
    if name == LOCALHOST:
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)  # ::ffff:127.0.0.1, as a socket for both families says it
    return bool((mapped or address).is_loopback)


def is_local(scope: Scope) -> bool:
    """Whether a request names this machine as its host."""
    named = hosts(scope)
    return len(named) == 1 and is_loopback(named[0])


def place(scope: Scope) -> str:
    """The path below `server.baseUrlPath`, with a slash in front: /media/abc."""
    path = get_route_path(scope)
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    if base and (path == f"/{base}" or path.startswith(f"/{base}/")):
        path = path[len(base) + 1 :]
    return path or "/"


def based(path: str) -> str:
    """The whole path of a place: with `server.baseUrlPath` in front."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path


def is_secure(scope: Scope) -> bool:
    """Whether the reader's browser asked by https, as far as the server or the proxy in front of it says."""
    return scope.get("scheme") in ("https", "wss") or header(scope, "x-forwarded-proto") == "https"
