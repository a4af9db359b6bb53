"""How much of everything a scenario may have."""

from typing import Final

LANGUAGE: Final = 1  # `offramp: 1`
MOST_ACTORS: Final = 8
MOST_PERIODS: Final = 10_000
MOST_OPEN_PERIODS: Final = 1000  # that an open horizon is followed for
MOST_LAGS: Final = 12  # earlier values that one stock may keep
MOST_NUMBERS: Final = 1001  # of one numeric option
MOST_SUBSTEPS: Final = 1000
MOST_USES: Final = 50  # of mechanisms in one scenario
MOST_WORDS: Final = 12  # a phrase finds its place in a document; it doesn't copy the document
