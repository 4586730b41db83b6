"""What can be wrong with a whole file, in sentences for the person who has it."""


class FileRefused(ValueError):
    """Nothing of this file was taken; `advice` says what to do about it."""

    def __init__(
        self, reason: str, *, advice: str, row: str = "", field: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.row = row
        self.field = field


class SurveyError(ValueError):
    """A research survey cannot be read; the message names the table and the remedy."""
