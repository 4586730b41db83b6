"""Quick exit: out of the account, and a page that says nothing."""
