"""The treatments that run, and what is settled about each."""
