"""The file that is brought back, and the word that wipes everything."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from heartsease.web.patient.screens.data.archive import (
    LARGEST,
    NotReadable,
    Unpacked,
    too_large,
    unpacked,
)

WORD = "DELETE"


class BringBack(forms.Form):
    """One file of ours; `cleaned_data["file"]` is what is in it."""

    file = forms.FileField(
        label=_("Your Heartsease file"),
        help_text=_("The zip you took out, or the record.json from it."),
        allow_empty_file=True,
        error_messages={"required": _("Please choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".zip,.json"}),
    )

    def clean_file(self) -> Unpacked:
        """What it holds, or a sentence about the file."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            if (file.size or 0) > LARGEST:
                raise too_large()
            return unpacked(file.read())
        except NotReadable as problem:
            raise forms.ValidationError(str(problem)) from None


class Wipe(forms.Form):
    """The word that shows it is meant."""

    word = forms.CharField(
        label=_("Type the word DELETE"),
        max_length=20,
        error_messages={"required": _("Nothing was deleted. To delete, type DELETE.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def clean_word(self) -> str:
        """Capitals or not, but the word."""
        word: str = self.cleaned_data["word"].strip()
        if word.upper() != WORD:
            raise forms.ValidationError(
                _("Nothing was deleted. To delete, type the word DELETE.")
            )
        return word
