"""Who uses the program: accounts, the person a record is about, and consent."""
