"""Words come in from outside: this package only chooses which sentence is true."""

from typing import Protocol


class Say(Protocol):
    """A sentence by its name, with what stands in braces filled in."""

    def __call__(self, name: str, /, **filled: object) -> str: ...
