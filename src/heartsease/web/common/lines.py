"""One line of the log, without what opens something or what somebody said."""

import logging
import re
import traceback
from types import TracebackType
from typing import TypeAlias

# The address of a calendar feed is its key; in a log anybody could read it.
_FEED = re.compile(r"(/note/)[^\s/]+(\.ics)")

_NAMES = "django.security.DisallowedHost"
_NOT_OURS = "The pages were called by a name that HEARTSEASE_HOSTS does not have."

_Raised: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)


class Line(logging.Formatter):
    """Level, name and message; the key in the address of a feed is left out.

    Of a mistake of ours it says where and of which kind, never in whose words: what
    could not be read or stored often stands in them. What a stranger called us is left
    out too.
    """

    def format(self, record: logging.LogRecord) -> str:
        if record.name == _NAMES:  # a stranger's mistake or a setting, and none of ours
            return f"{record.levelname} {record.name} {_NOT_OURS}"
        # Another handler may have written the whole mistake there already.
        record.exc_text = None
        return _FEED.sub(r"\1...\2", super().format(record))

    def formatException(self, ei: _Raised) -> str:
        said: list[str] = []
        mistake = ei[1]
        while mistake is not None:
            kind = type(mistake)
            said += [
                f"{kind.__module__}.{kind.__qualname__}\n",
                *traceback.format_tb(mistake.__traceback__),
            ]
            mistake = mistake.__cause__ or mistake.__context__
        return "".join(said).rstrip()
