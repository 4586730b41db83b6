"""What every web app may use: the clock, checked JSON, safe headers."""
