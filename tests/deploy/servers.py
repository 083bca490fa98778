"""What the deployment consists of, on this machine: the database with its two roles, the app out of the image, nginx."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text

from model.database import connect
from tests.browser.serving import Served, free_port, wait_until_healthy
from tests.deploy.containerfile import ROOT, Image
from tests.postgresql import find

DEPLOY = ROOT / "deploy"
NGINX = Path("/usr/sbin/nginx")
NAME = "fourcast.example.com"
AUTH = """
[auth]
redirect_uri = "https://fourcast.example.com/oauth2callback"
cookie_secret = "{cookie}"
client_id = "fourcast"
client_secret = "{client}"
server_metadata_url = "https://sign-in.invalid/.well-known/openid-configuration"
"""
# As in the nginx image: a log of whole requests for all who do not say otherwise, and what fails.
AROUND = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log notice; events {{}}
http {{
  log_format main '$remote_addr "$request" $status "$http_referer"'; access_log {folder}/other.log main;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  include {folder}/fourcast.conf;
}}
"""


@dataclass(frozen=True)
class Database:
    """A database that roles.sql has been run on: its superuser's address, and the files of the roles' passwords."""

    superuser: str
    owner_password: Path
    app_password: Path

    def environment(self, role: str) -> dict[str, str]:
        """How the app is told of it, as that role: `owner` or `app`."""
        address = make_url(self.superuser).set(username=f"fourcast_{role}").render_as_string()
        password = self.app_password if role == "app" else self.owner_password
        return {"DATABASE_URL": address, "DATABASE_PASSWORD_FILE": str(password)}

    def make_roles(self) -> None:
        """Run roles.sql, as its first lines say."""
        passwords = {
            "FOURCAST_OWNER_PASSWORD_FILE": str(self.owner_password),
            "FOURCAST_APP_PASSWORD_FILE": str(self.app_password),
        }
        command = [find("psql") or "psql", "-X", "-q", "-f", str(DEPLOY / "roles.sql"), self.superuser]
        done = subprocess.run(command, env=passwords | {"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def ask(self, question: str) -> str:
        """The first value that the superuser is answered, empty where there is none."""
        engine = connect(self.superuser)
        with engine.begin() as connection:
            result = connection.execute(text(question))
            answer = str(result.scalar_one()) if result.returns_rows else ""
        engine.dispose()
        return answer

    def want_passwords(self) -> None:
        """Let the server ask the two roles for their passwords; in tests it trusts everybody."""
        hba = Path(self.ask("SHOW hba_file"))
        hba.write_text(f"host all fourcast_owner,fourcast_app 127.0.0.1/32 scram-sha-256\n{hba.read_text()}")
        self.ask("SELECT pg_reload_conf()")


@contextmanager
def app(image: Image, log: Path, **environment: str) -> Iterator[Served]:
    """What the image starts, on a port of this machine only, until the block ends."""
    port = free_port()
    command = [*image.command(), "--server.address", "127.0.0.1", "--server.port", str(port)]
    with log.open("wb") as output, subprocess.Popen(
        command, cwd=image.folder, env=image.environment(**environment), stdout=output, stderr=subprocess.STDOUT
    ) as process:  # fmt: skip
        served = Served(f"http://127.0.0.1:{port}", log)
        try:
            wait_until_healthy(served, process)
            yield served
        finally:
            process.terminate()


@dataclass(frozen=True)
class Proxy:
    """An nginx that runs on deploy/nginx.conf: its folder, with its logs, and its ports."""

    folder: Path
    http: int
    https: int

    def logged(self) -> str:
        """All that it has logged anywhere."""
        return "".join(file.read_text() for file in self.folder.glob("*.log"))


def filled_in(values: dict[str, str]) -> str:
    """deploy/nginx.conf with its ${FOURCAST_…} filled in as envsubst does; KeyError for one that has no value."""
    return re.sub(r"\$\{(FOURCAST_\w+)\}", lambda found: values[found[1]], (DEPLOY / "nginx.conf").read_text())


@contextmanager
def proxy(folder: Path, certificate: tuple[Path, Path], upstream: str) -> Iterator[Proxy]:
    """nginx before the app at `upstream` (host:port), until the block ends."""
    running = Proxy(folder, free_port(), free_port())
    values = {
        "FOURCAST_NAME": NAME,
        "FOURCAST_HTTP": f"127.0.0.1:{running.http}",
        "FOURCAST_HTTPS": f"127.0.0.1:{running.https}",
        "FOURCAST_APP": upstream,
        "FOURCAST_CERTIFICATE": str(certificate[0]),
        "FOURCAST_CERTIFICATE_KEY": str(certificate[1]),
        "FOURCAST_ACCESS_LOG": str(folder / "access.log"),
    }
    (folder / "fourcast.conf").write_text(filled_in(values))
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    command = [str(NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr, tested.stderr
    with (folder / "stderr.log").open("wb") as said, subprocess.Popen(command, stderr=said) as process:
        try:
            _wait_for(running.https, process)
            yield running
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start")
