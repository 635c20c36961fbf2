"""Every code has its words, and the words speak only of values that the code declares."""

from __future__ import annotations

import ast
import inspect
import re

import pytest

from conftest import ROOT
from qualrec.cli.assess import command as assess_command
from qualrec.engine.methods import METHODS
from qualrec.engine.reasons import CODES, because
from qualrec.engine.settling import FACTS
from qualrec.knowledge.rules.catalogue import CATALOGUE
from qualrec.model.assessment import Finding, Outcome
from qualrec.model.credential import PURPOSES
from qualrec.render import words as w
from qualrec.render.checks import CHECKS
from qualrec.render.explain import explain, known
from qualrec.render.templates import TEMPLATES


def test_reasons_templates_and_explanations_are_one_set():
    assert set(CODES) == set(TEMPLATES)
    assert set(CODES) <= set(known())


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_template_is_filled_from_declared_values(code):
    assert w.fields(TEMPLATES[code]) <= set(CODES[code])
    assert "{" not in w.say(code, dict.fromkeys(CODES[code], "x"))


def test_outcomes_findings_and_purposes_have_words():
    assert set(w.OUTCOMES) == {str(outcome) for outcome in Outcome}
    assert set(w.FINDINGS) == {str(finding) for finding in Finding}
    assert set(w.PURPOSES) == set(PURPOSES)


@pytest.mark.parametrize("code", known())
def test_everything_known_is_explained(code):
    found = explain(code)
    assert found
    assert all(said.strip() for said in found["says"])


def test_a_reason_with_other_values_than_declared_is_refused():
    with pytest.raises(TypeError):
        because("TITLE_UNKNOWN", titel="x")


def strings(folder):
    for path in (ROOT / "src" / "qualrec" / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.name, node.value


def test_every_reason_that_the_engine_gives_is_used_and_declared():
    used = {value for name, value in strings("engine") if name != "reasons.py" and value in CODES}
    of_rows = {value.partition(":")[0] for layer in ("batch", "io") for _, value in strings(layer)}
    unused = set(CODES) - used - of_rows
    assert not unused, f"declared and never given: {sorted(unused)}"


def test_every_missing_fact_and_remedy_has_words():
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src" / "qualrec" / "engine").rglob("*.py"))
    asked = set(re.findall(r'Missing\(\s*"(\w+)"', source))
    assert asked == set(w.MISSING) - {"purpose"}
    assert set(re.findall(r'"code": "(\w+)"', source)) <= {*w.REMEDIES, *w.CONDITIONS}


def test_every_rule_code_that_is_reported_is_in_the_catalogue():
    used = {value for _, value in strings("knowledge") if re.fullmatch(r"QR\d{3}", value)}
    assert used == set(CATALOGUE)


CHECK = re.compile(r"[SPRM]\d(\.\d+)?")


def test_every_check_that_the_engine_names_is_explained_and_none_else():
    named = {value for _, value in strings("engine") if CHECK.fullmatch(value)}
    assert named == set(CHECKS)
    assert set(CHECKS) <= set(known())


def test_every_method_has_its_words():
    assert set(w.METHODS) == set(METHODS)


def test_what_is_said_in_short_is_something_that_may_be_missing():
    assert set(w.IN_SHORT) <= set(w.MISSING)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("-", ""),
        ("2003-", "from 2003"),
        ("-1948-02-26", "to 1948-02-26"),
        ("1948-02-27-2005-08-31", "1948-02-27 to 2005-08-31"),
        ("1990-2004", "1990 to 2004"),
        ("2015/2016-2018", "2015/2016 to 2018"),
    ],
)
def test_an_interval_is_said_as_a_person_writes_it(printed, said):
    assert w.interval(printed) == said


def test_every_fact_that_settles_a_title_has_words_and_an_option():
    assert set(w.SETTLES) == set(FACTS)
    options = {parameter.name for parameter in inspect.signature(assess_command).parameters.values()}
    assert set(FACTS) <= options | {"kind"}
    assert "--awarded" in w.would_settle("awarded", whole=True)
    assert "a person" in w.would_settle(None, whole=False)
