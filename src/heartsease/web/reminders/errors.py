"""What can be wrong with a wish about reminders; each is a sentence for the person."""


class NotPossible(ValueError):
    """The times or the quiet hours cannot be kept as they were given."""
