"""Reads other people's files into one record; every row is taken, refused or named."""
