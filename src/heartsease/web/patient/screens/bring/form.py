"""What is asked beside the files themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _


class BringForm(forms.Form):
    dates = forms.ChoiceField(
        label=_("If a table writes a day as 03/04/2026, that is"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("I do not know; ask me if it matters")),
            ("dmy", _("3 April: the day comes first")),
            ("mdy", _("March 4: the month comes first")),
        ],
    )
