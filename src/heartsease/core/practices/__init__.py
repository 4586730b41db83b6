"""What a person can do for a few minutes, and how it changes when a gate says so."""
