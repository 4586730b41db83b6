"""One card of yes-or-no questions."""
