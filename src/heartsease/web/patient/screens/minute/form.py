"""How it was afterwards; nothing has to be said."""

from django import forms

from heartsease.core.record.record import AfterFeel


class DoneForm(forms.Form):
    after = forms.ChoiceField(
        choices=[(one.value, one.value) for one in AfterFeel], required=False
    )
