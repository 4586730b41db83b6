"""One result as it stands on the paper."""

from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartsease.core.labs.definition import Measure, MeasureKind
from heartsease.core.values.quantity import Quantity
from heartsease.exchange.present import unit_name
from heartsease.importers import amounts
from heartsease.importers.vocabulary import Vocabulary
from heartsease.library.knowledge import standard

SOURCE = "typed in by you"
_KINDS = {
    MeasureKind.LAB: _("Laboratory"),
    MeasureKind.VITAL: _("Body"),
    MeasureKind.DAILY_LIFE: _("Daily life"),
}


class ChooseForm(forms.Form):
    """Which measure it is."""

    measure = forms.ChoiceField(label=_("What was measured?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = sorted(standard().measures.values(), key=lambda one: one.name.lower())
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (name, [(one.id, one.name) for one in listed if one.kind is kind])
            for kind, name in _KINDS.items()
        ]


class ResultForm(forms.Form):
    """One value; the importer's own check says what is wrong with it."""

    measure = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(
        label=_("Value"),
        max_length=40,
        help_text=_("As it is printed, for example 12.3 or <0.3."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    unit = forms.CharField(label=_("Unit"), max_length=30)
    on = forms.DateField(
        label=_("Day it was taken"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    low = forms.CharField(
        label=_("Lowest usual value your lab prints"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    high = forms.CharField(
        label=_("Highest usual value your lab prints"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )

    def __init__(self, data: Any, *, measure: Measure, on: date) -> None:
        super().__init__(data, initial={"measure": measure.id, "unit": measure.unit})
        self.known, self.today = measure, on
        units = dict.fromkeys((measure.unit, *measure.other_units))
        choices = [(one, unit_name(one)) for one in units]
        # Not a ChoiceField: another unit gets the importer's sentence, not a shrug.
        self.fields["unit"].widget = forms.RadioSelect(choices=choices)
        self.fields["on"].widget.attrs["max"] = on.isoformat()
        if measure.kind is not MeasureKind.LAB:
            del self.fields["low"], self.fields["high"]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_low(self) -> float | None:
        return self._limit("low")

    def clean_high(self) -> float | None:
        return self._limit("high")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        low, high = data.get("low"), data.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("low", _("The lowest value is above the highest."))
        if "value" in data and "unit" in data:
            self._check(data)
        return data

    def payload(self) -> dict[str, Any]:
        """The result in the record's form."""
        data = self.cleaned_data
        found: Quantity = data["quantity"]
        said = {
            "comparator": data["comparator"] or None,
            "reference_low": _quantity(data.get("low"), found.unit),
            "reference_high": _quantity(data.get("high"), found.unit),
        }
        return {
            "measure": self.known.id,
            "quantity": {"value": found.value, "unit": found.unit},
            "on": data["on"].isoformat(),
            "text": self.known.name,
            "provenance": {"source": SOURCE},
            **{name: one for name, one in said.items() if one is not None},
        }

    def _limit(self, name: str) -> float | None:
        text: str = self.cleaned_data[name]
        number = amounts.as_number(text) if text else None
        if text and number is None:
            raise forms.ValidationError(
                _("Write one number with a point, for example 3.5.")
            )
        return number

    def _check(self, data: dict[str, Any]) -> None:
        read = amounts.printed(data["value"])
        if read is None or read.rest:
            self.add_error(
                "value", _("Write one number with a point, for example 12.3 or <0.3.")
            )
            return
        found = amounts.checked(
            self.known.id,
            read.value,
            data["unit"],
            comparator=read.comparator,
            vocabulary=_vocabulary(),
        )
        if isinstance(found, amounts.Wrong):
            field = found.field if found.field in self.fields else "value"
            self.add_error(field, f"{found.reason} {found.advice}")
            return
        data["quantity"], data["comparator"] = found, read.comparator


def _quantity(value: float | None, unit: str) -> dict[str, Any] | None:
    return None if value is None else {"value": value, "unit": unit}


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(measures=standard().measures)
