"""The screens of one person; a screen is one folder."""
