"""Questionnaires: what they ask, how answers become scores, how scores change."""
