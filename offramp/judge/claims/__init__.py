"""Claims judged: whether a document's sentences hold in one solved game."""
