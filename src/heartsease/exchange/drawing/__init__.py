"""Pictures drawn as SVG that print, follow dark mode, and have words in them."""
