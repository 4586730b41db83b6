"""What can be refused about sharing, in sentences for the one who asked."""


class CodeOpensNothing(Exception):
    """Unknown, run out, used or taken back: nobody is told which of them it is."""


class NothingShared(Exception):
    """This account is shown nothing here, now; or there never was anything."""


class NoSuchShare(Exception):
    """The owner named a share that is not theirs, is over, or waits for somebody."""
