"""One person's facts in the database: added to and corrected, never overwritten."""
