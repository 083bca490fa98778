"""Who is answered, and where the server does not even start."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.testclient import WebSocketDenialResponse
from streamlit import config

from pages.door import addresses, asked, signing
from pages.door.addresses import KnownAddresses
from tests.door.conftest import SITE, Configure
from tests.door.knocking import ELSEWHERE, HERE, House, call, knock

LOCAL = ("http://127.0.0.1:8501", "http://localhost:8501", "http://[::1]:8501", "http://127.8.0.1", "http://LOCALHOST.")


@pytest.mark.parametrize("address", LOCAL)
def test_without_sign_in_this_machine_is_answered(address: str) -> None:
    assert knock(address=address).get("/").status_code == 200


@pytest.mark.parametrize(
    "host", ["192.168.1.5", "sales.example.com", "localhost.evil.com", "127.0.0.1.evil.com", "0.0.0.0", "a@localhost"]
)
def test_without_sign_in_another_host_is_refused(host: str) -> None:
    answer = knock().get("/", headers={"Host": host})

    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/plain")
    assert "the room" not in answer.text


@pytest.mark.parametrize("name", addresses.FORWARDED)
def test_without_sign_in_a_proxy_on_this_machine_is_refused(name: str) -> None:
    assert knock().get("/", headers={name: "203.0.113.9"}).status_code == 403


def test_without_sign_in_another_client_is_refused() -> None:
    assert knock(client=ELSEWHERE).get("/").status_code == 403
    assert knock(client=ELSEWHERE).put("/_stcore/upload_file/a/b").status_code == 403
    assert knock(client=("::ffff:127.0.0.1", 1)).get("/").status_code == 200


def test_a_websocket_is_refused_as_a_page_is() -> None:
    for host, client in (("evil.example.com", HERE), ("127.0.0.1:8501", ELSEWHERE)):
        with pytest.raises(WebSocketDenialResponse) as refused, call(knock(client=client), host):
            pass
        assert refused.value.status_code == 403


def test_a_websocket_is_refused_to_a_page_of_another_port_and_of_another_site() -> None:
    for opener in ("http://localhost:9999", "https://evil.example.com", "null"):
        with pytest.raises(WebSocketDenialResponse), call(knock(), "127.0.0.1:8501", origin=opener):
            pass
    with call(knock(), "127.0.0.1:8501", origin="http://127.0.0.1:8501"):
        pass


def test_the_health_check_answers_anybody() -> None:
    assert knock(address="http://10.0.0.7:8501", client=ELSEWHERE).get("/_stcore/health").status_code == 200
    assert knock(address="http://10.0.0.7:8501", client=ELSEWHERE).get("/_stcore/health/").status_code == 403


def test_somebody_may_decide_to_open_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(addresses.OPEN, "1")

    assert knock(address="http://192.168.1.5:8501", client=ELSEWHERE).get("/").status_code == 200
    assert knock(client=ELSEWHERE).get("/_stcore/metrics").status_code == 403
    assert addresses.why_not_to_start() is None


@pytest.mark.usefixtures("sign_in")
def test_with_sign_in_only_its_own_address_is_answered() -> None:
    assert knock(address=SITE, client=ELSEWHERE).get("/").status_code == 200
    assert knock(address=f"{SITE}:443", client=ELSEWHERE).get("/").status_code == 200
    assert knock(address="http://evil.example.com", client=ELSEWHERE).get("/").status_code == 403
    assert knock(address="http://localhost:8501", client=ELSEWHERE).get("/").status_code == 403
    assert knock(address="http://localhost:8501").get("/").status_code == 200
    with call(knock(client=ELSEWHERE), "sales.example.com", origin=SITE):
        pass


@pytest.mark.usefixtures("sign_in")
def test_two_hosts_are_none() -> None:
    scope = {"headers": [(b"host", b"sales.example.com"), (b"host", b"evil.example.com")], "path": "/", "type": "http"}

    assert addresses.objection(scope) is not None


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::", None])
def test_it_does_not_start_where_others_could_reach_it(address: str | None) -> None:
    before = config.get_option("server.address")
    config.set_option("server.address", address)

    try:
        reason = addresses.why_not_to_start()
    finally:
        config.set_option("server.address", before)

    assert reason is not None
    assert "\n" not in reason
    assert (address or "0.0.0.0") in reason


def test_it_starts_for_this_machine_alone() -> None:
    assert asked.is_loopback(config.get_option("server.address"))
    assert addresses.why_not_to_start() is None
    with knock(House()):  # its life begins
        pass


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"redirect_uri": None}, "redirect_uri"),
        ({"redirect_uri": "https://sales.example.com/"}, "redirect_uri"),
        ({"redirect_uri": "http://sales.example.com/oauth2callback"}, "https"),
        ({"cookie_secret": None}, "cookie_secret"),
        ({"cookie_secret": "short"}, "cookie_secret"),
    ],
)
def test_it_does_not_start_with_a_sign_in_that_could_not_work(
    changed: dict[str, str | None], word: str, configure: Configure
) -> None:
    configure(**changed)

    reason = addresses.why_not_to_start()

    assert reason is not None
    assert word in reason


def test_it_starts_with_a_sign_in_on_this_machine(configure: Configure) -> None:
    configure(redirect_uri="http://localhost:8501/oauth2callback")

    assert addresses.why_not_to_start() is None


def test_a_slip_in_the_secrets_opens_nothing(secrets: object) -> None:
    secrets.write_text("[auth\nredirect_uri = ")  # type: ignore[attr-defined]

    assert signing.is_configured()
    assert addresses.why_not_to_start() is not None
    assert knock(client=ELSEWHERE).get("/").status_code == 403


def test_a_start_that_is_refused_fails_with_the_reason() -> None:
    said: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "lifespan.startup"}

    asyncio.run(KnownAddresses(House().app(), lambda: "Not so.")({"type": "lifespan"}, receive, send))

    assert said == [{"type": "lifespan.startup.failed", "message": "Not so."}]
