"""How a passphrase is kept: Argon2id, with what one sign-in may cost."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Passphrase(Argon2PasswordHasher):
    """46 MiB, two passes, one lane: about 2.4 times OWASP's minimum of 19 MiB, two, one.

    Django's own 100 MiB and eight lanes are for a machine that does nothing else: eight
    lanes take every core from the people who are reading.
    A hash made with other numbers still opens, and is made anew at that sign-in.
    Reasons and sources: decision 35.
    """

    memory_cost = 46 * 1024  # KiB
    time_cost = 2
    parallelism = 1
