"""The twelve weeks: any order, easy to find again, short on a low day."""
