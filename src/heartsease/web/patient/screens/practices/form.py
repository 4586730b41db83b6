"""What is chosen before a practice, and how it was afterwards; all may be left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from heartsease.core.practices.definition import Choice, Pacer
from heartsease.core.practices.fitting import Fitted
from heartsease.core.record.record import AfterFeel, Size

_LONGEST_S = 86_400  # a day; more is a clock that went wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a practice is played with; a choice that does not exist is the usual one."""

    size: Size
    anchor: Choice | None
    pacer: Pacer | None


def chosen(asked: Mapping[str, str], fitted: Fitted) -> Chosen:
    """Reads the choice; the smallest size stands where none was named."""
    practice = fitted.practice
    sizes = {one.value: one for one in Size}
    anchors = {one.id: one for one in practice.anchors}
    rates = {f"{one:g}": one for one in practice.rates_per_minute}
    rate, pacer = rates.get(asked.get("rate", "")), fitted.pacer
    return Chosen(
        size=sizes.get(asked.get("size", ""), Size.TINY),
        anchor=anchors.get(asked.get("anchor", "")),
        pacer=pacer.at(rate) if pacer is not None and rate is not None else pacer,
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
