"""The command line: who is told, in a terminal."""
