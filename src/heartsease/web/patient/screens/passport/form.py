"""The questions about a treatment that was tried, and about a medicine taken now."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.record.record import Certainty, Stopped
from heartsease.core.staging.adequacy import DAYS_PER_WEEK
from heartsease.library.knowledge import standard
from heartsease.web.patient.medicines import (
    ingredients_of,
    name_of,
    treatment_of,
)
from heartsease.web.patient.voice import words

SOURCE = "your treatment passport"
_NOT_SAID = ("", _("I do not know"))
TAKEN: tuple[tuple[str, str | Promise], ...] = (
    ("100", _("All, or nearly all")),
    ("90", _("About nine of ten")),
    ("75", _("About three of four")),
    ("50", _("About half")),
    ("25", _("Less than half")),
)
BETTER: tuple[tuple[str, str | Promise], ...] = (
    ("0", _("Not at all, or it got worse (0 %)")),
    ("25", _("A little (about 25 %)")),
    ("50", _("About half (50 %)")),
    ("75", _("Much (about 75 %)")),
    ("100", _("Well again (100 %)")),
)
_YES_NO = (("yes", _("Yes")), ("no", _("No")), ("", _("I do not know")))


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, help_text=help_text, required=False, widget=widget
    )


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=choices,
        widget=forms.RadioSelect,
    )


class TrialForm(forms.Form):
    """One treatment trial; everything but the name can be skipped."""

    treatment = forms.CharField(
        label=_("What was it?"),
        max_length=120,
        help_text=_("The name of a medicine, a talk therapy, ECT, rTMS, or other."),
        widget=forms.TextInput(attrs={"list": "treatments", "autocomplete": "off"}),
    )
    added_to = forms.CharField(
        label=_("Was it added to another medicine? Which one?"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "treatments", "autocomplete": "off"}),
    )
    highest_dose = forms.FloatField(
        label=_("Highest dose in a day, in mg"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    held_for = forms.IntegerField(
        label=_("How long at that dose, or at one that is usually enough?"),
        required=False,
        min_value=0,
        max_value=20_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    held_unit = forms.ChoiceField(
        label=_("Counted in"),
        required=False,
        choices=[("weeks", _("weeks")), ("days", _("days"))],
        widget=forms.RadioSelect,
        initial="weeks",
    )
    sessions = forms.IntegerField(
        label=_("For a therapy, ECT or rTMS: how many sessions?"),
        required=False,
        min_value=0,
        max_value=2_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    trained_therapist = _choice(
        _("For a talk therapy: was it with a trained therapist?"), _YES_NO
    )
    started_on = _day(_("Started on"), _("A rough day is fine."))
    ongoing = forms.BooleanField(label=_("It is still running"), required=False)
    stopped_on = _day(
        _("Stopped on"), _("If you are not sure, the latest day it can have been.")
    )
    taken_percent = _choice(_("How many of the doses did you take?"), ())
    percent_improvement = _choice(_("How much better did you get?"), ())
    stopped_because = _choice(_("Why did it stop?"), ())
    this_episode = _choice(_("Was it in the low time you are in now?"), _YES_NO)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        initial: Mapping[str, Any] = self.initial
        self._offer("taken_percent", TAKEN, initial)
        self._offer("percent_improvement", BETTER, initial)
        because = [
            (one.value, capfirst(words()(f"stopped.{one.value}"))) for one in Stopped
        ]
        self._offer("stopped_because", tuple(because), initial)

    def _offer(
        self,
        name: str,
        choices: tuple[tuple[str, str | Promise], ...],
        initial: Mapping[str, Any],
    ) -> None:
        """The choices; a value recorded elsewhere stays among them."""
        recorded = initial.get(name, "")
        more: tuple[tuple[str, str | Promise], ...] = ()
        if recorded and recorded not in dict(choices):
            said = gettext("As recorded: %(value)s %%") % {"value": recorded}
            more = ((recorded, said),)
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*choices, *more, _NOT_SAID]

    def clean_added_to(self) -> str:
        text: str = self.cleaned_data["added_to"]
        if text and not ingredients_of(text, standard()):
            raise forms.ValidationError(
                _("We do not know this medicine. Check the name, or leave it empty.")
            )
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        began, ended = data.get("started_on"), data.get("stopped_on")
        for name, day in (("started_on", began), ("stopped_on", ended)):
            if day and day > self.on:
                self.add_error(name, _("This day is still to come."))
        if began and ended and ended < began:
            self.add_error("stopped_on", _("It ends before it starts."))
        if data.get("ongoing") and ended:
            self.add_error(
                "ongoing", _("It cannot be still running and stopped. Clear one.")
            )
        return data

    def payload(self, old: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The trial in the record's form; what the form does not ask is kept."""
        data, known = self.cleaned_data, standard()
        text = data["treatment"].strip()
        held = data["held_for"]
        if held is not None and data["held_unit"] != "days":
            held *= DAYS_PER_WEEK
        dose = data["highest_dose"]
        added_to = data["added_to"].strip()
        asked = {
            "treatment": treatment_of(text, known),
            "text": text,
            "augments": list(ingredients_of(added_to, known)) if added_to else None,
            "highest_dose": None if dose is None else _dose(dose, old),
            "days_at_or_above_minimum": held,
            "sessions": data["sessions"],
            "trained_therapist": _yes(data["trained_therapist"]),
            "started_on": _iso(data["started_on"]),
            "stopped_on": _iso(data["stopped_on"]),
            "ongoing": True if data["ongoing"] else _ended(data),
            "taken_percent": _number(data["taken_percent"]),
            "percent_improvement": _number(data["percent_improvement"]),
            "stopped_because": data["stopped_because"] or None,
            "this_episode": _yes(data["this_episode"]),
        }
        if old and text == shown_name(old, known):  # the name was left as it was
            asked |= {"treatment": old["treatment"], "text": old.get("text")}
        kept = {name: one for name, one in (old or {}).items() if name not in asked}
        told = {"id": f"told-{uuid4().hex[:12]}", "provenance": {"source": SOURCE}}
        said = {name: one for name, one in asked.items() if one is not None}
        return {**told, **kept, "treatment": asked["treatment"], **said}


