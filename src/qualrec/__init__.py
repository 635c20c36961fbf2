"""Recognition of cross-border qualifications: cited, dated, reproducible assessments, offline.

The names below are the public surface; everything else may change.
"""

from __future__ import annotations

from typing import Any

from qualrec.version import __version__

__all__ = ["__version__", "assess", "assess_many", "load", "validate"]


def __getattr__(name: str) -> Any:
    if name in {"load", "assess", "assess_many", "validate"}:
        from qualrec import api

        return getattr(api, name)
    raise AttributeError(f"module 'qualrec' has no attribute {name!r}")
