"""The treatment passport: what was tried, how fairly, and what is taken now."""
