"""What a person can say about a step."""

from django import forms

from heartsease.core.record.record import Size
from heartsease.web.patient.wishes import WISHES

KEEP, STOP = "keep", "stop"


class WishForm(forms.Form):
    wish = forms.ChoiceField(choices=[(one, one) for one in WISHES])
    back = forms.ChoiceField(
        choices=[(one, one) for one in ("library", "helpers")], required=False
    )


class ChooseForm(forms.Form):
    """How much of it to take on."""

    size = forms.ChoiceField(choices=[(one.value, one.value) for one in Size])


class LookForm(forms.Form):
    """What becomes of a step on the day it is looked at."""

    verdict = forms.ChoiceField(choices=[(KEEP, KEEP), (STOP, STOP)])
