"""The safety plan: read, written and printed."""
