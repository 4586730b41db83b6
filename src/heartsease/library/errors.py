"""What can be wrong with a knowledge file, in sentences."""


class KnowledgeError(ValueError):
    """A knowledge file cannot be used; the message names the file and the field."""


class RecordError(ValueError):
    """A Heartsease record file cannot be used; the message names every wrong field."""
