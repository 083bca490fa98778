"""A house of a few rooms behind the real door, and somebody who knocks."""

import json
import time
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocket
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from pages.door import DOOR
from tests.door.conftest import COOKIE_SECRET, SITE

HERE = ("127.0.0.1", 50000)
ELSEWHERE = ("203.0.113.9", 50000)
USER = "_streamlit_user"
READER: dict[str, Any] = {"origin": SITE, "is_logged_in": True, "email": "someone@example.com", "iat": int(time.time())}


@dataclass
class House:
    """What its rooms answer with next."""

    cookies: tuple[str, ...] = ()
    goes_to: str = "/"

    async def room(self, _request: Request) -> Response:
        return self._with_cookies(PlainTextResponse("the room"))

    async def failing(self, _request: Request) -> Response:
        raise RuntimeError("secret details")

    async def redirecting(self, _request: Request) -> Response:
        return self._with_cookies(RedirectResponse(self.goes_to, 302))

    async def talking(self, socket: WebSocket) -> None:
        await socket.accept(headers=[(b"set-cookie", cookie.encode()) for cookie in self.cookies])
        await socket.close()

    def _with_cookies(self, answer: Response) -> Response:
        for cookie in self.cookies:
            answer.raw_headers.append((b"set-cookie", cookie.encode()))
        return answer

    def app(self) -> Starlette:
        anything = ["GET", "PUT", "POST", "DELETE", "OPTIONS"]
        routes = [
            Route("/fails", self.failing),
            Route("/auth/login", self.redirecting),
            Route("/oauth2callback", self.redirecting),
            WebSocketRoute("/_stcore/stream", self.talking),
            Route("/", self.room),
            Route("/{path:path}", self.room, methods=anything),
        ]
        return Starlette(routes=routes, middleware=[Middleware(guard) for guard in DOOR])


def knock(house: House | None = None, address: str = "http://127.0.0.1:8501", client: tuple[str, int] = HERE) -> TestClient:
    """Somebody who asks for this address from there, and does not follow where they are sent."""
    return TestClient((house or House()).app(), address, client=client, raise_server_exceptions=False, follow_redirects=False)


def call(client: TestClient, host: str, **headers: str) -> WebSocketTestSession:
    """A websocket to this host."""
    return client.websocket_connect("/_stcore/stream", headers={"host": host, **headers})


def signed_in_as(said: Any, secret: str = COOKIE_SECRET, name: str = USER) -> dict[str, str]:
    """The header of somebody whose cookie says this, signed with that secret for a cookie of that name."""
    return {"Cookie": f"{USER}={create_signed_value(secret, name, json.dumps(said)).decode()}"}
