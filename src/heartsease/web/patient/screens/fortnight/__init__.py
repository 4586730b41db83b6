"""The check of every two weeks."""
