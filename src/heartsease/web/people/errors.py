"""What can be refused about people, in sentences for the person."""


class NotAllowed(Exception):
    """The one who asks may not do this."""
