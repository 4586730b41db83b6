"""Other programs' conventions, so that their numbers can be had again and compared."""
