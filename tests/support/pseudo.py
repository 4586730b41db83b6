"""A language that nobody speaks: every translated word stands in its own brackets.

What stands outside the brackets on a page did not go through translation.
The names to be filled in stay outside, so that a word slipped into a translated sentence
is seen as well.
"""

import gettext
import re
import struct
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

from scripts.messages import messages

CODE = "xx"
OPEN, CLOSE = "⟦", "⟧"
_FILLED = re.compile(r"(%\(\w+\)[sd]|%[sd]|%%|\{\w*\})")
_SAID = ("aria-label", "alt", "placeholder", "title")


def bracketed(text):
    """The text in brackets; what will be filled in stays outside of them."""
    parts = _FILLED.split(text)
    return "".join(
        part if place % 2 or not part.strip() else f"{OPEN}{part}{CLOSE}"
        for place, part in enumerate(parts)
    )


def write(folder):
    """The compiled catalogue of the language, as gettext reads it."""
    pairs = {b"": b"Content-Type: text/plain; charset=UTF-8\n"
             b"Plural-Forms: nplurals=2; plural=(n != 1);\n"}  # fmt: skip
    for text in _of_the_frameworks():
        pairs[text.encode()] = bracketed(text).encode()
    for one, many in messages():
        forms = [form for form in (one, many) if form]
        pairs["\0".join(forms).encode()] = "\0".join(
            bracketed(form) for form in forms
        ).encode()
    place = Path(folder) / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.mo").write_bytes(_compiled(pairs))


def _of_the_frameworks():
    """What Django and django-allauth translate themselves, in every language."""
    for package in ("django.conf", "django.contrib.auth", "allauth"):
        folder = Path(find_spec(package).submodule_search_locations[0]) / "locale"
        with (folder / "de" / "LC_MESSAGES" / "django.mo").open("rb") as file:
            for key in gettext.GNUTranslations(file)._catalog:
                text = key[0] if isinstance(key, tuple) else key
                if text:
                    yield text.split("\x04")[-1] if "\x04" not in text else text


def _compiled(pairs):
    """The binary form: a table of lengths and places, then the texts themselves."""
    keys = sorted(pairs)
    head, size = 28, 8 * len(keys)
    tables, texts = [b"", b""], b""
    start = head + 2 * size
    for which, of in ((0, keys), (1, [pairs[key] for key in keys])):
        for text in of:
            tables[which] += struct.pack("<II", len(text), start + len(texts))
            texts += text + b"\0"
    intro = struct.pack("<7I", 0x950412DE, 0, len(keys), head, head + size, 0, 0)
    return intro + tables[0] + tables[1] + texts


class Outside(HTMLParser):
    """Collects what a page says outside of the brackets, piece by piece."""

    def __init__(self, page):
        super().__init__()
        self.pieces, self.hidden, self.within = [], 0, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in ("script", "style", "code"):
            self.hidden += 1
        for name in _SAID:
            self._take(given.get(name) or "")
        if tag == "input" and given.get("type") in ("submit", "button"):
            self._take(given.get("value") or "")

    def handle_endtag(self, tag):
        if tag in ("script", "style", "code"):
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden:
            self._take(data)

    def _take(self, text):
        kept = []
        for part in re.split(f"([{OPEN}{CLOSE}])", text):
            if part in (OPEN, CLOSE):
                self.within = part == OPEN
                kept.append(" \n ")
            elif not self.within:
                kept.append(part)
        for piece in "".join(kept).split("\n"):
            if piece := " ".join(piece.split()):
                self.pieces.append(piece)
