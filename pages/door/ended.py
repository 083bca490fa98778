"""Which sign-ins their people have ended: none of them counts any more, in whatever tab or copied cookie.

The process remembers each for as long as it could count, and forgets all when it ends.
"""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

SECONDS = 31 * 86400  # longer than `session_hours` can be, however they are set meanwhile
MOST = 100_000  # sign-ins; the oldest sign-out gives way
NAMES = ("iss", "sub", "iat", "nonce", "jti", "sid", "auth_time", "at_hash")
"""The claims that tell one sign-in from another, besides the e-mail. `iat` counts seconds; the nonce is new each time."""
_until: OrderedDict[bytes, float] = OrderedDict()
_lock = threading.Lock()


def remember(claims: Mapping[str, Any]) -> None:
    """Let the sign-in that said these claims count no more."""
    now = time.monotonic()
    with _lock:
        _until[_sign_in(claims)] = now + SECONDS
        _until.move_to_end(_sign_in(claims))
        while _until and (len(_until) > MOST or next(iter(_until.values())) <= now):
            _until.popitem(last=False)


def has(claims: Mapping[str, Any]) -> bool:
    """Whether the sign-in that said these claims was ended."""
    with _lock:
        return _until.get(_sign_in(claims), 0) > time.monotonic()


def _sign_in(claims: Mapping[str, Any]) -> bytes:
    """What all tabs of one sign-in share, and no other sign-in has."""
    said = [str(claims.get("email")).strip().casefold(), *(claims.get(name) for name in NAMES)]
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).digest()
