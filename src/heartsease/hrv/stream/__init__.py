"""Live heartbeats: what arrives is pushed in, what happened comes out as events."""
