"""Tells artefacts apart, repairs what can be repaired, and says what was done."""
