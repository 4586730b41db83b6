"""The design system: tokens, pieces and drawings that every screen shares."""
