"""The code of an invitation: unguessable, easy to read out, kept only as a digest."""

import re

from hypothesis import given
from hypothesis import strategies as st

from heartsease.web.sharing import codes


def test_a_code_has_a_hundred_bits_and_no_sign_that_is_mistaken_for_another():
    drawn = {codes.draw() for _ in range(500)}

    assert len(drawn) == 500
    assert len(codes.LETTERS) ** codes.SIGNS == 2**100
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", one)
               for one in drawn)  # fmt: skip
    assert set("".join(drawn)) == {*codes.LETTERS, "-"}


@given(st.integers(0, 2**32), st.sampled_from(["", " ", "-", "  - "]))
def test_however_it_is_typed_it_is_the_same_code(seed, between):
    code = codes.draw()
    typed = code.replace("-", between)
    typed = typed.lower() if seed % 2 else typed
    typed = typed.replace("0", "o").replace("1", "l" if seed % 3 else "I")

    assert codes.digest(typed) == codes.digest(code)


def test_another_code_is_another_digest_and_the_digest_does_not_hold_the_code():
    one, two = codes.draw(), codes.draw()

    assert codes.digest(one) != codes.digest(two)
    assert one.replace("-", "") not in codes.digest(one).upper()
