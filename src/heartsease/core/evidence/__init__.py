"""What was found in whom, against what, how surely; graded and shown honestly."""
