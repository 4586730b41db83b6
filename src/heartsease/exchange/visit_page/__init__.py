"""The visit page: one A4 side for any doctor, as HTML and as PDF."""
