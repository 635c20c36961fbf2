"""Exchange formats, one module each; every reader gives plain values as the command line would."""
