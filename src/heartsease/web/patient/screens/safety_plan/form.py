"""Reads the person's own words for the parts of the plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartsease.web.patient.safety_plan import HEADINGS, LONGEST, Heading


def _own_words(heading: Heading, *, rows: int) -> forms.CharField:
    return forms.CharField(
        label=str(heading.title),
        help_text=str(heading.hint),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": _(
                "This is longer than we can keep here. Please shorten it a little. "
                "Nothing you wrote is lost."
            )
        },
    )


class WholeForm(forms.Form):
    """All six parts on one page; each may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for heading in HEADINGS:
            self.fields[heading.id] = _own_words(heading, rows=3)


class PartForm(forms.Form):
    """One part on a page of its own."""

    def __init__(self, *args: Any, heading: Heading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = _own_words(heading, rows=6)
