"""Settings for every test."""

from hypothesis import settings

# A slow machine is not a mistake: speed is measured in bench/, not by a property test.
settings.register_profile("heartsease", deadline=None)
settings.load_profile("heartsease")
