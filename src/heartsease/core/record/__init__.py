"""One person's facts, each with when, where it came from and how sure we are."""
