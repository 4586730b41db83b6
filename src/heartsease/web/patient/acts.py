"""What a page of the journal is about when it is a small act, or how one went."""

ACTION, REVIEW = "action", "review"
