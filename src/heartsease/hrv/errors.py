"""What can be wrong with the numbers that come in; each error is a sentence."""


class HrvError(ValueError):
    """The base of everything this package refuses."""


class EcgError(HrvError):
    """An ECG cannot be read; the sentence says what is wrong with it."""


class BeatsError(HrvError):
    """A list of beats cannot be one; the sentence names the place and the reason."""


class PacerError(HrvError):
    """A breathing pacer cannot be followed; the sentence says what is wrong."""


class StreamError(HrvError):
    """What was pushed cannot follow what came before; the sentence says why."""


class SettingsError(HrvError):
    """A setting or a name that there is not; the sentence lists what there is."""


class ProtocolError(HrvError):
    """A resonance assessment is planned in a way that cannot give an answer."""


class PulseError(HrvError):
    """A recording cannot hold a pulse that can be read; the sentence says why."""
