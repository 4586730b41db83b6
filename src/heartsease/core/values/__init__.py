"""Small values everything else is made of: amounts, codes, and not knowing."""
