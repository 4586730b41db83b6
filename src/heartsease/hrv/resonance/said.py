"""What an assessment says to the person: one sentence, and what has to stand below it."""

from heartsease.core.values.unknown import Unknown
from heartsease.hrv.resonance.assess import Resonance, Verdict
from heartsease.hrv.say import Say


def sentence(found: Resonance | Unknown, say: Say) -> str:
    """The one sentence that is true; no rate is ever named that the verdict does not."""
    if isinstance(found, Unknown):
        return say("resonance.too_little")
    match found.verdict:
        case Verdict.ONE:
            return say("resonance.one", rate=f"{found.rates[0]:g}")
        case Verdict.TIE:
            rates = " and ".join(f"{one:g}" for one in found.rates)
            return say("resonance.tie", rates=rates)
        case Verdict.NONE:
            return say("resonance.none")


def remarks(found: Resonance | Unknown, say: Say) -> tuple[str, ...]:
    """Why there is no rate, that it changes, whose the weights are, what is not known."""
    told: list[str] = []
    if not isinstance(found, Unknown):
        if found.reason is not None:
            told.append(say(f"resonance.{found.reason.value}"))
        if found.rates and found.at_edge:
            told.append(say("resonance.at_edge"))
        if found.rates:
            told.append(say("resonance.chance"))
            told.append(say("resonance.again"))
        told.append(say("resonance.weights"))
    told.append(say("resonance.evidence"))
    return tuple(told)
