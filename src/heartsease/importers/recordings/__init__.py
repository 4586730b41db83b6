"""Brings in heartbeats and signals from recorders; one module per kind of file."""
