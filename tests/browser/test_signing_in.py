"""Signing in with a browser, and what the door allows a page to do there."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import reading, signing_in
from tests.browser.conftest import PATIENCE
from tests.browser.serving import Served
from tests.door.houses import house

INLINE = """() => {
    const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script);
    return window.ran === true
}"""
VIOLATIONS = """
window.refused = [];
document.addEventListener('securitypolicyviolation', e => window.refused.push(`${e.effectiveDirective} ${e.blockedURI}`));
"""
WITHOUT = "script-src wasm-eval"
"""Protobuf asks for a multiplication in WebAssembly, and does without."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small app behind the door where people sign in."""
    with pytest.MonkeyPatch.context() as patch, signing_in.provider() as provider:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with house(tmp_path_factory.mktemp("site") / "app", signing_in.secrets(provider)) as served:
            yield served.address.replace("127.0.0.1", "localhost")
            assert "Traceback" not in served.said(), served.said()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here and asks nobody but this machine."""
    opened = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    opened.set_default_timeout(PATIENCE)
    signing_in.stay_here(opened)
    opened.add_init_script(VIOLATIONS)
    yield opened
    opened.close()


def signed_in(context: BrowserContext, site: str, path: str = "") -> Page:
    """Somebody who signed in as from that place of the app."""
    page = context.new_page()
    page.goto(f"{site}/{signing_in.way_out()}", referer=f"{site}/{path}")
    signing_in.sign_in(page)
    return page


def test_a_cold_link_leads_by_the_sign_in_to_what_it_names(site: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{site}/deal?deal=D-7")
    expect(page.get_by_text("Please sign in")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    assert page.url == f"{site}/deal?deal=D-7"

    page.get_by_role("button", name="Sign in").click()
    signing_in.sign_in(page)

    expect(page.get_by_text("This is deal D-7")).to_be_visible()
    assert page.url == f"{site}/deal?deal=D-7"
    held = {cookie["name"]: cookie for cookie in context.cookies()}
    assert "fourcast_return" not in held
    assert held["_streamlit_user"]["httpOnly"]
    assert held["_streamlit_user"]["sameSite"] == "Lax"


def test_an_answer_that_another_browser_began_signs_nobody_in(site: str, browser: Browser, context: BrowserContext) -> None:
    theirs = browser.new_context()
    signing_in.stay_here(theirs)
    theirs.route("**/oauth2callback*", lambda route: route.abort())
    attacker = theirs.new_page()
    attacker.goto(f"{site}/deal?deal=D-7")
    attacker.get_by_role("button", name="Sign in").click()
    with attacker.expect_request("**/oauth2callback*") as answered:
        signing_in.sign_in(attacker)

    victim = context.new_page()
    victim.goto(answered.value.url)

    expect(victim.get_by_text("Please sign in")).to_be_visible()
    assert urlsplit(victim.url).path == "/"
    assert "_streamlit_user" not in {cookie["name"] for cookie in context.cookies()}
    theirs.close()


def test_a_download_is_for_those_who_are_signed_in_and_a_file_is_taken_from_the_page_that_asks_for_one(
    site: str, browser: Browser, context: BrowserContext
) -> None:
    page = signed_in(context, site)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take along").click()
    link = taken.value.url

    assert taken.value.path().read_bytes() == b"the figures"
    assert context.request.get(link).status == 200
    stranger = browser.new_context()
    assert stranger.request.get(link).status == 403
    stranger.close()

    with page.expect_response("**/upload_file/**") as answered:
        page.locator("input[type=file]").set_input_files([{"name": "a.csv", "mimeType": "text/csv", "buffer": b"a,b"}])
    assert answered.value.status == 204


def test_who_signs_out_is_asked_again(site: str, context: BrowserContext) -> None:
    page = signed_in(context, site, "deal?deal=D-7")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session*")
    page.goto(f"{site}/deal?deal=D-7")

    expect(page.get_by_text("Please sign in")).to_be_visible()


def test_a_page_draws_and_exports_within_its_policy_and_a_strange_script_does_not_run(
    app: Served, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{app.address}/my_pipeline")
    reading.expect_page(page, "my_pipeline")

    page.get_by_test_id("stVegaLiteChart").first.hover()
    for label in ("Download as PNG", "Download as CSV"):
        page.evaluate("delete window.showSaveFilePicker")
        with page.expect_download() as taken:
            button = page.get_by_role("button", name=re.compile(label)).first
            button.focus()
            button.press("Enter")
        assert taken.value.path().stat().st_size > 0

    assert set(page.evaluate("window.refused")) <= {WITHOUT}
    assert not page.evaluate(INLINE)
    assert "script-src-elem inline" in page.evaluate("window.refused")
