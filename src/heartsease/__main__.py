"""Lets `python -m heartsease` be the same as `heartsease`."""

from heartsease.cli.main import main

main()
