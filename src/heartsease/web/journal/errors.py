"""What can go wrong with a sealed page; each is a sentence for the person."""


class CannotBeOpened(Exception):
    """The key is not the one it was sealed with, or the page was damaged."""


class NotReadable(ValueError):
    """A file of pages is in another form than the one they were taken out in."""
