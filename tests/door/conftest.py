"""Sign-in as it may be configured, a server of a few lines behind the real door, and a provider that signs anybody in."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from pages.door import addresses, logs

SITE = "https://sales.example.com"
COOKIE_SECRET = "0123456789abcdef0123456789abcdef"
AUTH = {
    "redirect_uri": f"{SITE}/oauth2callback",
    "cookie_secret": COOKIE_SECRET,
    "client_id": "fourcast",
    "client_secret": "what-only-the-provider-knows",
    "server_metadata_url": "https://id.example.com/.well-known/openid-configuration",
}
Configure = Callable[..., None]


def toml(auth: dict[str, str]) -> str:
    """A file of secrets with this section."""
    return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in auth.items())


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this test's secrets are: nowhere as long as it writes none."""
    monkeypatch.delenv(addresses.OPEN, raising=False)
    file = tmp_path / "secrets.toml"
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])
    secrets_singleton._reset()
    yield file
    config.set_option("secrets.files", before)
    secrets_singleton._reset()


@pytest.fixture
def configure(secrets: Path) -> Configure:
    """Configures sign-in, with some settings otherwise or (None) missing."""

    def write(**changed: str | None) -> None:
        secrets.write_text(toml({name: value for name, value in (AUTH | changed).items() if value is not None}))
        secrets_singleton._reset()

    return write


@pytest.fixture
def sign_in(configure: Configure) -> None:
    """People sign in at SITE."""
    configure()


@pytest.fixture
def cleaned() -> Iterator[None]:
    """Records are cleaned during a test, and not after it."""
    before, of_threads = logging.getLogRecordFactory(), threading.excepthook
    logs.install()
    yield
    logging.setLogRecordFactory(before)
    threading.excepthook = of_threads
