"""The only place with Django: who is told, in a browser."""
