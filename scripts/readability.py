"""Measures how hard the texts that people read are, as a US school grade.

`python scripts/readability.py --limit 7` lists every text of knowledge/ and of the web
pages above grade 7; those that stay have their reason in scripts/readability.toml.
The grade is Flesch-Kincaid's: 0.39 x words per sentence + 11.8 x syllables per word - 15.59
(Kincaid et al. 1975). Syllables are counted by rule, as every such tool does; on single
short texts the grade is rough, and it says nothing about kindness.
"""

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.messages import messages  # noqa: E402 - the path has to be there first

KNOWLEDGE = ROOT / "src" / "heartsease" / "knowledge"

# Texts of ours above the limit that stay, each with its reason.
STAYING = ROOT / "scripts" / "readability.toml"

# What a person reads, by folder. A published wording is measured, but is not ours to
# change, so it is listed apart.
READ_BY_PEOPLE = {
    "crisis_lines": {"says"},
    "conditions": {"says", "question", "ask", "text"},
    "findings": {"says", "matters_sentence"},
    "instruments": {"says", "stem", "text", "label", "low_label", "high_label"},
    "interventions": {
        "honest", "what", "tiny", "usual", "full", "says", "action", "text",
        "keep_if", "stop_if", "talk_if", "ask_prescriber",
    },
    "labs": {"says", "says_when_missing"},
    "food": {"name", "examples", "says", "swap"},
    "practices": {"aims", "before", "stopping", "says", "without_holds"},
    "sheets": {
        "title", "note", "says", "find", "first_words", "ask", "sounds_good",
        "think_twice", "rights", "leave_if",
    },
    "program": {"title", "says", "question", "text", "short", "try_this"},
    "safety": {"says", "action"},
    "words": {"*"},
}  # fmt: skip
# Words that were agreed letter for letter; they are not ours to make easier.
AGREED = {"page.intended_use"}
NOT_READ = {"cases", "foods"}  # worked cases and names of table rows are read by us

SENTENCE_WEIGHT, SYLLABLE_WEIGHT, OFFSET = 0.39, 11.8, 15.59
FEWEST_WORDS = 5  # below, the formula measures the one long word and nothing else

