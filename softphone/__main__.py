"""`python -m softphone` is `softphone`."""

import sys

from softphone.cli import main

sys.exit(main())
