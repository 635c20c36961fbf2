"""The version of the program; the knowledge has its own, a hash of its files."""

__version__ = "0.1.0"