def shown_name(payload: Mapping[str, Any], knowledge: Knowledge) -> str:
    """The person's own words where they name the treatment, else its usual name."""
    text: str = payload.get("text", "")
    treatment = payload["treatment"]
    if treatment is None or treatment_of(text, knowledge) == treatment:
        return text
    return name_of(treatment, knowledge)


def initial_of(payload: Mapping[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """What the form shows of a trial that is already there."""
    days = payload.get("days_at_or_above_minimum")
    in_weeks = days is not None and days % DAYS_PER_WEEK == 0
    augments = payload.get("augments", ())
    return {
        "treatment": shown_name(payload, knowledge),
        "added_to": " + ".join(name_of(one, knowledge) for one in augments),
        "highest_dose": (payload.get("highest_dose") or {}).get("value"),
        "held_for": days // DAYS_PER_WEEK if in_weeks and days else days,
        "held_unit": "weeks" if in_weeks or days is None else "days",
        "sessions": payload.get("sessions"),
        "trained_therapist": _said(payload.get("trained_therapist")),
        "started_on": payload.get("started_on"),
        "stopped_on": payload.get("stopped_on"),
        "ongoing": payload.get("ongoing") is True,
        "taken_percent": _plain(payload.get("taken_percent")),
        "percent_improvement": _plain(payload.get("percent_improvement")),
        "stopped_because": payload.get("stopped_because") or "",
        "this_episode": _said(payload.get("this_episode")),
    }


class MedicineForm(forms.Form):
    """Something taken now; only the name is needed."""

    name = forms.CharField(
        label=_("Medicine or supplement"),
        max_length=120,
        help_text=_("The name on the box. Over the counter counts too."),
        widget=forms.TextInput(attrs={"list": "medicines", "autocomplete": "off"}),
    )
    dose = forms.FloatField(
        label=_("Dose in a day, in mg"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    since = _day(_("Since"), _("A rough day is fine."))
    as_needed = forms.BooleanField(label=_("Only when I need it"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_since(self) -> date | None:
        day: date | None = self.cleaned_data["since"]
        if day and day > self.on:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def payload(self) -> dict[str, Any]:
        """The medicine in the record's form; an unknown name is kept as text."""
        data = self.cleaned_data
        text = data["name"].strip()
        said = {
            "ingredients": list(ingredients_of(text, standard())) or None,
            "daily_dose": None if data["dose"] is None else _dose(data["dose"], None),
            "started_on": _iso(data["since"]),
            "as_needed": data["as_needed"] or None,
        }
        return {
            "text": text,
            "provenance": {"source": SOURCE},
            **{name: one for name, one in said.items() if one is not None},
        }


class StopForm(forms.Form):
    """The last day of a medicine; without one it is today."""

    stopped_on = forms.DateField(required=False)

    def __init__(
        self, *args: Any, payload: Mapping[str, Any], on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.old, self.on = payload, on

    def clean_stopped_on(self) -> date:
        day: date = self.cleaned_data["stopped_on"] or self.on
        if day > self.on:
            raise forms.ValidationError(_("This day is still to come."))
        if day.isoformat() < self.old.get("started_on", ""):
            raise forms.ValidationError(_("It ends before it starts."))
        return day

    def stopped(self) -> dict[str, Any]:
        """The medicine in the record's form, with a day that somebody named."""
        told = {**self.old, "stopped_on": _iso(self.cleaned_data["stopped_on"])}
        told.pop("ended", None)
        if told["provenance"].get("certainty") == Certainty.APPROXIMATE:
            told["provenance"] = {
                **told["provenance"],
                "certainty": Certainty.REPORTED.value,
            }
        return told


ROWS = 3  # medicines on one page: as many as can be thought of without effort


class ThreeForm(forms.Form):
    """Three names, taken now or before; a row without a name is left out."""

    whole = forms.BooleanField(
        label=_("That is all I take now, also without a prescription"), required=False
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        for number in range(1, ROWS + 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=gettext("Medicine or treatment %(number)s") % {"number": number},
                max_length=120,
                required=False,
                widget=forms.TextInput(
                    attrs={"list": "medicines", "autocomplete": "off"}
                ),
            )
            self.fields[f"now_{number}"] = forms.ChoiceField(
                label=gettext("Do you take it now?"),
                required=False,
                choices=_YES_NO,
                widget=forms.RadioSelect,
            )
        self.order_fields(
            [
                name
                for number in range(1, ROWS + 1)
                for name in (f"name_{number}", f"now_{number}")
            ]
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for number, name, now in _rows(data):
            if name and not now and data.get("whole"):
                self.add_error(
                    f"now_{number}",
                    _(
                        "For the whole list we need to know this one. Or untick the box."
                    ),
                )
        return data

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each name with its question, for the page."""
        return [
            (self[f"name_{number}"], self[f"now_{number}"])
            for number in range(1, ROWS + 1)
        ]

    def facts(self) -> list[tuple[str, dict[str, Any]]]:
        """Medicines that are taken, trials of what was taken, in the record's form.

        Where it was not said if it is taken now, it is kept as a trial that may still
        run: the list of medicines is then not whole, and gates keep asking.
        """
        known, told = standard(), []
        for _number, name, now in _rows(self.cleaned_data):
            if not name:
                continue
            if now == "yes":
                ingredients = list(ingredients_of(name, known))
                medicine: dict[str, Any] = {
                    "text": name,
                    "provenance": {"source": SOURCE},
                    **({"ingredients": ingredients} if ingredients else {}),
                }
                told.append(("medicine", medicine))
                continue
            trial: dict[str, Any] = {
                "id": f"told-{uuid4().hex[:12]}",
                "treatment": treatment_of(name, known),
                "text": name,
                "provenance": {"source": SOURCE},
                **({"ongoing": False} if now == "no" else {}),
            }
            told.append(("trial", trial))
        if self.cleaned_data["whole"]:
            said = {"name": "medicines_complete_on", "value": self.on.isoformat()}
            told.append(("statement", said))
        return told


def _rows(data: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    return [
        (
            number,
            (data.get(f"name_{number}") or "").strip(),
            data.get(f"now_{number}") or "",
        )
        for number in range(1, ROWS + 1)
    ]


class EpisodeForm(forms.Form):
    """When the low time of now began; many counts of treatments start there."""

    began = forms.DateField(
        label=_("When did this low time begin?"),
        help_text=_("A rough day is fine, such as the first of that month."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_began(self) -> date:
        day: date = self.cleaned_data["began"]
        if day > self.on:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def payload(self) -> dict[str, Any]:
        """The statement in the record's form."""
        began: date = self.cleaned_data["began"]
        return {"name": "episode_started_on", "value": began.isoformat()}


def _dose(value: float, old: Mapping[str, Any] | None) -> dict[str, Any]:
    """In mg a day, or in the unit that was recorded elsewhere for the same number."""
    before = (old or {}).get("highest_dose") or {}
    if before.get("value") == value:
        return dict(before)
    return {"value": value, "unit": "mg/d"}


def _ended(data: Mapping[str, Any]) -> bool | None:
    return False if data["stopped_on"] or data["stopped_because"] else None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(text: str) -> float | None:
    return float(text) if text else None


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _yes(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def _said(answer: bool | None) -> str:
    return {True: "yes", False: "no"}.get(answer, "") if answer is not None else ""
