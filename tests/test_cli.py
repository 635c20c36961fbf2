"""The program as it is run: exit codes, plain bytes, and what is not imported."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import unicodedata

import pytest
from typer.testing import CliRunner

from conftest import ROOT
from qualrec.cli.app import COMMANDS, build

NO = ["--country", "NO", "--title", "Bachelor i biologi", "--awarded", "2015", "--credits", "180", "--to", "DE"]


def run(*arguments, **env):
    command = [sys.executable, "-m", "qualrec", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        cwd=ROOT,
        env={**os.environ, **env},
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["assess", *NO, "--assume-recognised"], 0, "RECOGNISED"),
        (["assess", *NO], 0, "ASK FIRST"),
        (["assess", "--country", "ZZ", "--title", "x", "--to", "DE"], 2, "is no country"),
        (["assess", "--country", "Norwai", "--title", "x", "--to", "DE"], 2, "NO (Norway)"),
        (["assess", "--country", "NO", "--title", "x", "--to", "XX"], 2, "--to XX"),
        (["assess", "--no-such-option"], 2, "No such option"),
        (["assess", "no-such-file.json"], 2, "no-such-file.json"),
        (["assess", *NO, "--credits", "many"], 2, "many"),
        (["assess", *NO, "--set", "oops"], 2, "PATH=VALUE"),
        (["assess", *NO, "--on", "yesterday"], 2, "2026-01-31"),
        (["assess", *NO, "--purpose", "fun"], 2, "purpose"),
        (["assess", *NO, "--id", "no-bachelr"], 2, "no-bachelor"),
        (["assess"], 2, "no credential"),
        (["--on", "2026-01-01", "assess", *NO], 0, "2026-01-01"),
        (["validate", "no-such-folder"], 2, "no-such-folder"),
        (["show", "no-bachlor"], 2, "no-bachelor"),
        (["explain", "TITLE_UNKNWON"], 2, "TITLE_UNKNOWN"),
        (["convert", "credits", "x", "--from", "int-ects"], 2, "not an amount"),
        (["convert", "credits", "1", "--from", "int-etcs"], 2, "int-ects"),
        (["identify", "Bachelor i biologi", "--country", "NO"], 0, "no-bachelor"),
        (["assess", *NO, "--data", "no-such-folder"], 2, "no such folder"),
        (["batch", "no-such.csv", "--to", "DE"], 2, "no-such.csv"),
        (["--help"], 0, "Exit codes"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else None,
)
def test_exit_codes_and_words(arguments, code, says):
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_knowledge_that_cannot_be_loaded_is_3(tmp_path):
    folder = tmp_path / "frameworks" / "no"
    folder.mkdir(parents=True)
    (folder / "nkr.yaml").write_text("kind: framework\nnosuchkey: 1\n", encoding="utf-8")
    done = run("assess", *NO, "--data", str(tmp_path))
    assert done.returncode == 3
    assert "nkr.yaml:" in done.stderr


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_the_page_fits_and_is_plain(width):
    done = run("assess", *NO, "--assume-recognised", "-v", "--where", COLUMNS=width)
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= int(width)
    assert "\x1b" not in done.stdout
    assert not any(line != line.rstrip() for line in lines[:20])


HOSTILE = "[bold red]Bachelor[/] \x1b[31mi\x1b[0m \u202ebiologi\u202c \x07\x9b"


def test_hostile_text_is_shown_harmless():
    done = run("assess", "--country", "NO", "--title", HOSTILE, "--to", "DE")
    shown = done.stdout
    assert "[bold red]" in shown
    assert not any(unicodedata.category(c) in {"Cc", "Cf"} and c != "\n" for c in shown)


def test_same_input_same_bytes():
    one = run("assess", *NO, "--on", "2026-01-01", "--format", "json", PYTHONHASHSEED="1", TZ="Asia/Tokyo")
    two = run("assess", *NO, "--on", "2026-01-01", "--format", "json", PYTHONHASHSEED="2", LC_ALL="C")
    assert one.stdout == two.stdout
    assert json.loads(one.stdout)["digest"].startswith("sha256:")


def test_a_short_command_imports_little():
    program = (
        f"import sys; sys.argv = ['qualrec', 'assess', *{NO!r}, '--assume-recognised', '--format', 'json'];"
        "from qualrec.cli.main import run\n"
        "try: run(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = {'rich', 'pydantic', 'jsonschema', 'yaml', 'rapidfuzz', 'importlib.metadata'} & set(sys.modules)\n"
        "sys.stderr.write(repr(sorted(heavy)))"
    )
    run("assess", *NO, "--format", "json")  # the knowledge is compiled once
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr == "[]"


DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]
BLOCKS = [
    (path, block)
    for path in DOCS
    for block in re.findall(r"^```console\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
]


@pytest.mark.parametrize(("path", "block"), BLOCKS, ids=[f"{p.name}-{n}" for n, (p, _) in enumerate(BLOCKS)])
def test_console_blocks_of_the_documents_are_true(path, block):
    """A line of dots stands for lines left out; the knowledge's hash may change."""
    command, _, shown = block.partition("\n")
    while command.endswith("\\"):
        more, _, shown = shown.partition("\n")
        command = command[:-1] + more
    words = shlex.split(command.removeprefix("$ "))
    assert words[0] == "qualrec"
    printed = run(*words[1:], COLUMNS="80").stdout
    pieces = [piece.strip("\n") for piece in re.split(r"^\.\.\.$", shown, flags=re.MULTILINE)]
    here = 0
    for piece in pieces:
        found = steady(printed).find(steady(piece), here)
        assert found >= 0, f"{path.name}: not printed: {piece}\n--- printed:\n{printed}"
        here = found + len(steady(piece))


def steady(text):
    return re.sub(r"knowledge \d{4}\.\d{2}, [0-9a-f]{8}", "knowledge", text)


def test_the_readme_has_its_two_commands():
    blocks = re.findall(
        r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(blocks) >= 2
    assert all(len(block.strip().splitlines()) == 1 for block in blocks[:2])


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_list_of_commands_says_what_the_commands_say_of_themselves(width: int) -> None:
    env = {"COLUMNS": str(width), "TERMINAL_WIDTH": str(width)}
    listed, whole = (CliRunner().invoke(build(listed=short), ["--help"], env=env) for short in (True, False))
    assert listed.exit_code == whole.exit_code == 0
    assert listed.stdout == whole.stdout
    assert set(re.findall(r"^  (\w+) ", listed.stdout.partition("Commands:")[2], re.MULTILINE)) >= set(COMMANDS)


def test_help_of_the_program_imports_no_command() -> None:
    code = "import sys; from qualrec.cli.main import run\ntry: run(['--help'])\nexcept SystemExit: pass\n"
    told = "print([m for m in sys.modules if m.startswith('qualrec.')], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + told], capture_output=True, text=True, check=True)
    assert "qualrec.cli.assess" not in done.stderr
    assert "qualrec.engine" not in done.stderr
