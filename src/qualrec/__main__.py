"""``python -m qualrec``."""

from qualrec.cli.app import main

main()
