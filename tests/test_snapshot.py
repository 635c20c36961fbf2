"""The compiled knowledge: made again when a file changes, refused when it is damaged or open to others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.locate import KnowledgeError
from qualrec.knowledge.snapshot import Memory, Snapshot, open_store
from qualrec.knowledge.snapshot import write as write_snapshot

CENTRE = """# yaml-language-server: $schema=../../schemas/system.schema.json
kind: system
schema: 1
country: "NO"
sources:
  no-own:
    title: Own list
    publisher: An own register
    url: https://example.org/own
    accessed: "2026-11-24"
    kind: institution
centres:
  - id: no-own-centre
    name: {en: NAME}
    url: https://example.org/centre
    cite: [no-own]
    confidence: verified
agencies: []
registers: []
traps: []
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "qualrec"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder laid over the shipped knowledge: it adds a centre to Norway."""
    (tmp_path / "own/frameworks/no").mkdir(parents=True)
    write(tmp_path / "own", "One")
    return tmp_path / "own"


def write(own: Path, name: str) -> None:
    (own / "frameworks/no/system.yaml").write_text(CENTRE.replace("NAME", name), encoding="utf-8")


def centre(own: Path) -> str:
    return KnowledgeBase.open((own,)).country("NO").system.centres[-1].name["en"]


def test_it_is_kept_and_read_again(cache: Path) -> None:
    assert isinstance(open_store(), Memory)  # compiled
    assert isinstance(open_store(), Snapshot)  # read
    assert [path.suffix for path in sorted(cache.iterdir()) if path.suffix] == [".qrs"]
    assert cache.stat().st_mode & 0o077 == 0


def test_what_is_read_is_what_was_compiled() -> None:
    made, kept = open_store(), open_store()
    assert made.version == kept.version
    assert sorted(made.names()) == sorted(kept.names())
    for name in ("c:NO", "c:DE", "l:NO", "titles", "law"):
        assert made.section(name) == kept.section(name)


def test_a_changed_file_is_compiled_again_even_with_its_old_size_and_time(own: Path) -> None:
    assert centre(own) == "One"
    path = own / "frameworks/no/system.yaml"
    stat = path.stat()
    write(own, "Two")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert centre(own) == "Two"


def test_an_overlay_has_a_snapshot_of_its_own(own: Path) -> None:
    assert centre(own) == "One"
    assert "no-own-centre" not in {centre.id for centre in KnowledgeBase.open().country("NO").system.centres}
    assert centre(own) == "One"


def test_a_file_added_or_taken_away_is_noticed(own: Path) -> None:
    before = KnowledgeBase.open((own,)).version
    extra = own / "mappings/levels/no-nkr--int-eqf.yaml"
    extra.parent.mkdir(parents=True)
    shipped = Path(__file__).parent.parent / "mappings/levels/no-nkr--int-eqf.yaml"
    extra.write_text(shipped.read_text(encoding="utf-8") + "# own copy\n", encoding="utf-8")
    assert KnowledgeBase.open((own,)).version != before
    extra.unlink()
    assert KnowledgeBase.open((own,)).version == before


@pytest.mark.parametrize("damage", [b"", b"QRS1\n", b"QRS1\n\0\0\0\0\0\0\xff\xff", b"not a snapshot at all, but long"])
def test_a_damaged_file_is_made_again(cache: Path, damage: bytes) -> None:
    whole = open_store()
    for path in cache.glob("*.qrs"):
        path.write_bytes(damage)
    assert open_store().section("c:NO") == whole.section("c:NO")
    assert isinstance(open_store(), Snapshot)


def test_a_flipped_byte_is_noticed_when_its_section_is_read(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = open_store()
    (path,) = cache.glob("*.qrs")
    raw = bytearray(path.read_bytes())
    at = raw.find(b"studiepoeng")
    raw[at] ^= 1
    path.write_bytes(bytes(raw))
    kept = open_store()
    assert all(kept.section(name) == whole.section(name) for name in kept.names())
    assert capsys.readouterr().err.count("damaged") == 1
    assert isinstance(open_store(), Snapshot)


def test_a_folder_open_to_others_is_not_used(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert isinstance(open_store(), Memory)
    assert isinstance(open_store(), Memory)
    assert "open to others" in capsys.readouterr().err
    assert not list(cache.iterdir())


def test_without_a_writable_folder_it_works_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert KnowledgeBase.open().country("NO").known


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(KnowledgeError, match="no data files"):
        open_store((tmp_path / "empty",))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_forked_process_reads_beside_its_parent(tmp_path: Path) -> None:
    """Both share one open file, and with it the place in it that a plain read goes on from."""
    path = tmp_path / "s.qrs"
    sections = {f"x:{number}": ["a" * (5 + number * 37 % 4000)] for number in range(300)}
    write_snapshot(path, {**sections, "manifest": {"version": "v", "made_ns": 0}, "files": {}})
    snapshot = Snapshot(path)

    def read_all() -> bool:
        return all(snapshot.section(name) == body for _ in range(20) for name, body in sections.items())

    child = os.fork()
    if not child:
        try:
            os._exit(0 if read_all() else 1)
        finally:
            os._exit(2)
    ours = read_all()
    _, status = os.waitpid(child, 0)
    assert ours
    assert os.waitstatus_to_exitcode(status) == 0
