"""Small notes at chosen times: discreet, quiet when asked, and resting by themselves."""
