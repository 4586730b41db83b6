"""The word in a mail that switches the mails off, without an account (RFC 8058)."""

from uuid import UUID

from django.core import signing

_SALT = "the way off in a mail"  # a word signed for anything else opens nothing here


def word_for(person: UUID) -> str:
    """Signed and never out of date: it does one thing, and an old mail may do it too."""
    return signing.Signer(salt=_SALT).sign(person.hex)


def whose(word: str) -> UUID | None:
    """Whose mails a word switches off; None for one that we did not sign."""
    try:
        return UUID(hex=signing.Signer(salt=_SALT).unsign(word))
    except signing.BadSignature:
        return None
