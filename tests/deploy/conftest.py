"""The deployment, set up once for all its tests: as docs/deployment.md says, but for the container engine."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.deploy.containerfile import Image, build
from tests.deploy.servers import DEPLOY, NAME, Database


@pytest.fixture(scope="session")
def compose() -> dict[str, dict[str, dict[str, object]]]:
    """deploy/compose.yaml, its anchors resolved."""
    read: dict[str, dict[str, dict[str, object]]] = YAML(typ="safe").load(DEPLOY / "compose.yaml")
    return read


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """What the image would hold."""
    return build(tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="session")
def database(
    new_postgres_url: Callable[[], str], tmp_path_factory: pytest.TempPathFactory, image: Image, compose: dict[str, dict]
) -> Database:
    """A database that roles.sql and the compose file's migration were run on; the server asks the roles for their passwords."""
    folder = tmp_path_factory.mktemp("passwords")
    made = Database(new_postgres_url(), folder / "owner", folder / "app")
    made.owner_password.write_text("0wn'er p@ss/word\n")
    made.app_password.write_text("@pp's: %pass#word\n")
    made.ask(f"ALTER DATABASE {made.superuser.rsplit('/', 1)[1]} SET log_statement = 'all'")
    made.want_passwords()
    made.make_roles()
    done = image.run(compose["services"]["migrate"]["command"], **made.environment("owner"))
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for NAME that it signed itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    chain, key = folder / "chain.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    command += ["-addext", f"subjectAltName=DNS:{NAME}", "-out", str(chain), "-keyout", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    return chain, key
