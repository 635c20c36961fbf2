"""Compile the knowledge into the wheel, so that an installed program reads it as it is."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class KnowledgeHook(BuildHookInterface):  # type: ignore[type-arg] # its type parameter is of no use here
    """Adds ``qualrec/data/knowledge.qrs`` to a wheel; a data file with a fault of shape fails the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel is put together; an editable install reads the checkout itself."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from qualrec.knowledge.packaged import NAME, pack

        self.folder = Path(tempfile.mkdtemp(prefix="qualrec-"))
        pack(root, self.folder / NAME)
        (self.folder / NAME).chmod(0o644)
        build_data["force_include"][str(self.folder / NAME)] = f"qualrec/data/{NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Take away what was put together."""
        folder = getattr(self, "folder", None)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
