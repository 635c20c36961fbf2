"""Registers of institutions: imported whole, found by name or identifier, believed where they state a status."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qualrec.cli.app import build
from qualrec.cli.common import Refusal
from qualrec.engine.intake import date_reader
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import PartialDate
from qualrec.registers.fill import Filler
from qualrec.registers.importers import RegisterError, read
from qualrec.registers.search import search, standing
from qualrec.registers.store import Listed, Store, StoreError, identifier

OWN = """name,country,status,from,to,name_en,ror,erasmus
Universitetet i Bergen,NO,recognised,1946,,University of Bergen,https://ror.org/03zga2b32,N  BERGEN01
Høgskolen i Akershus,NO,recognised,1994,2011-07,,,
"Institutt, stengt",NO,not_recognised,2001,2005,,,
Handelshøyskolen BI,NO,,,,BI Norwegian Business School,,
"""
RUNNER = CliRunner()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    return tmp_path / "own.csv"


@pytest.fixture
def store(own: Path, tmp_path: Path) -> Path:
    form, rows = read(own)
    assert form == "table"
    assert (
        Store(tmp_path / "s.sqlite", create=True).replace("own", "Own list", "https://e.org", "2026-11-24", rows) == 4
    )
    return tmp_path / "s.sqlite"


def asked(store: Path, *more: str) -> dict[str, object]:
    base = ["assess", "--country", "NO", "--title", "Bachelor", "--programme-accredited", "yes", "--to", "DE"]
    done = RUNNER.invoke(build(), [*base, "--store", str(store), "--format", "json", *more], catch_exceptions=False)
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", ["Universitetet i Bergen", "UNIVERSITY OF BERGEN", "n bergen01", "03zga2b32"])
def test_a_status_of_a_register_settles_the_gate(store: Path, name: str) -> None:
    found = asked(store, "--institution", name, "--awarded", "2015")
    assert found["outcome"] == "RECOGNISED_FULL"
    reasons = found["reasons"]
    assert isinstance(reasons, list)
    said = [r for r in reasons if r["code"] == "INSTITUTION_FROM_REGISTER"]
    assert said[0]["values"]["register"] == "Own list, as imported on 2026-11-24"


@pytest.mark.parametrize(
    ("name", "awarded"),
    [
        ("Høgskolen i Akershus", "2012"),  # after it ended
        ("Høgskolen i Akershus", "2011"),  # the year in which it ended: not sure
        ("Handelshøyskolen BI", "2015"),  # listed, and no status stated
        ("Universitetet i Bergan", "2015"),  # a name like it settles nothing
        ("Nowhere College", "2015"),
    ],
)
def test_what_no_register_surely_says_is_asked(store: Path, name: str, awarded: str) -> None:
    found = asked(store, "--institution", name, "--awarded", awarded)
    assert found["outcome"] == "INFORMATION_NEEDED"


def test_the_evaluator_goes_before_the_register(store: Path) -> None:
    found = asked(
        store, "--institution", "Universitetet i Bergen", "--awarded", "2015", "--institution-status", "diploma_mill"
    )
    assert found["outcome"] == "NOT_RECOGNISED_BOGUS"


def test_registers_that_disagree_settle_nothing(store: Path) -> None:
    other = Listed("NO", "Universitetet i Bergen", statuses=(("not_recognised", "", ""),))
    place = Store(store, create=True)
    place.replace("other", "Other", "", "2026-11-24", [other])
    found = standing(place, "Universitetet i Bergen", "NO", PartialDate(2015))
    assert found.status is None
    assert len(found.matches) == 2


def test_a_name_like_it_is_proposed(store: Path) -> None:
    found = search(Store(store), "Universitetet i Bergan", "NO")
    assert (found[0].entry.name, found[0].by) == ("Universitetet i Bergen", "likeness")
    assert found[0].score < 1


def test_an_import_replaces_its_register_and_no_other(store: Path, own: Path) -> None:
    place = Store(store, create=True)
    place.replace("other", "Other", "", "2026-11-24", [Listed("SE", "Lunds universitet")])
    own.write_text("name,country\nUniversitetet i Oslo,NO\n", encoding="utf-8")
    place.replace("own", "Own list", "", "2026-11-24", read(own)[1])
    assert [(r[0], r[4]) for r in place.registers()] == [("other", 1), ("own", 1)]
    assert (
        search(place, "Universitetet i Bergen", "NO")[0:1] == []
        or search(place, "Universitetet i Bergen", "NO")[0].by == "likeness"
    )


def test_a_broken_line_changes_nothing(store: Path, own: Path) -> None:
    own.write_text(OWN + "X,NO,splendid,,,,,\n", encoding="utf-8")
    place = Store(store, create=True)
    with pytest.raises(RegisterError) as error:
        place.replace("own", "Own list", "", "2026-11-24", read(own)[1])
    assert error.value.line == 6
    assert place.registers()[0][4] == 4


def test_unknown_columns_and_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(RegisterError):
        read(tmp_path / "x.csv")
    (tmp_path / "text.sqlite").write_text("no database", encoding="utf-8")
    with pytest.raises(StoreError):
        Store(tmp_path / "text.sqlite")
    with pytest.raises(Refusal):
        RUNNER.invoke(
            build(), ["institutions", "search", "x", "--store", str(tmp_path / "none")], catch_exceptions=False
        )


def test_identifiers_are_compared_without_blanks_and_case() -> None:
    assert identifier(" n  bergen01 ") == "N BERGEN01"
    assert identifier("https://ror.org/03zga2b32/") == "03ZGA2B32"


def test_the_sample_registers(samples: Path, tmp_path: Path) -> None:
    place = Store(tmp_path / "s.sqlite", create=True)
    files = {"eche/eche-institutions.csv": 5_000, "hipo/world-universities-domains.csv": 9_000}
    for file, least in {**files, "dfe/uk-degree-institutions.csv": 300}.items():
        form, rows = read(samples / file)
        assert place.replace(form, form, "", "2026-11-24", rows) > least
    assert {match.entry.country for match in search(place, "G  ATHINE01")} == {"GR"}  # the Union writes EL
    assert search(place, "10007773")[0].entry.name == "The Open University"
    assert search(place, "Universitetet i Bergn")[0].entry.country == "NO"
    assert [m.by for m in search(place, "ntnu.no")][:1] == ["identifier"]
    assert search(place, "N BERGEN01")[0].entry.name == "UNIVERSITETET I BERGEN"
    assert standing(place, "UNIVERSITETET I BERGEN", "NO", PartialDate(2015)).status is None


DEQAR = """deqar_id;eter_id;name_primary;name_english;country;city;website_link
DEQARINST0987;NO0001;Universitetet i Bergen;University of Bergen;Norway;Bergen;https://www.uib.no
DEQARINST0001;;Universität Musterstadt;;DE;Musterstadt;
"""


def test_a_deqar_export(kb: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "deqar.csv").write_text(DEQAR, encoding="utf-8")
    form, rows = read(tmp_path / "deqar.csv", kb.country_code)
    place = Store(tmp_path / "s.sqlite", create=True)
    assert (form, place.replace("deqar", "DEQAR", "", "2026-11-24", rows)) == ("deqar", 2)
    for name in ("deqarinst0987", "no0001", "University of Bergen", "https://data.deqar.eu/institution/DEQARINST0987/"):
        assert [m.entry.name for m in search(place, name)] == ["Universitetet i Bergen"]
    # External review is on file there; that is no accreditation, and no status is made of it.
    assert standing(place, "DEQARINST0987", None, PartialDate(2015)).status is None
    with pytest.raises(RegisterError, match="Norway"):
        list(read(tmp_path / "deqar.csv")[1])


def test_a_name_of_two_institutions_is_left_to_a_person(tmp_path: Path) -> None:
    place = Store(tmp_path / "s.sqlite", create=True)
    both = [
        Listed("US", "Union College", {}, (("ror", i),), c, "", (("recognised", "", ""),))
        for i, c in (("1a", "NE"), ("2b", "KY"))
    ]
    place.replace("own", "Own", "", "2026-11-24", both)
    found = standing(place, "Union College", "US", PartialDate(2015))
    assert (found.status, len(found.matches)) == (None, 2)
    assert standing(place, "1a", "US", PartialDate(2015)).status == "recognised"


HOSTILE = [
    "\u202eytisrevinU\u202c", "a\u200b" * 500, "e" + "\u0301" * 100_000, "x" * 1_000_000, "%' OR 1=1 --", '"', "*",
    "\x00",     "", " ", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "NEAR(a b)", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_only_names(store: Path, kb: KnowledgeBase, name: str) -> None:
    assert [m for m in search(Store(store), name) if m.by != "likeness"] == []
    raw = {"institution": name, "country": "NO", "awarded": "2015"}
    assert Filler(kb, store, date_reader(kb)).fill(raw) == raw


def test_a_filler_opens_the_store_anew_in_another_process(
    kb: KnowledgeBase, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filler = Filler(kb, store, date_reader(kb))
    raw = {"institution": "Universitetet i Bergen", "country": "NO", "awarded": "2015"}
    first = filler._store
    assert filler.fill(raw)["institution_status"] == "recognised"
    assert filler._store is first
    monkeypatch.setattr("qualrec.registers.fill.os.getpid", lambda: -1)
    assert filler.fill({**raw, "awarded": "2016"})["institution_status"] == "recognised"
    assert filler._store is not first


@pytest.mark.parametrize("awarded", ["2015-06-30", "30.06.2015", "June 2015"])
def test_the_status_is_that_of_the_day_however_the_paper_prints_it(
    kb: KnowledgeBase, store: Path, awarded: str
) -> None:
    raw = {"institution": "Universitetet i Bergen", "country": "NO", "awarded": awarded}
    assert Filler(kb, store, date_reader(kb)).fill(raw)["institution_status"] == "recognised"


def test_a_store_that_is_read_is_never_written(store: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        Store(store).replace("x", "X", "", "2026-11-24", [])
