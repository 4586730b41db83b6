"""Reads the first page; everything but the agreement may be left out."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_YEAR = re.compile(r"\d{4}")
_MIDDLE = (7, 1)  # with only a year we count from the middle of it
_OLDEST = 120  # years; more than anybody's age
SEXES = (
    ("", _("Skip")),
    ("female", _("Female")),
    ("male", _("Male")),
)


class ConsentForm(forms.Form):
    """The agreement, and four facts that make the answers fit."""

    agree = forms.BooleanField(
        error_messages={"required": _("Please tick this box, if it is okay for you.")}
    )
    country = forms.ChoiceField(required=False)
    time_zone = forms.ChoiceField()
    born = forms.CharField(
        required=False,
        max_length=10,
        error_messages={
            "max_length": _("Please write a year like 1984, or a date like 1984-05-21.")
        },
    )
    sex = forms.ChoiceField(required=False, choices=SEXES)

    def __init__(
        self,
        *args: Any,
        today: date,
        countries: Sequence[tuple[str, str]],
        zones: Sequence[tuple[str, str]],
        languages: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["country"] = forms.ChoiceField(required=False, choices=countries)
        self.fields["time_zone"] = forms.ChoiceField(choices=zones)
        if len(languages) > 1:
            self.fields["language"] = forms.ChoiceField(choices=languages)

    def clean_born(self) -> date | None:
        text = self.cleaned_data["born"].strip()
        if not text:
            return None
        born = born_on(text)
        if born is None or not _is_possible(born, self.today):
            raise forms.ValidationError(
                _("Please write a year like 1984, or a date like 1984-05-21.")
            )
        return born

    def statements(self) -> list[tuple[str, dict[str, Any]]]:
        """What was said, in the record's form; what was skipped is not there."""
        said = {
            "country": self.cleaned_data["country"],
            "born_on": _written(self.cleaned_data["born"]),
            "sex": self.cleaned_data["sex"],
        }
        return [
            ("statement", {"name": name, "value": value})
            for name, value in said.items()
            if value
        ]


def born_on(text: str) -> date | None:
    """The day in "1984-05-21", or the middle of the year in "1984"."""
    try:
        if _YEAR.fullmatch(text):
            return date(int(text), *_MIDDLE)
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_possible(born: date, today: date) -> bool:
    return born <= today and today.year - born.year <= _OLDEST


def _written(born: date | None) -> str:
    return born.isoformat() if born else ""
