"""The conventions that Kubios HRV documents, by our names; like it, not checked with it.

No export with its input lies at hand, so nothing here was compared with the program.
What differs from ours, after its user's guide and from memory: spectra of the intervals
after smoothness priors (lambda 500) in Hann windows of 300 s, 50 % overlap; DFA over 4 to
12 and 13 to 64 beats. Its VLF and total power begin at zero, these at 0.0033 Hz; after
detrending little is left between. Detrending also changes the time domain there; here it
does not.
"""

from heartsease.hrv.nonlinear import dfa
from heartsease.hrv.series import Series
from heartsease.hrv.spectrum import bands, detrend
from heartsease.hrv.spectrum.bands import SpectrumSettings

SETTINGS = SpectrumSettings(
    method=bands.Method.WELCH, smoothness=detrend.LAMBDA, window_s=300.0
)
_NEAR, _FAR = range(4, 13), range(13, 65)


def measure(series: Series) -> dict[str, float]:
    """The two slopes; bands come with `SETTINGS`, and the rest is as ours."""
    return {
        "dfa_alpha1": dfa.slope(series.nn_ms, _NEAR),
        "dfa_alpha2": dfa.slope(series.nn_ms, _FAR),
    }
