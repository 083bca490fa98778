"""How somebody is turned away: a plain line, over HTTP and instead of a websocket."""

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

FORBIDDEN = 403
DENIAL = "websocket.http.response"
POLICY_VIOLATION = 1008


async def refuse(scope: Scope, receive: Receive, send: Send, reason: str, status: int = FORBIDDEN) -> None:
    """Answer with the reason and no more."""
    if scope["type"] == "websocket" and DENIAL not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": reason[:100]})
        return
    await PlainTextResponse(reason + "\n", status)(scope, receive, send)
