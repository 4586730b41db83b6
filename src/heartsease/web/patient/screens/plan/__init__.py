"""At most three next steps, and why not the rest."""
