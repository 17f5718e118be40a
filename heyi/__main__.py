"""`python -m heyi` is the `heyi` command."""

import sys

from heyi.config.cli import main

sys.exit(main())
