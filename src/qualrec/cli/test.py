"""``qualrec test``: do the worked cases that stand beside the data hold?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualrec.cli.common import Data, Lang, On, Refusal, assessment_date, one_of, open_knowledge, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qualrec.engine.cases import Result


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Case files or folders; default: those beside the data. A folder of data is laid over."),
    ] = None,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Annotated[str, typer.Option("--format", help="text, json or junit")] = "text",  # noqa: A002
) -> None:
    """Run the worked cases that stand beside the data. Exit 1 where one does not hold."""
    one_of("--format", format, ("text", "json", "junit"))
    one_of("--lang", lang, ("en",))
    day = assessment_date(on)
    from qualrec.cli.inputs import pack_of
    from qualrec.engine.cases import load_cases, run
    from qualrec.engine.pack_cases import run_pack
    from qualrec.knowledge.requirements import is_pack

    own = [path for path in paths or () if _holds_data(path) and path.resolve() not in _known(data)]
    files = dict(_chosen(paths) if paths else _beside(data))
    if not files:
        raise Refusal("no cases", where=", ".join(map(str, paths or ())), do="name a file that begins with kind: cases")
    kb = open_knowledge([*(data or ()), *own] or None)
    results = []
    for name, file in files.items():
        if is_pack(file):
            results += run_pack(kb, pack_of(kb, file), day)
        else:
            results += [run(kb, case, day) for case in load_cases(name, file.read_bytes())]
    failed = sum(bool(result.differences) for result in results)
    if format == "json":
        shown = [
            {
                "path": r.path,
                "line": r.line,
                "name": r.name,
                "differences": [str(d) for d in r.differences],
                "failures": [{"key": d.key, "line": d.line, "expected": d.wanted, "got": d.got} for d in r.differences],
            }
            for r in results
        ]
        print_json({"cases": shown, "passed": len(results) - failed, "failed": failed})
    else:
        from qualrec.render import cases as render

        if format == "junit":
            sys.stdout.write(render.junit(results))
        else:
            _print(results, failed, own)
    if failed:
        raise typer.Exit(1)


def _print(results: list[Result], failed: int, own: list[Path]) -> None:
    from qualrec.render import cases as render
    from qualrec.render.screen import console, words

    if own:
        laid = ", ".join(map(str, own))
        console(stderr=True).print(words(f"{laid}: laid over the shipped knowledge"))
    render.show(results, failed, console())


def _holds_data(path: Path) -> bool:
    return any((path / name).is_dir() for name in ("frameworks", "mappings"))


def _known(data: list[Path] | None) -> set[Path]:
    from qualrec.knowledge.locate import shipped

    return {shipped().resolve(), *(path.resolve() for path in data or ())}


def _beside(data: list[Path] | None) -> Iterator[tuple[str, Path]]:
    """Yield the case files of all knowledge, each layer's own: a case of a lower layer is run too."""
    from qualrec.knowledge.locate import layered

    for name, file in layered(tuple(data or ())).items():
        if name.endswith("cases.yaml"):
            yield name, Path(file.path)


def _chosen(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the case files that were named, and those below the folders that were."""
    for path in paths:
        if path.is_dir():
            found = [file for file in sorted(path.rglob("*.yaml")) if file.is_file() and _of_cases(file)]
            if not found:
                raise Refusal("no cases", where=str(path), do="name a folder with files that begin with kind: cases")
            yield from ((file.as_posix(), file) for file in found)
        elif path.is_file():
            yield path.as_posix(), path
        else:
            raise Refusal("no such file or folder", where=str(path), do="check the path")


def _of_cases(file: Path) -> bool:
    """Say whether a file is one of cases, or a pack with cases in it, without reading all of a long one."""
    with file.open("rb") as opened:
        start = opened.read(4096)
    kinds = ([b"kind:", b"cases"], [b"kind:", b"conversion-cases"], [b"kind:", b"requirements"])
    return any(line.split(b"#")[0].split() in kinds for line in start.splitlines())
