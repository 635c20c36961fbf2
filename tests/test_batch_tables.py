"""The kinds of table: read, written, mapped; hostile ones refused or told row by row."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from xml.sax.saxutils import escape

import pytest
from typer.testing import CliRunner

from qualrec.batch.columns import OUTPUT
from qualrec.cli.app import build
from qualrec.io.tables import TableError, open_table
from qualrec.io.tables.names import propose, read_map

RUNNER = CliRunner()
app = build("batch")
ROWS = [
    {
        "country": "NO",
        "title": "Bachelor i biologi",
        "awarded": "2015",
        "credits": "180",
        "institution_status": "recognised",
    },
    {"country": "IT", "title": "Laurea", "awarded": "1999", "credits": "", "institution_status": "recognised"},
    {"country": "", "title": "=cmd()", "awarded": "2015", "credits": "x", "institution_status": ""},
]
ELMO = """<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1"><report><issuer><country>NO</country>
<title xml:lang="en">University of Bergen</title></issuer><learningOpportunitySpecification>
<type>Degree Programme</type>
<title xml:lang="no">Bachelor i biologi</title><specifies><learningOpportunityInstance><date>2015-06-30</date>
<credit><scheme>ects</scheme><value>180</value></credit></learningOpportunityInstance></specifies>
</learningOpportunitySpecification></report></elmo>"""
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><elmo>&b;</elmo>'


MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def batch(path, *options, code=0, ending=".csv"):
    out = path.parent / f"out{ending}"
    done = RUNNER.invoke(app, ["batch", str(path), "--to", "DE", "--on", "2026-01-01", "-o", str(out), *options])
    assert done.exit_code == code, (done.output, done.exception)
    return out


def rows_of(out):
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def csv_table(path):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)
    return path


@pytest.fixture
def expected(tmp_path):
    return rows_of(batch(csv_table(tmp_path / "in.csv")))


def same(found, expected):
    assert len(found) == len(expected) == len(ROWS)
    for row, wanted in zip(found, expected, strict=True):
        assert {key: row[key] for key in OUTPUT} == {key: wanted[key] for key in OUTPUT}


def test_xlsx_in_and_out(tmp_path, expected):
    xlsxwriter = pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    calamine = pytest.importorskip("python_calamine", reason="the extra xlsx is not installed")
    path = tmp_path / "typed.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(ROWS[0]))
    for number, row in enumerate(ROWS, 1):
        sheet.write_row(number, 0, [int(v) if v.isdigit() else v for v in row.values()])
    book.close()
    same(rows_of(batch(path)), expected)
    out = batch(csv_table(tmp_path / "in.csv"), ending=".xlsx")
    read = calamine.CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert [row[read[0].index("q_status")] for row in read[1:]] == [row["q_status"] for row in expected]
    assert read[1][read[0].index("q_ects_low")] == 180.0
    assert read[3][read[0].index("title")] == "=cmd()"
    inside = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in inside
    assert "autoFilter" in inside
    assert 'state="frozen"' in inside


def ods(path):
    """An OpenDocument sheet as LibreOffice lays it out: numbers typed, blanks repeated."""

    def cell(text):
        if text.isdigit():
            kind = f'office:value-type="float" office:value="{text}"'
            return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"
        kind = 'office:value-type="string"' if text else ""
        return (
            f"<table:table-cell {kind}>" + (f"<text:p>{escape(text)}</text:p>" if text else "") + "</table:table-cell>"
        )

    lines = [list(ROWS[0]), *(list(row.values()) for row in ROWS)]
    body = "".join("<table:table-row>" + "".join(map(cell, line)) + "</table:table-row>" for line in lines)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="intake">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return path


def test_ods_in(tmp_path, expected):
    pytest.importorskip("python_calamine", reason="the extra xlsx is not installed")
    same(rows_of(batch(ods(tmp_path / "in.ods"))), expected)


def test_parquet_in_and_out(tmp_path, expected):
    pa = pytest.importorskip("pyarrow", reason="the extra table is not installed")
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "in.parquet"
    table = pa.Table.from_pylist(
        [{**row, "awarded": int(row["awarded"]), "credits": row["credits"] or None} for row in ROWS]
    )
    pq.write_table(table, path)
    same(rows_of(batch(path)), expected)
    found = pq.read_table(batch(path, ending=".parquet")).to_pylist()
    assert [row["q_row"] for row in found] == [1, 2, 3]
    same([{key: str(value) for key, value in row.items()} for row in found], expected)


def test_a_zip_and_a_folder_give_the_same_rows_and_broken_files_a_row_each(tmp_path):
    files = {
        "b.xml": ELMO.encode(),
        "a.yaml": b"country: IT\ntitle: Laurea\nawarded: 1999\ninstitution_status: recognised\n",
        "c.json": b'{"country": "NO", "title": "Bachelor i biologi", "awarded": 2015}',
        "d.json": b"{broken",
        "e.xml": BOMB.encode(),
        "f.yaml": b"a: &a [x,x]\nb: *a\n",
        "sub/g.xml": b"\xff\xfe<",
        "notes.pdf": b"not read",
    }
    folder = tmp_path / "files"
    with zipfile.ZipFile(tmp_path / "files.zip", "w") as archive:
        for name, raw in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(raw)
            archive.writestr(name, raw)
    found = rows_of(batch(folder))
    assert [row["file"] for row in found] == ["a.yaml", "b.xml", "c.json", "d.json", "e.xml", "f.yaml", "sub/g.xml"]
    assert [row["q_status"] for row in found[3:]] == ["cannot_assess"] * 4
    assert all("FILE_UNREADABLE" in row["q_reasons"] and row["q_explanation"] for row in found[3:])
    assert found[1]["q_qualification"] == "no-bachelor"
    assert rows_of(batch(tmp_path / "files.zip")) == found


def test_a_zip_is_never_unpacked_and_its_bombs_are_told(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("huge.json", b"[" + b" " * 30_000_000)
        archive.writestr("../../outside.json", b'{"country": "NO", "title": "Bachelor i biologi"}')
    found = rows_of(batch(path))
    assert [row["file"] for row in found] == ["../../outside.json", "huge.json"]
    assert found[0]["q_identified"] == "found"
    assert "larger than" in found[1]["q_explanation"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bomb.zip", "out.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text('{"country": "NO", "title": "x"}', encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").symlink_to(secret)
    assert "leads out" in rows_of(batch(tmp_path / "in"))[0]["q_explanation"]


def test_a_sheet_that_is_none_or_a_bomb_is_refused(tmp_path):
    pytest.importorskip("python_calamine", reason="the extra xlsx is not installed")
    (tmp_path / "no.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(TableError, match="no workbook"):
        open_table(tmp_path / "no.xlsx")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    with pytest.raises(TableError, match="unpacks to"):
        open_table(tmp_path / "bomb.xlsx")


def test_a_file_of_bytes_is_refused(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(b"country,title\n\xff\x81\x00\x01\n")
    with pytest.raises(TableError, match="neither UTF-8, UTF-16 nor"):
        open_table(path)


def test_own_names_are_proposed_then_mapped(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("Country of study,Degree,Award date,Status\nNO,Bachelor i biologi,2015,x\n", encoding="utf-8")
    done = RUNNER.invoke(app, ["batch", str(path), "--to", "DE", "-o", str(tmp_path / "out.csv")])
    assert done.exit_code == 1  # a Refusal; the program makes exit code 2 of it
    said = str(done.exception)
    assert "no column country" in said
    assert "title,Degree" in said
    assert "country,Country of study" in said
    names = tmp_path / "map.csv"
    names.write_text("qualrec,table\ncountry,Country of study\ntitle,Degree\nawarded,Award date\n", encoding="utf-8")
    found = rows_of(batch(path, "--map", str(names)))
    assert found[0]["q_qualification"] == "no-bachelor"
    assert found[0]["Degree"] == "Bachelor i biologi"
    assert list(found[0]) == ["Country of study", "Degree", "Award date", "Status", *OUTPUT]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title", "two are wanted"),
        ("titel,Degree", "no column of ours"),
        ("title,Grade", "has no column"),
        ("title,Degree\ntitle,Degree", "twice"),
    ],
)
def test_a_wrong_map_names_the_line(tmp_path, text, why):
    path = tmp_path / "map.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=why):
        read_map(path, ["Degree"], ["title", "country"])


def test_names_are_proposed_once_and_only_where_alike():
    found = propose(["Final Grade", "GPA", "Shoe size", "title"], ["title", "grade", "country"])
    assert found["grade"] in {"Final Grade", "GPA"}
    assert set(found) == {"grade"}


def test_results_can_be_read_again(tmp_path):
    out = batch(csv_table(tmp_path / "in.csv"))
    again = tmp_path / "again.csv"
    out.rename(again)
    before = rows_of(again)
    assert rows_of(batch(again)) == before


def test_json_lines_keep_values_as_they_came(tmp_path):
    path = tmp_path / "in.jsonl"
    lines = [{"country": "NO", "title": "Bachelor i biologi", "awarded": 2015, "more": {"a": [1, None]}}]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = json.loads(batch(path, ending=".jsonl").read_text(encoding="utf-8"))
    assert found["more"] == {"a": [1, None]}
    assert found["q_row"] == 1
    cells = next(csv.reader(io.StringIO(batch(path).read_text(encoding="utf-8").splitlines()[1])))
    assert cells[3] == '{"a": [1, null]}'


HALVES = {
    "country": "NO",
    "title": "Bachelorgrad \ud800",
    "institution": "X\udfff",
    "surname": "\udc00",
    "awarded": 2015,
}


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".xlsx", ".parquet"])
def test_half_a_surrogate_pair_stops_no_output(tmp_path, ending):
    path = tmp_path / "in.jsonl"
    lines = [HALVES, {**HALVES, "title": "Bachelorgrad \U0001f393"}, {**HALVES, "surname": {"\ud800": ["\udfff"]}}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
    report, review = tmp_path / "report.html", tmp_path / "review.csv"
    out = batch(path, "--report", str(report), "--review", str(review), ending=ending)
    found = [row.cells for row in open_table(out).rows]
    assert [int(row["q_row"]) for row in found] == [1, 2, 3]
    assert [row["title"] for row in found] == ["Bachelorgrad \ufffd", "Bachelorgrad \U0001f393", "Bachelorgrad \ufffd"]
    assert "\ufffd" in report.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux alone")
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_name_that_is_no_text_and_an_escape_in_a_file_are_rows_like_others(tmp_path, ending):
    folder = tmp_path / "files"
    folder.mkdir()
    file = {key: value for key, value in HALVES.items() if key != "surname"}
    (folder / "a\udcff.json").write_text(json.dumps(file), encoding="ascii")
    (folder / "b.yaml").write_text('country: NO\ntitle: "Bachelorgrad \\ud800"\nawarded: 2015\n', encoding="ascii")
    found = [row.cells for row in open_table(batch(folder, ending=ending)).rows]
    assert [row["file"] for row in found] == ["a\ufffd.json", "b.yaml"]
    assert [int(row["q_row"]) for row in found] == [1, 2]
