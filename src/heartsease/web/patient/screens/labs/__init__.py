"""Results and measures, and adding one."""
