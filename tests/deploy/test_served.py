"""The app out of the image, as its limited role, behind nginx with TLS: as browsers meet it."""

import http.client
import json
import os
import re
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.company import CHROMIUM, QUIET
from tests.browser.serving import Served, free_port
from tests.deploy.containerfile import ROOT, Image, all_of
from tests.deploy.servers import NAME, NGINX, Database, Proxy, app, proxy

Certificate = tuple[Path, Path]
MIB = 2**20
pytestmark = pytest.mark.skipif(not NGINX.exists(), reason=f"{NGINX} is not installed")


@pytest.fixture(scope="module")
def served(image: Image, database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app on the database, with a company that its own command line imported."""
    given = database.environment("app")
    done = image.run(["python", "-m", "model", "import", str(ROOT / "tests" / "model" / "import_company")], **given)
    assert done.returncode == 0, done.stderr
    before = image.files()
    with app(image, tmp_path_factory.mktemp("app") / "log.txt", FOURCAST_OPEN="1", **given) as running:
        yield running
    assert image.files() == before  # it may run on a file system that is read-only
    assert "Traceback" not in running.said(), running.said()


@pytest.fixture(scope="module")
def front(served: Served, certificate: Certificate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx before that app; whatever was asked of it, no log holds what follows a question mark."""
    folder = tmp_path_factory.mktemp("nginx")
    with proxy(folder, certificate, served.address.removeprefix("http://")) as running:
        yield running
    assert "?" not in running.logged(), running.logged()
    assert (folder / "other.log").read_text() == ""


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def _trusting(certificate: Certificate) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


def _connection(front: Proxy, context: ssl.SSLContext) -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(("127.0.0.1", front.https), 20), server_hostname=NAME)


def _ask(front: Proxy, context: ssl.SSLContext, request: str) -> Answer:
    """Send the lines of a request, and read the answer."""
    with _connection(front, context) as connection:
        connection.sendall("".join(f"{line}\r\n" for line in [*request.splitlines(), f"Host: {NAME}", ""]).encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        body = b"" if answer.status == 101 else answer.read()
        return Answer(answer.status, answer.headers, body)


def test_the_images_own_look_at_its_health_tells_well_from_ill(served: Served, image: Image) -> None:
    command = all_of("HEALTHCHECK")[0].partition("CMD ")[2]

    for port, healthy in ((served.address.rsplit(":", 1)[1], True), (str(free_port()), False)):
        done = image.run(json.loads(command.replace("8501", port)))
        assert (done.returncode == 0) == healthy, done.stderr


def test_plain_http_is_sent_to_https_with_all_of_its_address(front: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.http, timeout=20)
    connection.request("GET", "/deal?deal=Big+Boat", headers={"Host": "elsewhere.example"})
    answer = connection.getresponse()

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/deal?deal=Big+Boat")


def test_https_gives_the_page_says_so_for_a_year_and_names_no_version(front: Proxy, certificate: Certificate) -> None:
    answer = _ask(front, _trusting(certificate), "GET /deal?deal=Big+Boat HTTP/1.1")

    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Server"] == "nginx"


class _Echo(BaseHTTPRequestHandler):
    """An app that sets a cookie and answers with the headers that it heard."""

    def do_GET(self) -> None:
        said = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Set-Cookie", "session=1; Path=/; HttpOnly")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_app_hears_who_asks_by_what_and_its_cookies_go_by_tls_only(certificate: Certificate, tmp_path: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), _Echo) as echo:
        threading.Thread(target=echo.handle_request, daemon=True).start()
        with proxy(tmp_path, certificate, f"127.0.0.1:{echo.server_port}") as front:
            answer = _ask(front, _trusting(certificate), "GET / HTTP/1.1\nX-Forwarded-For: 10.1.2.3\nX-Forwarded-Proto: http")

    heard = json.loads(answer.body)
    assert (heard["Host"], heard["X-Forwarded-For"], heard["X-Forwarded-Proto"]) == (NAME, "127.0.0.1", "https")
    assert answer.headers["Set-Cookie"] == "session=1; Path=/; HttpOnly; Secure"


def test_old_tls_is_refused(front: Proxy, certificate: Certificate) -> None:
    context = _trusting(certificate)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1

    with pytest.raises(ssl.SSLError):
        _connection(front, context)


@pytest.mark.parametrize(("origin", "status"), [(f"https://{NAME}", 101), ("https://elsewhere.example", 403)])
def test_the_websocket_is_for_this_sites_pages_only(front: Proxy, certificate: Certificate, origin: str, status: int) -> None:
    request = (
        "GET /_stcore/stream HTTP/1.1\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Protocol: streamlit\nOrigin: {origin}"
    )

    assert _ask(front, _trusting(certificate), request).status == status


def test_what_streamlit_lets_in_passes_and_no_more(front: Proxy, certificate: Certificate) -> None:
    most = _most_upload()
    request = "POST /_stcore/upload_file/session/file HTTP/1.1\nContent-Length: {}\nExpect: 100-continue"

    assert _ask(front, _trusting(certificate), request.format(most + 2 * MIB)).status == 413
    allowed = re.search(r"client_max_body_size (\d+)m", (front.folder / "fourcast.conf").read_text())
    assert allowed is not None
    assert most < int(allowed[1]) * MIB < most + 2 * MIB


def _most_upload() -> int:
    from streamlit import config

    return int(config.get_option("server.maxUploadSize")) * MIB


def test_an_app_that_is_down_is_logged_without_what_was_asked(certificate: Certificate, tmp_path: Path) -> None:
    with proxy(tmp_path, certificate, f"127.0.0.1:{free_port()}") as alone:
        request = f"GET /oauth2callback?code=s3cret HTTP/1.1\nReferer: https://{NAME}/deal?deal=s3cret"
        assert _ask(alone, _trusting(certificate), request).status == 502

    assert "GET /oauth2callback HTTP/1.1" in alone.logged()
    assert "s3cret" not in alone.logged()


def test_a_browser_reads_the_first_page(front: Proxy) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    here = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*QUIET, here], env=dict(os.environ))
        page = browser.new_page(ignore_https_errors=True)
        page.goto(f"https://{NAME}:{front.https}/?kind=New")
        expect(page.get_by_role("main").get_by_text("Acme Instruments")).to_be_visible(timeout=60_000)  # from the database
        browser.close()
