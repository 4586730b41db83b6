"""What works without a connection: a page of its own, and the way back to the server."""
