"""SHA-256 from the interpreter's own module: ``hashlib`` loads OpenSSL first, 3 ms of a command of 50."""

from __future__ import annotations

from importlib import import_module


def sha256(raw: bytes) -> str:
    """Return the SHA-256 of *raw* in hexadecimal."""
    for name in ("_sha2", "_sha256", "hashlib"):  # CPython 3.12 and later, 3.11, any other
        try:
            return str(import_module(name).sha256(raw).hexdigest())
        except ImportError:
            continue
    raise AssertionError("hashlib is part of every Python")
