"""What a page may be about, and how long it may be."""

VALUES, ACTION, REVIEW, FREE = "values", "action", "review", ""
QUESTIONS = ("left_behind", "quiet_joy", "most_myself")
# What a person writes in their own words; the others are chosen from cards.
TO_WRITE = (*QUESTIONS, ACTION, FREE)
LONGEST = 20_000  # signs of one page; some ten sheets of paper


def words_of(typed: str) -> str:
    """A text as it is kept, however its lines were ended; "" when nothing was written.

    A form ends each line with two signs, so that a long page with many lines would
    seem longer than it is. Half of a sign that was cut in two cannot be sealed and
    becomes a question mark.
    """
    whole = typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\r\n", "\n").strip()
