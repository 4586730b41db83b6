"""Measures: what a laboratory, a cuff or a diary reports, and what it can be read as."""
