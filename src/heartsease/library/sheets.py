"""Loads the sheets a person takes along to ask somebody who may help."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from heartsease.core.sources.source import Citation
from heartsease.library.errors import KnowledgeError
from heartsease.library.knowledge import root, standard
from heartsease.library.reading import File, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to ask, and how to hear the answer."""

    ask: str
    sounds_good: str
    think_twice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Questions that belong together."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What to look for in a helper, how to ask, and what one may always say no to.

    `kinds` are ids in knowledge/interventions, in the order they are shown; what each
    is and how much is known of it is said there and nowhere else.
    `note` stands before everything else: what the page speaks of, and that it asks
    nothing.
    """

    id: str
    title: str
    version: int
    note: str
    says: str
    kinds: tuple[str, ...]
    find: tuple[str, ...]  # ways to come by a name
    first_words: str  # to read out or to send
    parts: tuple[Part, ...]
    rights: tuple[str, ...]  # consent and stop, as sentences one can say
    leave_if: tuple[str, ...]
    wording: str = "ours"
    citations: tuple[Citation, ...]


@cache
def standard_sheets() -> Mapping[str, Sheet]:
    """The sheets that come with the program, checked against its knowledge, once."""
    knowledge = standard()
    return load(
        root(),
        interventions=frozenset(knowledge.interventions),
        sources=frozenset(knowledge.sources),
    )


def load(
    folder: File, *, interventions: frozenset[str], sources: frozenset[str]
) -> Mapping[str, Sheet]:
    """Every sheet by id; `folder` is the knowledge folder.

    Raises `KnowledgeError` naming the file when an id is not the file's name, when a
    kind or a source is not defined, or when it has no question, no right or no source.
    """
    found = {}
    files = [one for one in (folder / "sheets").iterdir() if one.name.endswith(".toml")]
    for file in sorted(files, key=lambda one: one.name):
        sheet = read(file, Sheet)
        for problem in _problems(sheet, file.name, interventions, sources):
            raise KnowledgeError(f"sheets/{file.name}: {problem}")
        found[sheet.id] = sheet
    return MappingProxyType(found)


def _problems(
    sheet: Sheet, name: str, interventions: frozenset[str], sources: frozenset[str]
) -> Iterable[str]:
    if f"{sheet.id}.toml" != name:
        yield f"its id is {sheet.id}; they must be equal"
    if sheet.version < 1:
        yield "version counts from 1"
    for kind in sheet.kinds:
        if kind not in interventions:
            yield f"intervention {kind} is not defined"
    for citation in sheet.citations:
        if citation.source not in sources:
            yield f"source {citation.source} has no file"
    if not sheet.citations:
        yield "it cites nothing"
    if not sheet.parts or not all(part.questions for part in sheet.parts):
        yield "a part without a question"
    if not sheet.rights or not sheet.leave_if:
        yield "a sheet says what one may refuse and when to leave"
