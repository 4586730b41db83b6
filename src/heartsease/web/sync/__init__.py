"""What a device kept while it had no connection, taken over exactly once."""
