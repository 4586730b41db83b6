"""How people and laboratories write units, turned into UCUM.

This is spelling, not medicine: nothing here changes an amount.
"""

import re
import unicodedata
from collections.abc import Mapping

from heartsease.core.values.quantity import is_readable

# One term between slashes, in lower case and without blanks, and its UCUM spelling.
_TERMS: Mapping[str, str] = {
    **{name: name for name in ("g", "mg", "ug", "ng", "pg", "kg")},
    **{name: name for name in ("mol", "mmol", "umol", "nmol", "pmol", "meq")},
    **{name: name for name in ("cm", "mm", "m", "m2", "ms", "s", "min", "h", "d", "%")},
    **{name: name for name in ("ukat", "nkat", "wk", "mo", "lx", "cal", "kcal", "1")},
    "l": "L", "dl": "dL", "cl": "cL", "ml": "mL", "ul": "uL", "fl": "fL",
    "mm3": "mm3", "cumm": "mm3",
    "mcg": "ug", "gm": "g", "gms": "g", "mgm": "mg", "gr": "g",
    "mcmol": "umol", "molhb": "mol", "molhgb": "mol", "mcl": "uL",
    "iu": "[IU]", "miu": "m[IU]", "uiu": "u[IU]", "mciu": "u[IU]", "kiu": "k[IU]",
    "[iu]": "[IU]", "m[iu]": "m[IU]", "u[iu]": "u[IU]", "k[iu]": "k[IU]",
    "u": "U", "mu": "mU", "uu": "uU", "ku": "kU", "units": "U", "unit": "U",
    "au": "[arb'U]", "arbu": "[arb'U]", "arb.u": "[arb'U]", "[arb'u]": "[arb'U]",
    "mmhg": "mm[Hg]", "mm[hg]": "mm[Hg]",
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "minute": "min", "minutes": "min", "mins": "min",
    "sec": "s", "seconds": "s", "msec": "ms",
    "day": "d", "days": "d", "week": "wk", "weeks": "wk",
    "beats": "", "bpm": "/min", "count": "", "beat": "",
    "step": "{steps}", "steps": "{steps}", "{steps}": "{steps}",
    "serving": "{servings}", "servings": "{servings}", "portions": "{servings}",
    "{servings}": "{servings}",
    "cells": "{cells}", "#": "",
    "percent": "%", "pct": "%", "ratio": "1",
    "lb": "[lb_av]", "lbs": "[lb_av]", "pounds": "[lb_av]", "[lb_av]": "[lb_av]",
    "in": "[in_i]", "inch": "[in_i]", "inches": "[in_i]", "[in_i]": "[in_i]",
    "ft": "[ft_i]", "[ft_i]": "[ft_i]",
    "m^2": "m2", "sqm": "m2",
    "1.73m2": "{1.73_m2}", "1.73m^2": "{1.73_m2}", "1.73sqm": "{1.73_m2}",
    "1.73": "{1.73_m2}", "{1.73_m2}": "{1.73_m2}", "{1.73m2}": "{1.73_m2}",
    "thou": "10*3", "k": "10*3",
}  # fmt: skip

_WHOLE: Mapping[str, str] = {
    "%oftotalhgb": "%", "%oftotalhb": "%", "%hb": "%", "%ngsp": "%", "%sat": "%",
    "mmol/molifcc": "mmol/mol", "bpm": "/min", "beats/min": "/min",
    "celsius": "Cel", "degc": "Cel", "cel": "Cel", "milliseconds": "ms",
    "minutesperweek": "min/wk", "hoursperday": "h/d",
}  # fmt: skip

# In capitals these mean 10*9/L and 10*12/L in France and gram per litre elsewhere.
_AMBIGUOUS = frozenset({"G/L", "T/L"})

_POWER_OF_TEN = re.compile(r"(?:x10(?:\^|\*\*|\*|e)?|10(?:\^|\*\*|\*|e))\+?(\d{1,2})")


def normalise(unit_text: str) -> str | None:
    """The UCUM unit a laboratory or an app meant; None when we cannot tell.

    A text that is UCUM already comes back unchanged in meaning.
    """
    text = unicodedata.normalize("NFKC", unit_text).strip()
    text = text.replace("\u03bc", "u").replace("\u00b5", "u").replace("\u00d7", "x")
    if not text or text in _AMBIGUOUS:
        return None
    compact = re.sub(r"\s+|\((?:ngsp|ifcc)\)", "", text.casefold())
    if compact in _WHOLE:
        return _WHOLE[compact]
    spelt = _spelt(compact)
    if spelt is not None and is_readable(spelt):
        return spelt
    return text if is_readable(text) else None


def _spelt(compact: str) -> str | None:
    terms = [_term(one) for one in re.split(r"/", compact)]
    known = [one for one in terms if one is not None]
    return "/".join(known) if len(known) == len(terms) else None


def _term(text: str) -> str | None:
    if power := _POWER_OF_TEN.fullmatch(text):
        return f"10*{power[1]}"
    return "" if not text else _TERMS.get(text)
