"""What was eaten, as a pattern over a week: never calories, never weight."""
