"""What is stored, who looked, and the ways to take it along or to wipe it."""
