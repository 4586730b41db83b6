"""One module per kind of file; each exposes `SOURCE` and knows none of the others."""
