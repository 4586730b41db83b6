"""How every form is drawn: label, help, errors beside the field and again on top."""

from django.core import validators
from django.forms import fields
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _


class Renderer(DjangoTemplates):
    """`{{ form }}` and `{{ field.as_field_group }}` in the program's own look."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


def say_what_to_do() -> None:
    """Lets a field that says nothing of its own ask for what it needs.

    Django says what is wrong with a value; these pages say what helps.
    Called once, before any form is made.
    """
    for kind, about, words in (
        (fields.Field, "required", _("Please fill this in.")),
        (fields.IntegerField, "invalid", _("Please write a whole number.")),
        (fields.FloatField, "invalid", _("Please write a number.")),
        (fields.DecimalField, "invalid", _("Please write a number.")),
        (fields.DateField, "invalid", _("Please write a day, like 2027-01-31.")),
        (fields.ChoiceField, "invalid_choice", _("Please choose one that is shown.")),
    ):
        # Each class has its own, so that a kind below keeps what it says.
        own = {**vars(kind).get("default_error_messages", {}), about: words}
        kind.default_error_messages = own
    validators.MinValueValidator.message = _("Please write %(limit_value)s or more.")
    validators.MaxValueValidator.message = _("Please write %(limit_value)s or less.")
    validators.MaxLengthValidator.message = _(
        "Please write at most %(limit_value)s letters. There are %(show_value)s now."
    )
