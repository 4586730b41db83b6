"""What a person lets somebody close to them see: given by part, taken back at will."""
