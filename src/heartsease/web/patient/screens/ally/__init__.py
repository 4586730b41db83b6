"""The ally's side: open a code, and see what is shared now."""
