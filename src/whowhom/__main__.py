"""``python -m whowhom``: the command line."""

import sys

from whowhom.cli import main

if __name__ == "__main__":
    sys.exit(main())
