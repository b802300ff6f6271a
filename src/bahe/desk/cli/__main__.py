"""`python -m bahe.desk.cli`."""

import sys

from bahe.desk.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
