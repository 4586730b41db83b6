"""What can be added to a report; all of it may be left out."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 1000  # signs of a note
HOW_BAD = (
    ("little", _("A little: unpleasant, and I could go on")),
    ("much", _("A lot: it got in the way of my day")),
    ("very", _("Very bad: I needed help, or should have had it")),
    ("", _("I would rather not say")),
)
ONGOING = (
    ("yes", _("Yes")),
    ("no", _("No, it is over")),
    ("", _("I do not know")),
)
_YES_NO = {"yes": True, "no": False}


class MoreForm(forms.Form):
    """When it was, how bad, whether it goes on, and own words."""

    noticed_on = forms.DateField(
        label=_("When did you notice it?"),
        help_text=_("A rough day is fine."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    how_bad = forms.ChoiceField(
        label=_("How bad was it?"),
        required=False,
        choices=HOW_BAD,
        widget=forms.RadioSelect,
    )
    ongoing = forms.ChoiceField(
        label=_("Is it still going on?"),
        required=False,
        choices=ONGOING,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Anything else, in your own words"),
        help_text=_("It stays in your record. It is not on the page for your doctor."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_noticed_on(self) -> date | None:
        day: date | None = self.cleaned_data["noticed_on"]
        if day and day > self.on:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def said(self) -> dict[str, Any]:
        """In the record's form; None where nothing was said."""
        data = self.cleaned_data
        day = data["noticed_on"]
        return {
            "noticed_on": day.isoformat() if day else None,
            "how_bad": data["how_bad"] or None,
            "ongoing": _YES_NO.get(data["ongoing"]),
            "note": data["note"].strip(),
        }
