"""Kinds of help after hard things, told honestly; what the person wants leads."""
