"""Every answer carries the headers, whoever made it."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from streamlit import file_util

from pages.door import headers, scripts
from pages.door.headers import SecurityHeaders
from tests.door.knocking import ELSEWHERE, House, knock


def policy(answer_headers: object) -> dict[str, list[str]]:
    """directive → its sources."""
    parts = str(answer_headers["content-security-policy"]).split("; ")  # type: ignore[index]
    return {part.split()[0]: part.split()[1:] for part in parts}


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/media/x", 200), ("/static/x.js", 200), ("/fails", 500)])
def test_an_answer_has_all_headers(path: str, status: int) -> None:
    answer = knock().get(path)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in headers.always()} == headers.always()


def test_a_refusal_has_all_headers() -> None:
    answer = knock(client=ELSEWHERE).get("/")

    assert answer.status_code == 403
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert policy(answer.headers)["frame-ancestors"] == ["'none'"]


def test_no_script_runs_but_the_servers_own() -> None:
    allowed = policy(knock().get("/").headers)["script-src"]

    assert "'unsafe-inline'" not in allowed
    assert "'unsafe-eval'" not in allowed
    assert allowed[0] == "'self'"
    assert all(source.startswith("'sha256-") for source in allowed[1:])


def test_the_hashes_are_those_of_the_scripts_in_streamlits_page() -> None:
    page = (Path(file_util.get_static_dir()) / "index.html").read_text()
    [written] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

    digest = base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in scripts.sources()


def test_what_is_shown_is_not_kept_but_streamlits_own_files_are() -> None:
    assert knock().get("/").headers["cache-control"] == "private,no-store"
    assert knock().get("/media/x").headers["cache-control"] == "private,no-store"
    assert "no-store" not in knock().get("/static/x.js").headers.get("cache-control", "")


def test_a_header_of_the_app_does_not_weaken_ours() -> None:
    class Weak(House):
        async def room(self, request: object) -> object:  # type: ignore[override]
            answer = await super().room(request)  # type: ignore[arg-type]
            answer.headers["Content-Security-Policy"] = "default-src *"
            return answer

    given = knock(Weak()).get("/").headers.get_list("content-security-policy")

    assert given == [headers.always()["Content-Security-Policy"]]


def test_a_failure_tells_nothing() -> None:
    assert "secret details" not in knock().get("/fails").text


@pytest.mark.usefixtures("sign_in")
def test_browsers_are_told_to_stay_with_https_only_where_they_came_by_it() -> None:
    assert "strict-transport-security" in knock(address="https://sales.example.com").get("/").headers
    assert "strict-transport-security" not in knock(address="http://sales.example.com").get("/").headers
    assert "strict-transport-security" not in knock(address="https://localhost:8501").get("/").headers


def test_it_stands_before_everything_else() -> None:
    from pages.door import DOOR

    assert DOOR[0] is SecurityHeaders
