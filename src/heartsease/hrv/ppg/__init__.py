"""Pulse waves from finger, wrist and phone camera, read beat by beat."""
