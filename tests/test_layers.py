"""Imports go down only: cli > batch > render | io > engine > knowledge > model."""

from __future__ import annotations

import ast

import pytest

from conftest import ROOT

PACKAGE = ROOT / "src" / "qualrec"
ALLOWED = {
    "model": {"model"},
    "knowledge": {"knowledge", "model"},
    "registers": {"registers", "knowledge", "model"},
    "engine": {"engine", "knowledge", "model"},
    "io": {"io", "engine", "knowledge", "model"},
    "render": {"render", "engine", "knowledge", "model"},
    "batch": {"batch", "registers", "render", "io", "engine", "knowledge", "model"},
    "cli": {"cli", "batch", "registers", "render", "io", "engine", "knowledge", "model"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module == "qualrec":
            names += [f"qualrec.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("qualrec.")}
    return found - {"version"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_go_down(path):
    layer = path.relative_to(PACKAGE).parts[0]
    if layer in ALLOWED:
        assert imported(path.read_text(encoding="utf-8")) <= ALLOWED[layer]


def test_a_planted_upward_import_is_found():
    assert not imported("from qualrec.render import words") <= ALLOWED["engine"]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_module_swallows_the_others(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 380
