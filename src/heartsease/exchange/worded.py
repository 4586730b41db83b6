"""A result in words, such as "Nitrite: negative", as its name and what was found.

Readers join the two; whoever writes them out again has to take them apart, or a result
would carry its name twice when it comes back.
"""

from heartsease.core.record.record import Observation

_BETWEEN = ": "


def name_and_words(fact: Observation) -> tuple[str, str]:
    """The printed name, and the words of a result without a number.

    The name is "" where the text holds only words; the words are "" beside a number.
    """
    if fact.quantity is not None:
        return fact.text, ""
    name, between, words = fact.text.partition(_BETWEEN)
    return (name, words) if between and words else ("", fact.text)
