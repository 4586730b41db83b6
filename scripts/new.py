"""Starts the files of a new questionnaire, lab, intervention or importer.

`make new kind=lab id=selenium`. Nothing that exists is ever written over.
"""

import argparse
import keyword
import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).resolve().parent / "templates"
_KNOWLEDGE = "src/heartsease/knowledge"

# kind -> where each file goes -> the template it starts from
KINDS: Mapping[str, Mapping[str, str]] = {
    "questionnaire": {f"{_KNOWLEDGE}/instruments/{{id}}.toml": "questionnaire.toml"},
    "lab": {f"{_KNOWLEDGE}/labs/{{id}}.toml": "lab.toml"},
    "intervention": {f"{_KNOWLEDGE}/interventions/{{id}}.toml": "intervention.toml"},
    "importer": {
        "src/heartsease/importers/sources/{id}.py": "importer.py.txt",
        "tests/importers/samples/{id}/PROVENANCE.md": "importer_provenance.md",
        "tests/importers/test_{id}_source.py": "importer_test.py.txt",
    },
}
GUIDES = {
    "questionnaire": "docs/how-to/add-a-questionnaire.md",
    "lab": "docs/how-to/add-a-lab.md",
    "intervention": "docs/how-to/add-an-intervention.md",
    "importer": "docs/how-to/add-an-importer.md",
}
_ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
LONGEST_ID = 40  # file names stay readable in a listing


class Refusal(ValueError):
    """What was asked cannot be done; the message says why and what to do."""


def start(kind: str, id_: str, *, root: Path, today: date) -> list[Path]:
    """Writes the files of one new thing and returns them.

    Raises `Refusal` for an unknown kind, a bad id, or a file that exists.
    """
    if kind not in KINDS:
        raise Refusal(f"kind is one of {', '.join(KINDS)}, not {kind!r}.")
    _check_id(kind, id_)
    files = {
        root / place.format(id=id_): template for place, template in KINDS[kind].items()
    }
    for file in files:
        if file.exists():
            raise Refusal(f"{file.relative_to(root)} exists; choose another id.")
    for file, template in files.items():
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            text.replace("{{id}}", id_).replace("{{today}}", today.isoformat()),
            encoding="utf-8",
        )
    return list(files)


def _check_id(kind: str, id_: str) -> None:
    if not _ID.fullmatch(id_) or len(id_) > LONGEST_ID:
        raise Refusal(
            f"{id_!r} is not an id: small letters a-z, digits and single underscores, "
            f"at most {LONGEST_ID} characters, for example vitamin_d."
        )
    if kind == "importer" and (id_[0].isdigit() or keyword.iskeyword(id_)):
        raise Refusal(f"{id_!r} cannot be the name of a Python module.")


def main(arguments: list[str] | None = None) -> int:
    """Writes the files and says what comes next; 2 when it cannot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", required=True, help=", ".join(KINDS))
    parser.add_argument("--id", required=True, help="for example vitamin_d")
    options = parser.parse_args(arguments)
    today = datetime.now(tz=UTC).date()
    try:
        files = start(options.kind, options.id, root=ROOT, today=today)
    except Refusal as refusal:
        print(f"Nothing was written. {refusal}", file=sys.stderr)
        print("For example: make new kind=lab id=selenium", file=sys.stderr)
        return 2
    for file in files:
        print(f"wrote {file.relative_to(ROOT)}")
    print('Now replace every "FILL IN" and every example, then run `make test`.')
    print(f"Guide: {GUIDES[options.kind]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
