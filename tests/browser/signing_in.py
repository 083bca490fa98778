"""A provider on this machine that signs anybody in, and the app's secrets that name it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from joserfc import jwk, jwt
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import BrowserContext, Page, Route

EMAIL = "maria.lopez@example.com"
COOKIE_SECRET = "0123456789abcdef0123456789abcdef"
OURS = ("localhost", "127.0.0.1")


def user(email: str, *, called: str = "", verified: bool = True, **claims: object) -> User:
    """Somebody whom the provider knows, on its page `called` that, and what it says of them."""
    return User(sub=called or email, claims={"email": email, "email_verified": verified, **claims})


@contextmanager
def provider(*users: User) -> Iterator[str]:
    """Runs the provider until the block ends; its address. Without `users` it knows one."""
    with run_server_in_thread(user_claims=users or (user(EMAIL),)) as server:
        yield f"http://localhost:{server.server_port}"


def secrets(provider: str, **changed: str) -> str:
    """The file of secrets of an app that signs people in there."""
    auth = {
        "redirect_uri": "http://localhost:{port}/oauth2callback",
        "cookie_secret": COOKIE_SECRET,
        "client_id": "fourcast",
        "client_secret": "what-only-the-provider-knows",
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
    }
    return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in (auth | changed).items())


def way_out() -> str:
    """The place of the app that leads to the provider, as the button «Sign in» goes to it."""
    # Streamlit looks at it by the clock of its server, which may be a later one.
    provider = {"provider": "default", "exp": int(time.time()) + 365 * 24 * 3600}
    return f"auth/login?provider={jwt.encode({'alg': 'HS256'}, provider, jwk.OctKey.import_key(COOKIE_SECRET))}"


def stay_here(context: BrowserContext) -> None:
    """The provider's page takes its looks from another host: it does without."""

    def only_ours(route: Route) -> None:
        if urlsplit(route.request.url).hostname in OURS:
            route.fallback()
        else:
            route.abort()

    context.route("**/*", only_ours)


def sign_in(page: Page, who: str = EMAIL) -> None:
    """At the provider, say who one is."""
    page.get_by_role("button", name=who, exact=True).click()
