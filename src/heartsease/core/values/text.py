"""Text that every file and every database can hold."""

import re

# Half of a sign that takes two (a lone surrogate) has no form in UTF-8, and PostgreSQL
# keeps no zero sign.
_BROKEN = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"  # what Unicode shows in the place of a sign that is broken


def whole(text: str) -> str:
    """The same text; a sign that cannot be kept is shown as one that is missing."""
    return _BROKEN.sub(REPLACEMENT, text)
