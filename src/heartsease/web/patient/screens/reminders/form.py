"""Reads the times, the quiet hours and where a note may come."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartsease.web.patient.discreet import NOTES
from heartsease.web.reminders.moments import is_quiet
from heartsease.web.reminders.queries import Reminders

FIRST_TIME = "09:00"
QUIET = ("21:00", "08:00")


def _time(label: Any, *, required: bool = False) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        input_formats=("%H:%M", "%H:%M:%S"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Please choose a time, or switch the notes off."),
            "invalid": _("Please write the time like 09:00."),
        },
    )


class RemindersForm(forms.Form):
    """`times` and `quiet` are in `cleaned_data` once it is valid."""

    first = _time(_("When"), required=True)
    second = _time(_("And again, if you like"))
    third = _time(_("And once more"))
    quiet_from = _time(_("Quiet from"))
    quiet_until = _time(_("Quiet until"))
    words = forms.ChoiceField(
        label=_("What the note says"),
        choices=tuple((str(key), said) for key, said in NOTES.items()),
        widget=forms.RadioSelect,
    )
    in_app = forms.BooleanField(label=_("on the first page here"), required=False)
    mail = forms.BooleanField(label=_("by mail"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both ends of the quiet hours or none, and no time within them."""
        data = super().clean() or {}
        given = [data.get(name) for name in ("first", "second", "third")]
        begins, ends = data.get("quiet_from"), data.get("quiet_until")
        if (begins is None) != (ends is None):
            field = "quiet_until" if ends is None else "quiet_from"
            if field not in self.errors:
                self.add_error(
                    field, _("Quiet hours need both times. Leave both empty for none.")
                )
        quiet = (begins, ends) if begins is not None and ends is not None else None
        for name, one in zip(("first", "second", "third"), given, strict=True):
            if isinstance(one, time) and is_quiet(one, quiet):
                self.add_error(name, _("This lies in your quiet hours."))
        data["times"] = [one for one in given if one is not None]
        data["quiet"] = quiet
        return data


def filled(wanted: Reminders | None) -> dict[str, Any]:
    """What the form shows first."""
    if wanted is None:
        return {
            "first": FIRST_TIME,
            "quiet_from": QUIET[0],
            "quiet_until": QUIET[1],
            "words": next(iter(NOTES)),
            "in_app": True,
        }
    times = [f"{one:%H:%M}" for one in wanted.times]
    quiet = [f"{one:%H:%M}" for one in wanted.quiet] if wanted.quiet else ["", ""]
    return {
        **dict(zip(("first", "second", "third"), times, strict=False)),
        "quiet_from": quiet[0],
        "quiet_until": quiet[1],
        "words": wanted.words,
        "in_app": wanted.in_app,
        "mail": wanted.mail,
    }
