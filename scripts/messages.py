"""Writes the English source catalogue that translators start from.

Every string of the web pages that goes through gettext stands in it once, sorted, with
the files that use it.
`make messages` writes it; a test fails while it is not up to date.
How a second language is added: docs/how-to/add-a-language.md.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "heartsease" / "web"
CATALOGUE = WEB / "locale" / "django.pot"
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}
_STRING = r"""(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))"""
_CALL = re.compile(rf"\b(n?gettext|_)\({_STRING}(?:,\s*{_STRING})?")
HEADER = """\
# The English words of the web pages of Heartsease.
# Written by `make messages`; do not edit. To translate: docs/how-to/add-a-language.md
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


class Message(NamedTuple):
    """What is translated; `plural` is "" when there is one form only."""

    text: str
    plural: str


def messages(folder: Path = WEB) -> dict[Message, set[str]]:
    """Each message with the files that use it."""
    found: dict[Message, set[str]] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".py" and "migrations" not in file.parts:
            used = of_code(file.read_text(encoding="utf-8"), file)
        elif file.suffix in {".html", ".txt"}:
            used = of_template(file.read_text(encoding="utf-8"))
        else:
            continue
        for message in used:
            found.setdefault(message, set()).add(file.relative_to(folder).as_posix())
    return found


def of_template(text: str) -> Iterator[Message]:
    """The messages of one template."""
    for _name, one, many in _CALL.findall(templatize(text)):
        yield Message(ast.literal_eval(one), ast.literal_eval(many) if many else "")


def of_code(text: str, file: Path) -> Iterator[Message]:
    """The messages of one module; one that is put together first is a mistake."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        count = 1 if node.func.id in ONE else 2 if node.func.id in MANY else 0
        if not count:
            continue
        words = [
            one.value if isinstance(one, ast.Constant) else None
            for one in node.args[:count]
        ]
        if not all(isinstance(word, str) for word in words):
            raise SystemExit(
                f"{file}:{node.lineno}: {node.func.id}() takes a plain string; "
                "fill in names afterwards, with % {...}."
            )
        texts = [str(word) for word in words]
        yield Message(texts[0], texts[1] if count == len(texts) == 2 else "")


def catalogue(found: dict[Message, set[str]]) -> str:
    """The file's text."""
    entries = []
    for message, files in sorted(found.items()):
        lines = [f"#: {file}" for file in sorted(files)]
        if re.search(r"%\(\w+\)[sd]", message.text + message.plural):
            lines.append("#, python-format")
        lines.append(f"msgid {_quoted(message.text)}")
        if message.plural:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            lines.extend(('msgstr[0] ""', 'msgstr[1] ""'))
        else:
            lines.append('msgstr ""')
        entries.append("\n".join(lines))
    return "\n\n".join((HEADER.rstrip("\n"), *entries)) + "\n"


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'


def main(arguments: list[str] | None = None) -> int:
    """Writes the catalogue; with --check only says whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    text = catalogue(messages())
    if CATALOGUE.exists() and CATALOGUE.read_text(encoding="utf-8") == text:
        print("Every string is in the catalogue.")
        return 0
    if options.check:
        print("The catalogue is not up to date: run `make messages`.")
        return 1
    CATALOGUE.parent.mkdir(exist_ok=True)
    CATALOGUE.write_text(text, encoding="utf-8")
    print(f"written: {CATALOGUE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
