"""What is wrong with a whole file."""


class ImportFileError(ValueError):
    """The file can't be read as a table. The message is a sentence in Swedish that says what to do."""
