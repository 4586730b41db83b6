"""Reads whom an invitation is from, which parts it shows and until when."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartsease.web.patient.shared import NAMES


class InviteForm(forms.Form):
    """Nothing is ticked beforehand: every part is chosen."""

    sections = forms.MultipleChoiceField(
        label=_("What may they see?"),
        choices=tuple(NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please pick at least one part.")},
    )
    called = forms.CharField(
        label=_("The name they know you by"),
        help_text=_("It stands on their page, once you have said yes to them."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = forms.DateField(
        label=_("Last day"),
        help_text=_("Leave it empty to share until you take it back."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Please pick a day, like 2027-01-31.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date | None:
        """A day that is over would show nothing."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < self.today:
            raise forms.ValidationError(_("This day is over. Please pick a later one."))
        return until
