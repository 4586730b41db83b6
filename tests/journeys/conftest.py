"""Every journey runs in a real browser that may speak to this computer alone."""

from contextlib import suppress

import pytest
from django.core.cache import cache
from tests.support.browser import CHROMIUM, Visit, ours
from tests.support.quiet import calls

PATIENCE_MS = 60_000  # a busy machine is no mistake
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(autouse=True)
def _nothing_was_tried_before():
    """How often somebody tried to sign in is counted in the cache, for all tests."""
    cache.clear()


@pytest.fixture(autouse=True)
def _nobody_else_is_called():
    """No journey makes the program call anybody beyond this computer."""
    with calls() as made:
        yield

    assert made == []


@pytest.fixture(autouse=True)
def _patience():
    """What is looked for on a page may come late; five seconds are Playwright's own."""
    with suppress(ImportError):
        from playwright.sync_api import expect

        expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def visits(live_server, monkeypatch):
    """Opens windows; closed before the tables are emptied."""
    # Playwright waits in a loop of its own; records are made beside it, not inside.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("chromium was not found: apt install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        made = []

        def window(*, width=1280, scripts=True, scheme="dark", **options):
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                java_script_enabled=scripts,
                color_scheme=scheme,
                locale="en-GB",
                **options,
            )
            context.set_default_timeout(PATIENCE_MS)
            made.append(Visit(context, live_server.url))
            return made[-1]

        yield window
        browser.close()
        for visit in made:
            elsewhere = {one for one in visit.asked if not ours(one, live_server.url)}
            assert elsewhere == set()
            assert visit.complaints == []
