"""The watch itself: it must notice what the other tests rely on it to notice."""

import pytest
from playwright.sync_api import Browser

from tests.browser.watching import Watch, is_foreign

SCRIPTS = {
    "an error in the console": "console.error('something broke')",
    "a script that fails": "setTimeout(() => { throw new Error('nobody catches this') })",
    "an image of another host": "new Image().src = 'http://fourcast.invalid/pixel.png'",
    "a socket to another host": "new WebSocket('ws://fourcast.invalid/stream')",
    "a missing file of our own": "console.error('404', location.href)",
}


@pytest.mark.parametrize("what", list(SCRIPTS))
def test_the_watch_notices(what: str, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    watch = Watch(context, cold_page="deal")

    page = context.new_page()
    page.evaluate(SCRIPTS[what])
    page.wait_for_timeout(300)
    context.close()

    assert watch.problems


def test_the_watch_is_quiet_when_nothing_is_wrong(browser: Browser) -> None:
    context = browser.new_context(offline=True)
    watch = Watch(context)

    page = context.new_page()
    page.evaluate("console.log('all is well'); new Image().src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='")
    page.wait_for_timeout(300)
    context.close()

    assert watch.problems == []


@pytest.mark.parametrize(
    ("url", "foreign"),
    [
        ("http://127.0.0.1:8501/deal", False), ("ws://localhost:8501/_stcore/stream", False), ("data:image/png;base64,AA", False),
        ("https://fonts.example/inter.woff2", True), ("wss://example.org/", True), ("http://127.0.0.1.example.org/", True),
    ],
)  # fmt: skip
def test_only_this_machine_is_not_foreign(url: str, foreign: bool) -> None:
    assert is_foreign(url) is foreign
