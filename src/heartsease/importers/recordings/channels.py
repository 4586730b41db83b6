"""What a channel measures, by what its label says; the same for every kind of file.

A label that says nothing stays `OTHER`: a signal is never guessed by its shape.
"""

import re

from heartsease.importers.recordings.recording import SignalKind

_PULSE = ("ppg", "pleth", "bvp", "pulse")
_BREATH = ("resp", "rsp", "thor", "abdo", "flow", "breath")
_HEART = ("ecg", "ekg")
_OTHER_BODY = ("eeg", "emg", "eog", "erg")
# Standard, chest, limb (D1 as in Spanish) and EASI leads, and the modified ones of
# PhysioNet's archives: MLII, ML5, MV2, MCL1.
_LEAD = re.compile(
    r"(?:lead |mod\.?)?(?:i{1,3}|av[rlf]|v|[vd]\d|c[mc]\d|[ae]-?s|a-?i"
    r"|m(?:l|v|cl)(?:i{1,3}|\d))(?:-v\d)?"
)
_COLOUR = re.compile(
    r"(?:mean|avg|average)?(r|g|b|red|green|blue)(?:mean|avg|average)?"
)


def kind_of(label: str) -> SignalKind:
    """The kind of a channel; its unit in brackets does not count."""
    word = re.sub(r"[\[(].*", "", label.lower()).strip(" ,;:+\"'")
    if any(one in word for one in _OTHER_BODY):
        return SignalKind.OTHER
    if any(one in word for one in _HEART) or _LEAD.fullmatch(word):
        return SignalKind.ECG
    if any(one in word for one in _PULSE):
        return SignalKind.PPG
    if any(one in word for one in _BREATH):
        return SignalKind.BREATH
    return SignalKind.OTHER


def is_of_a_camera(label: str) -> bool:
    """Whether it is the mean of one colour of a picture: red, R, mean_green, ..."""
    return _COLOUR.fullmatch(re.sub(r"[^a-z]", "", label.lower())) is not None
