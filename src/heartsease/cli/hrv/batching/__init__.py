"""Measures a folder of recordings: resumable, and no bad file ends it."""
