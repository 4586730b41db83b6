"""The forms and refusals of django-allauth in the words of these pages."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    SignupForm,
)
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_WRONG = _("The name or the passphrase does not fit. Please try again.")
_NAME, _MAIL = _("Your name here"), _("Your e-mail")
_SECRET = _("Passphrase")
_LONG = _("Four or five plain words work well. At least 10 letters.")


class InOurWords(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """What is said when signing in does not work; it never says which part was wrong."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "incorrect_password": _("This passphrase does not fit. Please try again."),
        "enter_current_password": _("These are not the words you use now."),
        "username_taken": _("This name is in use here. Please take another one."),
        "incorrect_code": _("This code does not fit. Please try the newest one."),
        "too_many_login_attempts": _(
            "There were many tries. Please wait five minutes and try again."
        ),
        "rate_limited": _("There were many tries. Please wait a little."),
    }


class SignIn(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Name and passphrase."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = settings.OWN_COMPUTER
        _call(self, login=_NAME if own else _MAIL, password=_SECRET)
        help_text = _("The words you chose when you started.") if own else ""
        self.fields["password"].help_text = help_text


class _Twice:
    """Says in our words that the same was not typed twice."""

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "password2" and not isinstance(error, ValidationError):
            error = _("These are not the same words as above.")
        super().add_error(field, error)  # type: ignore[misc]  # the form's own


class Start(_Twice, SignupForm):  # type: ignore[misc]  # allauth is untyped
    """A new place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(
            self,
            username=_NAME,
            email=_MAIL,
            password1=_SECRET,
            password2=_("The same words again"),
        )
        self.fields["password1"].help_text = _LONG


class NewPassphrase(_Twice, ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The words of now, and new ones twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(
            self,
            oldpassword=_("The words you use now"),
            password1=_("New words"),
            password2=_("The new words again"),
        )
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = _LONG


class StillYou(ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The passphrase once more, before the ways in are changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, password=_("Your passphrase"))
        self.fields["password"].help_text = ""


def _call(form: Any, **names: Any) -> None:
    """The labels; a field that this kind of site does not ask is left out."""
    for name, label in names.items():
        if name in form.fields:
            form.fields[name].label = label
            # It says the name of the field in other words.
            form.fields[name].widget.attrs.pop("placeholder", None)
