"""What may be done for a minute."""

from heartsease.core.practices.definition import Pacer

BREATHE, OUTSIDE = "slow_breathing", "two_minutes_outside"
OFFERED = (BREATHE, OUTSIDE)
_MINUTE_S = 60


def breaths(pacer: Pacer) -> int:
    """Whole breaths in about a minute; at least one."""
    return max(1, round(_MINUTE_S / pacer.cycle_s))
