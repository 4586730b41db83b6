"""The code that opens an invitation: drawn at random, said aloud, kept as a digest."""

import hashlib
import secrets

# Digits and capitals without I, L, O and U, which are mistaken for others when read out
# (Crockford's base 32).
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS = 20  # 100 bits: nobody gets there by trying
GROUP = 5
_MISREAD = str.maketrans("ILO", "110")


def draw() -> str:
    """A new code in groups, to be written down or read out."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(SIGNS))
    return "-".join(signs[at : at + GROUP] for at in range(0, SIGNS, GROUP))


def digest(code: str) -> str:
    """What is kept of a code; small letters, spaces and dashes make no difference."""
    bare = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(bare.translate(_MISREAD).encode()).hexdigest()
