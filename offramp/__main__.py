"""`python -m offramp`: the command line."""

import sys

from offramp.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
