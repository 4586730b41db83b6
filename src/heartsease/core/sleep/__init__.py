"""What the sleep diary says: each night, how regular, and early or late."""
