"""Seals a text with AES-256-GCM; the key lies beside the database, never in it.

Each person has a key of their own, drawn from the site's key with HKDF (RFC 5869), and
each page is bound to its person and its id: moved to another row it cannot be opened.
"""

import base64
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from heartsease.web.journal.errors import CannotBeOpened

KEY_BYTES = 32  # AES-256
NONCE_BYTES = 12  # what GCM is made for (NIST SP 800-38D)
_PURPOSE = b"heartsease journal 1"


def seal(text: str, *, person: UUID, page: UUID) -> bytes:
    """The sealed text; the same text is sealed differently each time."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key_of(person)).encrypt(nonce, text.encode(), page.bytes)
    return nonce + sealed


def unseal(sealed: bytes, *, person: UUID, page: UUID) -> str:
    """The text again; `CannotBeOpened` when key, person or page are not the same."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(_key_of(person)).decrypt(nonce, rest, page.bytes).decode()
    except (InvalidTag, ValueError):
        raise CannotBeOpened(
            "This page cannot be opened: the key file beside the database is not the "
            "one it was written with."
        ) from None


def _key_of(person: UUID) -> bytes:
    site = base64.urlsafe_b64decode(settings.JOURNAL_KEY)
    if len(site) != KEY_BYTES:
        raise CannotBeOpened("The key file of the journal is damaged.")
    derive = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=person.bytes, info=_PURPOSE
    )
    return derive.derive(site)
