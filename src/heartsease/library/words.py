"""The sentences people read, by section and name, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass

from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import File, table


@dataclass(frozen=True, slots=True)
class Words:
    """`words("plan.none")`; names in braces are filled from keywords."""

    sentences: Mapping[str, str]

    def __call__(self, name: str, /, **filled: object) -> str:
        """One sentence; raises `KeyError` for a name that no file has."""
        return self.sentences[name].format(**filled)


def load(file: File) -> Words:
    """One language's file; every value must be a sentence."""
    sentences: dict[str, str] = {}
    for section, entries in table(file).items():
        for name, sentence in entries.items():
            if not isinstance(sentence, str):
                raise KnowledgeError(f"{file.name}: {section}.{name} is not a sentence")
            sentences[f"{section}.{name}"] = sentence
    return Words(sentences)
