"""All pieces of the design on one page, for those who build screens."""
