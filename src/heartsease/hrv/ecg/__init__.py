"""The electrocardiogram: where the heart beats in it, and how far it can be trusted."""
