"""Back after the screen had locked."""
