"""Finding the breathing rate at which this person's heart swings most, or saying that none stands out."""
