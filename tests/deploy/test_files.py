"""The files of the deployment hold to their formats and to each other."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.containerfile import CONTAINERFILE, ROOT, all_of, copied
from tests.deploy.servers import DEPLOY

BIN = Path(sys.executable).parent
Compose = dict[str, dict[str, dict]]


def test_hadolint_finds_nothing_in_the_containerfile() -> None:
    done = subprocess.run([BIN / "hadolint", "--no-color", CONTAINERFILE], capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_compose_file_is_one() -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_the_image_holds_the_app_alone_and_runs_as_nobody_else() -> None:
    kept = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert {source for source, _ in copied()} == kept
    assert all((ROOT / source).exists() for source, _ in copied())
    assert all_of("USER") == ["10001"]
    assert not re.search(r"apt-get|build-essential|gcc", CONTAINERFILE.read_text())


def test_the_app_listens_where_the_proxy_looks_for_it(compose: Compose) -> None:
    command = all_of("CMD")[0]

    assert '"--server.address", "0.0.0.0", "--server.port", "8501"' in command
    assert all_of("EXPOSE") == ["8501"]
    assert compose["services"]["proxy"]["environment"]["FOURCAST_APP"] == "app:8501"


def test_every_image_has_a_version(compose: Compose) -> None:
    images = [service["image"] for service in compose["services"].values() if "build" not in service]

    for name in [*all_of("FROM"), *images]:
        assert re.search(r":\d+(\.\d+)?-", name), name


def test_only_the_proxy_can_be_reached_and_only_it_reaches_the_app(compose: Compose) -> None:
    services, networks = compose["services"], compose["networks"]

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["database"]["networks"] == services["migrate"]["networks"] == ["inside"]
    assert networks["inside"]["internal"]
    assert services["proxy"]["networks"] == ["front"]


def test_containers_may_do_no_more_than_they_must(compose: Compose) -> None:
    for name, service in compose["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    for name in ("app", "migrate", "proxy"):
        assert compose["services"][name]["read_only"]
    assert "cap_add" not in compose["services"]["app"]


def test_the_app_waits_for_the_migration_and_each_knows_its_own_password_only(compose: Compose) -> None:
    app, migrate = compose["services"]["app"], compose["services"]["migrate"]

    assert app["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert app["environment"]["DATABASE_URL"] == "postgresql://fourcast_app@database/fourcast"
    assert migrate["environment"]["DATABASE_URL"] == "postgresql://fourcast_owner@database/fourcast"
    assert set(app["secrets"]) & set(compose["services"]["database"]["secrets"]) == {"app_password"}
    assert migrate["secrets"] == ["owner_password"]


def test_secrets_are_files_that_git_does_not_keep(compose: Compose) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if "/run/secrets/" in value:
                assert value.removeprefix("/run/secrets/") in service["secrets"], name
            assert not re.search(r"://[^/]*:[^/]*@", value), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in (*compose["volumes"], "/tmp", "/srv/fourcast/.tmp") or (DEPLOY / source).is_file(), volume
    assert all(secret["file"] == f"./secrets/{name}" for name, secret in compose["secrets"].items())
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/deploy/secrets/", "/deploy/.env"} <= set(ignored)


def test_every_blank_of_the_proxys_file_is_filled_in_by_compose(compose: Compose) -> None:
    blanks = set(re.findall(r"\$\{(\w+)\}", (DEPLOY / "nginx.conf").read_text()))

    given = compose["services"]["proxy"]["environment"]
    assert blanks == {name for name in given if name.startswith("FOURCAST_")}


@pytest.mark.parametrize("path", ["compose.yaml", "roles.sql", "nginx.conf", "example.env"])
def test_the_manual_names_every_file(path: str) -> None:
    assert f"deploy/{path}" in (ROOT / "docs" / "deployment.md").read_text()
