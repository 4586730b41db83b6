"""Settings, addresses and the server of the whole web program."""
