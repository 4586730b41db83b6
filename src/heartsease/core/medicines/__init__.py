"""What a medicine is called, which classes it is in, and what a trial of it needs."""
