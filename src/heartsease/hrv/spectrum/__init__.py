"""Spectra of heart rhythm: evenly resampled, without resampling, or as a model."""
