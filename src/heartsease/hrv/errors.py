"""What can be wrong with the numbers that come in; each error is a sentence."""


class HrvError(ValueError):
    """The base of everything this package refuses."""


class BeatsError(HrvError):
    """A list of beats cannot be one; the sentence names the place and the reason."""
