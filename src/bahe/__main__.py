"""`python -m bahe` is the command line."""

import sys

from bahe.desk.cli import main

sys.exit(main())
