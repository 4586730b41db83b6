"""How far treatment was truly tried: adequacy of each trial, and staging from them.

Stages are worked out from the trials each time and never stored.
What is missing widens a stage to a range; it is never filled in.
"""
