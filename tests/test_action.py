"""The GitHub action: every input is used, and each step's script does what its page says, run by bash in a sandbox."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = {re.match(r"# (\S+)", text)[1]: text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)}  # type: ignore[index]
BASH = shutil.which("bash")
GOOD = """kind: qualifications
schema: 1
country: "NO"
sources:
  no-own: {title: Own, publisher: Own, url: "https://example.org", accessed: "2026-11-24", kind: institution}
types:
  - id: no-own-diploma
    title: {nb: Egen grad}
    kind: first_cycle
    level: {no-nkr: "6.2"}
    requires: [no-vgs]
    cite: [no-own]
    confidence: verified
"""


def scripts() -> dict[str, dict[str, Any]]:
    return {step["name"]: step for step in STEPS if "run" in step}


# ---- what the file says ----


def test_every_input_is_used_and_none_is_unknown() -> None:
    used = set(re.findall(r"\binputs\.([a-z-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])
    assert all("default" in told and told["description"] for told in ACTION["inputs"].values())


def test_nothing_is_written_into_a_script() -> None:
    """An input in the text of a script could be a command; all reach it through the environment."""
    for step in scripts().values():
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        named = set(re.findall(r"\$\{?([A-Z_]+)", step["run"]))
        given = {
            *step.get("env", {}),
            "RUNNER_TEMP",
            "GITHUB_PATH",
            "GITHUB_OUTPUT",
            "GITHUB_STEP_SUMMARY",
            "GITHUB_ACTION_PATH",
        }
        assert named <= given
        assert set(step.get("env", {})) <= named


def test_every_output_comes_from_a_step_that_writes_it() -> None:
    by_id = {step["id"]: step for step in STEPS if "id" in step}
    for name, told in ACTION["outputs"].items():
        step, key = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.(\w+) \}\}", told["value"]).groups()  # type: ignore[union-attr]
        assert key == name
        assert f'echo "{key}=' in by_id[step]["run"]


def test_the_page_shows_inputs_that_exist_and_lists_all() -> None:
    jobs = yaml.safe_load(BLOCKS[".github/workflows/qualrec.yml"])["jobs"]
    (step,) = [s for job in jobs.values() for s in job["steps"] if "qualrec" in s.get("uses", "")]
    assert set(step["with"]) <= set(ACTION["inputs"])
    for name, told in ACTION["inputs"].items():
        shown = f"`{told['default']}`" if told["default"] else ""
        assert re.search(rf"^\| `{name}` \| {re.escape(shown)} ?\|", PAGE, re.MULTILINE), name
    assert set(re.findall(r"steps\.qualrec\.outputs\.(\w+)", PAGE)) <= set(ACTION["outputs"])


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/qualrec.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_they_have_the_published_shape(tmp_path: Path, schema: str, name: str) -> None:
    pytest.importorskip("check_jsonschema", reason="pip install check-jsonschema")
    file = tmp_path / "it.yml"
    file.write_text(BLOCKS.get(name) or (ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    file.write_text(
        file.read_text(encoding="utf-8").replace("script:", "scrip:").replace("runs", "rnus"), encoding="utf-8"
    )
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 1


# ---- what the scripts do ----


class Sandbox:
    """A job's machine: a workspace, the files that GitHub names, and qualrec on the path."""

    def __init__(self, folder: Path) -> None:
        self.workspace, self.temp, bin_ = folder / "work", folder / "temp", folder / "bin"
        for made in (self.workspace, self.temp, bin_):
            made.mkdir()
        self.files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        for file in self.files.values():
            file.touch()
        shim = bin_ / "qualrec"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qualrec "$@"\n')
        shim.chmod(0o755)
        self.env = {
            **os.environ,
            **{name: str(file) for name, file in self.files.items()},
            "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(ROOT),
        }

    def put(self, name: str, text: str) -> None:
        file = self.workspace / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def run(self, name: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run a step's script as GitHub does, its inputs given by the names of its environment."""
        step = scripts()[name]
        defaults = {
            key: ACTION["inputs"][match[1]]["default"] if (match := re.search(r"inputs\.([a-z-]+)", said)) else ""
            for key, said in step.get("env", {}).items()
        }
        assert given.keys() <= defaults.keys()
        script = self.temp / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        assert BASH
        command = [BASH, "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        env = {**self.env, **defaults, **given}
        return subprocess.run(
            command, cwd=self.workspace, env=env, capture_output=True, text=True, check=False, timeout=300
        )

    def read(self, name: str) -> str:
        return self.files[name].read_text(encoding="utf-8")


pytestmark = pytest.mark.skipif(not BASH, reason="bash is not installed")
CHECK, COMPARE, FAIL = "Check the data files", "Say what the change moves", "Fail where something was found"


@pytest.fixture
def box(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)


@pytest.mark.parametrize(("version", "wanted"), [("", str(ROOT)), ("0.2.0", "qualrec==0.2.0")])
def test_it_installs_into_a_place_of_its_own(box: Sandbox, version: str, wanted: str) -> None:
    """A stand-in for python makes the environment and writes down what pip is asked for."""
    fake = box.temp / "python"
    told = box.temp / "told"
    make = 'mkdir -p "$3/bin"; cp "$0" "$3/bin/python"'
    fake.write_text(f'#!/bin/sh\nif [ "$2" = venv ]; then {make}; else echo "$@" >> "{told}"; fi\n')
    fake.chmod(0o755)
    done = box.run("Install qualrec", PYTHON=str(fake), VERSION=version)
    assert done.returncode == 0, done.stderr
    assert told.read_text().split()[-1] == wanted
    assert box.read("GITHUB_PATH") == f"{box.temp}/qualrec/bin\n"


def test_faults_are_marked_and_told_to_the_later_steps(box: Sandbox) -> None:
    box.put("my data/frameworks/no/own.yaml", GOOD.replace("no-vgs", "no-vgx"))
    box.put(
        "other/frameworks/no/own.yaml", GOOD.replace("no-own-diploma", "no-other").replace("first_cycle", "fist_cycle")
    )
    done = box.run(CHECK, PATHS="my data\nother\n\n", SARIF="out.sarif", FAIL_ON="warning")
    assert done.returncode == 0, done.stderr
    marks = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert [re.search(r"file=([^,]*),line=(\d+)", line).groups() for line in marks] == [  # type: ignore[union-attr]
        ("my data/frameworks/no/own.yaml", "11"),
        ("other/frameworks/no/own.yaml", "9"),
    ]
    assert box.read("GITHUB_OUTPUT") == "sarif=out.sarif\nfindings=true\n"
    assert "**qualrec validate**: 2 errors" in box.read("GITHUB_STEP_SUMMARY")
    results = json.loads((box.workspace / "out.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    places = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results]
    assert places == ["my%20data/frameworks/no/own.yaml", "other/frameworks/no/own.yaml"]
    failed = box.run(FAIL, FOUND="true", FAIL_ON="warning")
    assert failed.returncode == 1
    assert "at or above warning" in failed.stderr


def test_sound_files_pass(box: Sandbox) -> None:
    box.put("frameworks/no/own.yaml", GOOD.replace("no-vgs", "no-own-school"))
    school = GOOD.replace("no-own-diploma", "no-own-school").replace("first_cycle", "access").replace("6.2", "4A")
    box.put("below/frameworks/no/school.yaml", school.replace("    requires: [no-vgs]\n", ""))
    done = box.run(CHECK, PATHS="frameworks", DATA="below")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert box.read("GITHUB_OUTPUT") == "findings=false\n"
    assert "no findings" in box.read("GITHUB_STEP_SUMMARY")
    assert box.run(FAIL, FOUND="false").returncode == 0


@pytest.mark.parametrize("given", [{"PATHS": "no such"}, {"FAIL_ON": "eror"}, {"PATHS": "--help-me"}])
def test_what_cannot_be_run_fails_the_step(box: Sandbox, given: dict[str, str]) -> None:
    done = box.run(CHECK, **given)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert box.read("GITHUB_OUTPUT") == ""


def test_what_a_change_moves_is_a_comment(box: Sandbox) -> None:
    git = shutil.which("git")
    if not git:
        pytest.skip("git is not installed")
    box.put("mine/frameworks/no/own.yaml", GOOD)
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([git, *identity, *words], cwd=box.workspace, check=True)
    box.put("mine/frameworks/no/own.yaml", GOOD.replace('"6.2"', '"7"'))
    done = box.run(COMPARE, BASE="HEAD", FOLDER="mine")
    assert done.returncode == 0, done.stderr
    comment = (box.temp / "qualrec-diff.md").read_text(encoding="utf-8")
    assert "no-own-diploma" in comment
    assert box.read("GITHUB_STEP_SUMMARY") == comment
    assert box.read("GITHUB_OUTPUT") == f"comment={box.temp}/qualrec-diff.md\n"
    assert box.run(COMPARE, BASE="no-such-revision", FOLDER="mine").returncode == 2


def test_data_that_cannot_be_loaded_fails_for_what_was_found(box: Sandbox) -> None:
    """Where the check has told of the fault, comparing says so and leaves the failing to the last step."""
    box.put("old/frameworks/no/own.yaml", GOOD)
    box.put("mine/frameworks/no/own.yaml", GOOD.replace("first_cycle", "fist_cycle"))
    done = box.run(COMPARE, BASE="../old", FOLDER="mine", FOUND="true")
    assert done.returncode == 0, done.stderr
    assert "Nothing is compared" in box.read("GITHUB_STEP_SUMMARY")
    assert "comment=" not in box.read("GITHUB_OUTPUT")
    assert box.run(COMPARE, BASE="../old", FOLDER="mine", FOUND="false").returncode == 3
