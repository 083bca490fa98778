"""Sessions of the app by AppTest, without what AppTest does over and over: imported where they are opened."""

from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

_ask = local_script_runner.require_widgets_deltas


def wait(runner: LocalScriptRunner, timeout: float = 3) -> None:
    """Until a run has ended, by its thread: AppTest asks a thousand times a second, and takes that time from the run."""
    thread = runner._script_thread
    assert thread is not None
    thread.join(timeout)
    if not runner.script_stopped():
        _ask(runner, 0)  # stops it and says so


def make_cheap() -> None:
    """Wait for runs quietly; look through all installed packages for components once, as it takes as long as a page."""
    local_script_runner.require_widgets_deltas = wait
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
