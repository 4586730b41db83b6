"""How a sleep diary is looked at; the numbers come from knowledge/sleep."""

from dataclasses import dataclass

from heartsease.core.sources.source import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class SleepKnowledge:
    """How many nights each answer needs, and where a clock turns early or late.

    Hours of a clock are hours after midnight. Time in bed up to `usual_in_bed_h` is taken
    as it was typed; more is asked about once.
    """

    fewest_nights: int  # for a mean of a week
    fewest_pairs: int  # of neighbouring nights, for the regularity index
    fewest_free_nights: int
    fewest_duty_nights: int
    early_before_h: float
    late_after_h: float
    night_work_after_h: float  # middle of sleep before duty; later is night work
    usual_in_bed_h: float
    nights_citation: Citation
    efficiency_citation: Citation
    regularity_citation: Citation
    chronotype_citation: Citation
    limits_citation: Citation
