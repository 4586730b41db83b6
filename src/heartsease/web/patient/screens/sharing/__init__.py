"""The owner's side of sharing: invite, say yes to a name, give, take back."""
