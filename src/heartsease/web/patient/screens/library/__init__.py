"""Everything that may help or is said to, each with its honest sentence."""
