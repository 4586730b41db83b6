"""Every test of the web program begins with nothing counted against anybody."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_was_tried_before():
    """How often somebody tried to sign in is counted in the cache, for all tests."""
    cache.clear()
