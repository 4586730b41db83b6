"""What can go wrong with a sealed page; each is a sentence for the person."""


class CannotBeOpened(Exception):
    """The key is not the one it was sealed with, or the page was damaged."""
