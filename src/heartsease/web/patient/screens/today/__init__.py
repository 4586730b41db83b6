"""The check-in of a day: three taps, and yesterday can be changed."""
