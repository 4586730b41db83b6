"""People, straps and mistakes whose truth is known, to measure the engine against."""
