"""What a person can say about a step."""

from django import forms

from heartsease.web.patient.wishes import WISHES


class WishForm(forms.Form):
    wish = forms.ChoiceField(choices=[(one, one) for one in (*WISHES, "worse")])
    back = forms.ChoiceField(choices=[("library", "library")], required=False)
