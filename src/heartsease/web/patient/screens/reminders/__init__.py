"""Notes at chosen times: on a calendar, on the first page, and by mail."""
