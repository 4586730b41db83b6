"""What is kept on this device for days without a connection, and taking it away."""
