"""Settings for every test."""

import os

from hypothesis import HealthCheck, settings

# A slow machine is not a mistake: speed is measured in bench/, not by a property test.
# Everybody gets the same examples, so that a failing run can be repeated; with
# HEARTSEASE_MORE_EXAMPLES set they are drawn anew each time.
settings.register_profile(
    "heartsease",
    deadline=None,
    derandomize="HEARTSEASE_MORE_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("heartsease")
