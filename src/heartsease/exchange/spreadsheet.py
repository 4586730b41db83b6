"""What a spreadsheet makes of a text: one that it would run as a formula is only shown."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and does not run: an apostrophe stands before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
