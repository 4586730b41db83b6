"""What a person settles about one treatment."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.running import RunningKind
from heartsease.core.record.record import Choice
from heartsease.exchange.treatments import CheckLine

_LABELS = {
    Choice.KEEP: _("Keep it"),
    Choice.GIVE_UNTIL: _("Give it until a day"),
    Choice.TALK: _("Talk about it"),
    Choice.STOP_AND_TALK: _("Stop it, and talk about what comes next"),
}


class SettleForm(forms.Form):
    """One choice, and a day with "give it until"; a medicine has no "stop"."""

    choice = forms.ChoiceField(
        label=_("What do you settle?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one, or go back.")},
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Only with “give it until a day”."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Please write the day as 2026-12-24.")},
    )

    def __init__(self, *args: Any, line: CheckLine, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (choice.value, said)
            for choice, said in _LABELS.items()
            if choice is not Choice.STOP_AND_TALK or line.kind is RunningKind.STEP
        ]

    def clean(self) -> dict[str, Any]:
        """A day is needed with "give it until", lies ahead, and is else left out."""
        data = super().clean() or {}
        if data.get("choice") != Choice.GIVE_UNTIL.value:
            data["until"] = None
        elif "until" not in self.errors:
            until: date | None = data.get("until")
            if until is None:
                self.add_error("until", _("Please name the day."))
            elif until <= self.on:
                self.add_error("until", _("Please name a day that is still to come."))
        return data
