"""What a document may cost. Documents come from strangers, and a book is the largest that a source needs."""

from typing import Final

MOST_BYTES: Final = 50_000_000  # of the file
MOST_UNPACKED: Final = 100_000_000  # bytes of all that a docx holds
MOST_PARTS: Final = 5_000  # files inside a docx
MOST_PAGES: Final = 5_000
MOST_CHARACTERS: Final = 5_000_000  # of text
MOST_SECONDS: Final = 60
MOST_MEMORY: Final = 2_000_000_000  # bytes of address space of the process that reads
