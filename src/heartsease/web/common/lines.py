"""One line of the log, without what opens something."""

import logging
import re

# The address of a calendar feed is its key; in a log anybody could read it.
_FEED = re.compile(r"(/note/)[^\s/]+(\.ics)")


class Line(logging.Formatter):
    """Level, name and message; the key in the address of a feed is left out."""

    def format(self, record: logging.LogRecord) -> str:
        return _FEED.sub(r"\1...\2", super().format(record))
