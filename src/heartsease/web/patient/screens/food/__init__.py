"""What was eaten, as taps on kinds of food: never calories, never weight."""
