"""Measures: what a laboratory, a cuff or a diary reports, and how it is read."""
