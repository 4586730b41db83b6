"""What a new passphrase has to be, said in the words of these pages."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.utils.translation import gettext


class LongEnough(MinimumLengthValidator):
    """Length is what makes it hard to guess."""

    def get_error_message(self) -> str:
        return gettext("This is too short. Please take at least %(least)s letters.") % {
            "least": self.min_length
        }


class NotCommon(CommonPasswordValidator):
    """What many people use is tried first by who guesses."""

    def get_error_message(self) -> str:
        return gettext("Many people use these words. Please take others.")
