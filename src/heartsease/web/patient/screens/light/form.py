"""Where somebody is, typed by themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heartsease.core.record.record import Place


class PlaceForm(forms.Form):
    """Degrees as a map shows them; kept and used to a tenth of a degree."""

    latitude = forms.FloatField(
        label=_("How far north (latitude)"),
        help_text=_("From -90 to 90. South of the equator it has a minus."),
        min_value=-90,
        max_value=90,
        widget=forms.TextInput(attrs={"inputmode": "text", "class": "short"}),
    )
    longitude = forms.FloatField(
        label=_("How far east (longitude)"),
        help_text=_("From -180 to 180. West of London it has a minus."),
        min_value=-180,
        max_value=180,
        widget=forms.TextInput(attrs={"inputmode": "text", "class": "short"}),
    )

    def place(self) -> Place:
        """The place to a tenth of a degree, which is some ten kilometres."""
        return Place(
            latitude=round(self.cleaned_data["latitude"], 1),
            longitude=round(self.cleaned_data["longitude"], 1),
        )
