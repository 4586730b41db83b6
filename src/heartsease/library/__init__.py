"""Reads knowledge strictly into core types; the only user of pydantic."""
