"""Crisis help for any country; open to everyone, signed in or not."""
