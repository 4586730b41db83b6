"""What is chosen before a practice, and how it was afterwards; all may be left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from heartsease.core.practices.definition import Choice, Pacer, Practice
from heartsease.core.record.record import AfterFeel, Size
from heartsease.web.patient.practices import Offer

_RATE = re.compile(r"\d{1,2}(\.\d{1,2})?")
_LONGEST_S = 86_400  # a day; more is a clock that went wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a practice is played with; a choice that does not exist is the usual one."""

    size: Size
    anchor: Choice | None
    pacer: Pacer | None


def chosen(asked: Mapping[str, str], offer: Offer) -> Chosen:
    """Reads the choice; what was kept of the last one stands where none was named."""
    practice, pacer = offer.practice, offer.fitted.pacer
    sizes = {one.value: one for one in offer.sizes}
    anchors = {one.id: one for one in practice.anchors}
    rate = rate_of(asked, practice)
    return Chosen(
        size=sizes.get(asked.get("size", ""), Size.TINY),
        anchor=anchors.get(asked.get("anchor", ""), offer.anchor),
        pacer=pacer.at(rate) if pacer is not None and rate is not None else pacer,
    )


def rate_of(asked: Mapping[str, str], practice: Practice) -> float | None:
    """The pace that was typed or else tapped; None where it is none of this practice.

    A typed comma is read as the point it stands for.
    """
    said = asked.get("own", "").strip().replace(",", ".") or asked.get("rate", "")
    if not _RATE.fullmatch(said):
        return None
    rate = float(said)
    is_one = rate in practice.rates_per_minute or practice.takes(rate)
    return rate if is_one else None


def is_wrong(asked: Mapping[str, str], practice: Practice) -> bool:
    """Whether a pace was typed that this practice does not take."""
    return (
        bool(asked.get("own", "").strip())
        and rate_of({"own": asked["own"]}, practice) is None
    )


class DoneForm(forms.Form):
    """`seconds` are only known where a script counted them."""

    after = forms.ChoiceField(
        choices=[(one.value, one.value) for one in AfterFeel], required=False
    )
    size = forms.ChoiceField(choices=[(one.value, one.value) for one in Size])
    seconds = forms.IntegerField(min_value=0, max_value=_LONGEST_S, required=False)
    operation = forms.UUIDField(required=False)

    def said(self) -> dict[str, Any]:
        """The fields of the fact that were really told."""
        told = {name: self.cleaned_data[name] for name in ("after", "size", "seconds")}
        return {name: one for name, one in told.items() if one not in ("", None)}
