"""The twelve weeks: themes, lessons and one practice each, in any order."""
