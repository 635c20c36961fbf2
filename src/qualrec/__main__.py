"""``python -m qualrec``."""

from qualrec.cli.main import main

main()
