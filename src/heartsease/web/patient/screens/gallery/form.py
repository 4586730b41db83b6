"""One field of every kind."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Sample(forms.Form):
    """Never stored; it shows how fields, choices and errors look."""

    name = forms.CharField(label=_("A short answer"), help_text=_("With a help line."))
    on = forms.DateField(
        label=_("A day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    kind = forms.ChoiceField(
        label=_("One of many"), choices=[("a", _("First")), ("b", _("Second"))]
    )
    mood = forms.ChoiceField(
        label=_("One answer, as cards"),
        choices=[("0", _("Not at all")), ("1", _("Several days")), ("2", _("Often"))],
        widget=forms.RadioSelect,
    )
    several = forms.MultipleChoiceField(
        label=_("All that fit"),
        required=False,
        choices=[("a", _("Sleep")), ("b", _("Food"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agree = forms.BooleanField(label=_("A single tick"))
    words = forms.CharField(
        label=_("In your own words"), required=False, widget=forms.Textarea
    )
