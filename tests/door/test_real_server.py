"""The door in front of Streamlit itself, asked by a program."""

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from pages.door import addresses, headers
from tests.browser.company import ROOT
from tests.browser.serving import Served, free_port
from tests.door.houses import house

TOO_MUCH = 3 * 1024 * 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small app without sign-in; a file may have 1 MB."""
    with house(tmp_path_factory.mktemp("house") / "app", maxUploadSize=1) as served:
        yield served


@pytest.fixture
def browser(served: Served) -> Iterator[httpx.Client]:
    """A client that holds Streamlit's XSRF cookie and sends it back in the header, as its script does."""
    with httpx.Client(base_url=served.address) as client:
        client.get("/_stcore/health")
        client.headers["X-Xsrftoken"] = client.cookies["_streamlit_xsrf"]
        yield client


@pytest.fixture
def session(served: Served) -> Iterator[tuple[ClientConnection, str]]:
    """A session that has drawn nothing yet, and its id."""
    with connect(f"ws://{urlsplit(served.address).netloc}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        run(socket, "deal")
        name = heard(socket, "new_session").new_session.initialize.session_id
        heard(socket, "script_finished")  # a page asked for sooner would take this one's place
        yield socket, name


def run(socket: ClientConnection, page: str) -> None:
    """Ask for a page."""
    message = BackMsg()
    message.rerun_script.page_name = page
    socket.send(message.SerializeToString())


def heard(socket: ClientConnection, kind: str) -> ForwardMsg:
    """The next message of a kind."""
    while True:
        message = ForwardMsg.FromString(bytes(socket.recv(timeout=20)))  # type: ignore[arg-type]
        if message.WhichOneof("type") == kind:
            return message


@pytest.mark.parametrize("path", ["/", "/deal", "/_stcore/health", "/media/none", "/_stcore/none", "/auth/login"])
def test_every_answer_of_streamlit_has_our_headers(served: Served, path: str) -> None:
    answer = httpx.get(served.address + path)

    assert {name: answer.headers.get(name) for name in headers.always()} == headers.always()
    for cookie in answer.headers.get_list("set-cookie"):
        assert "samesite=lax" in cookie.lower()
        assert ("httponly" in cookie.lower()) == (not cookie.startswith("_streamlit_xsrf="))


def test_another_host_is_refused(served: Served) -> None:
    assert httpx.get(served.address, headers={"Host": "rebound.example.com"}).status_code == 403
    assert httpx.get(served.address, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    assert httpx.get(f"{served.address}/_stcore/health", headers={"Host": "rebound.example.com"}).status_code == 200


def test_a_file_is_taken_only_by_a_page_that_asked_for_it(browser: httpx.Client, session: tuple[ClientConnection, str]) -> None:
    socket, name = session
    address = f"/_stcore/upload_file/{name}/file-1"
    assert browser.put(address, files={"file": b"a,b"}).status_code == 403

    run(socket, "")
    heard(socket, "script_finished")

    assert browser.put(address, files={"file": b"a,b"}).status_code == 204
    without_token = httpx.put(str(browser.base_url) + address, files={"file": b"a,b"})
    assert (without_token.status_code, without_token.text) == (403, "XSRF token missing or invalid")
    wrong = {"X-Xsrftoken": "2|00000000|00000000000000000000000000000000|1"}
    assert browser.put(address, files={"file": b"a,b"}, headers=wrong).status_code == 403
    assert browser.delete(address).status_code == 204


def test_a_file_that_is_too_large_is_refused_whatever_its_header_says(
    browser: httpx.Client, session: tuple[ClientConnection, str]
) -> None:
    socket, name = session
    run(socket, "")
    heard(socket, "script_finished")
    address = f"/_stcore/upload_file/{name}/file-1"
    large = httpx.Request("PUT", "http://x", files={"file": b"x" * TOO_MUCH})
    typed = {"Content-Type": large.headers["Content-Type"]}

    def in_pieces() -> Iterator[bytes]:
        yield from (large.read()[start : start + 65536] for start in range(0, len(large.read()), 65536))

    assert browser.put(address, content=large.read(), headers=typed).status_code == 413
    assert browser.put(address, content=in_pieces(), headers=typed).status_code == 413  # chunked: no length at all


@pytest.mark.parametrize("given", [["--server.address", "0.0.0.0"], ["--server.address", "::"]])
def test_the_server_does_not_start_where_others_could_reach_it(given: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != addresses.OPEN}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free_port()), *given]

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)

    assert ended.returncode != 0
    said = ended.stdout + ended.stderr
    assert said.count("Fourcast does not start: server.address is") == 1
    assert "Traceback" not in said


def test_under_another_server_others_are_refused_all_the_same() -> None:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "0.0.0.0", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
                assert client.get(f"http://127.0.0.1:{port}/_stcore/health").status_code == 200
                assert client.get(f"http://127.0.0.1:{port}/").status_code == 200
                assert client.get(f"http://0.0.0.0:{port}/").status_code == 403
        finally:
            process.terminate()
