"""One module per kind of recording; none knows another."""
