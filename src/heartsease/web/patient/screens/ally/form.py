"""Reads the code, and that what is seen and not seen was read."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 60  # letters; a code with any spaces and dashes between them is shorter


class CodeForm(forms.Form):
    """A wrong code is told by the view: why it is wrong is not said."""

    code = forms.CharField(
        label=_("The code you were given"),
        help_text=_("Small letters are fine, with or without dashes."),
        max_length=LONGEST,
        error_messages={"required": _("Please type the code.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
    read = forms.BooleanField(
        label=_("I have read this. I know that I am not on watch."),
        error_messages={"required": _("Please read what you will see, and tick this.")},
    )
