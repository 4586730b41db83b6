"""What leaves the program: JSON, text, pages, drawings. Nothing is decided here."""