_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*|\d+(?:[.,]\d+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$|[\"”')])|[:;](?=\s)|\n+")
_VOWELS = re.compile(r"[aeiouyà-ÿ]+")
_Y_AS_CONSONANT = re.compile(r"(?:\b|(?<=[aeiou]))y(?=[aeiou])")
# Letters that are written and not spoken: make, hoped, times, careful.
_SILENT = re.compile(
    r"(?<![aeiouy])(?:(?<![^aeiouyl]l)e|(?<![td])(?<![^aeiouyl]l)ed"
    r"|(?<![sxzcg])(?<![sc]h)(?<![^aeiouyl]l)es)$"
    r"|(?<=[aeiouy][^aeiouy])e(?=(?:ly|less|ful|ness|ment|ty|thing|times?|where)s?$)"
)
# Neighbouring vowels that are spoken apart: mania, trial, usual, radio, diet, being.
_APART = re.compile(
    r"ia$|(?<![ct])ia(?=l|s|t)|(?<![qg])ua(?=l|t)|io(?!n|us)|(?<![ctxg])iou|iu|uou"
    r"|(?:qu|d|x|sc|cl|oc|ar|or|er)ie(?=[nt])|ea$|(?<!t)rea(?=te|ti|ct)|eali(?=t|s)"
    r"|eo$|sui(?=c)|[eouy]ing"
)
_FILLED_IN = re.compile(r"%\(\w+\)[sd]|%[sd]|%%")
_PLACE_HOLDER = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text that a person reads; `ours` is false for a published wording."""

    file: str
    field: str
    words: str
    ours: bool = True


def grade(text: str) -> float | None:
    """The US grade of one text; None when it is too short to have one."""
    words = _WORD.findall(_PLACE_HOLDER.sub("it", text))
    if len(words) < FEWEST_WORDS:
        return None
    parts = (part for part in _SENTENCE_END.split(text) if part and _WORD.search(part))
    sentences = max(1, len(list(parts)))
    spoken = sum(syllables(word) for word in words)
    return (
        SENTENCE_WEIGHT * len(words) / sentences
        + SYLLABLE_WEIGHT * spoken / len(words)
        - OFFSET
    )


def syllables(word: str) -> int:
    """How many syllables an English word has, by rule; at least one.

    A number counts as one, as a reader takes "30" in at a glance.
    """
    small = word.lower().replace("’", "").replace("'", "")
    if small[0].isdigit():
        return 1
    return sum(max(1, _of_part(part)) for part in small.split("-") if part)


def _of_part(part: str) -> int:
    spoken = _Y_AS_CONSONANT.sub("j", part)
    groups = len(_VOWELS.findall(spoken))
    return groups - len(_SILENT.findall(spoken)) + len(_APART.findall(spoken))


def texts(knowledge: Path) -> Iterator[Text]:
    """Every text that a person reads, in the order of the files."""
    for folder, fields in READ_BY_PEOPLE.items():
        for file in sorted((knowledge / folder).rglob("*.toml")):
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            published = table.get("wording") == "verbatim"
            for field, words in _under(table, fields, path=""):
                wording = published and field.split(".")[-1] not in ("says", "meaning")
                yield Text(
                    file=file.relative_to(knowledge).as_posix(),
                    field=field,
                    words=words,
                    ours=not wording and field not in AGREED,
                )


def screens() -> Iterator[Text]:
    """Every text of the web pages, out of their templates and code."""
    for message, files in sorted(messages().items()):
        for words in message:
            if words:
                plain = _FILLED_IN.sub("it", words)
                yield Text(file=f"web/{min(files)}", field=words, words=plain)


def staying(file: Path = STAYING) -> dict[str, str]:
    """Words of ours that may be harder, and why."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["staying"]
    return {words: row["reason"] for row in rows for words in row["words"]}


def above(found: Iterable[Text], *, limit: float) -> list[tuple[float, Text]]:
    """What is harder than the limit, hardest first."""
    graded = ((of, text) for text in found if (of := grade(text.words)) is not None)
    hard = ((of, text) for of, text in graded if round(of, 1) > limit)
    return sorted(hard, key=lambda pair: (-pair[0], pair[1].words))


def _under(value: Any, fields: set[str], *, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in NOT_READ:
                continue
            where = f"{path}.{key}" if path else key
            if isinstance(inner, str) and (key in fields or "*" in fields):
                yield where, inner
            else:
                yield from _under(inner, fields, path=where)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _under(inner, fields, path=f"{path}[{number}]")


def main(arguments: list[str] | None = None) -> int:
    """Lists the texts above the limit, hardest first; 1 when one of ours is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=7.0)
    parser.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    options = parser.parse_args(arguments)

    measured = list(texts(options.knowledge))
    reasons: dict[str, str] = {}
    if options.knowledge == KNOWLEDGE:
        measured.extend(screens())
        reasons = staying()
    hard = above(measured, limit=options.limit)
    ours = [text for _of, text in hard if text.ours and text.words not in reasons]
    for of, text in hard:
        reason = reasons.get(text.words, "") if text.ours else "published wording"
        mark = f"  ({reason})" if reason else ""
        print(f"{of:5.1f}  {text.file}  {text.field}{mark}\n       {text.words}")
    _print_summary(measured, above=len(hard), ours=len(ours), limit=options.limit)
    return 1 if ours else 0


def _print_summary(
    measured: list[Text], *, above: int, ours: int, limit: float
) -> None:
    grades = (grade(text.words) for text in measured)
    ordered = sorted(found for found in grades if found is not None)
    if not ordered:
        print("There is no text to measure.")
        return
    middle = ordered[len(ordered) // 2]
    print(
        f"{len(ordered)} texts measured, median grade {middle:.1f}; "
        f"{above} above grade {limit:g}, {ours} of them in our own words without a "
        "reason in scripts/readability.toml."
    )


if __name__ == "__main__":
    sys.exit(main())
