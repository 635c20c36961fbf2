"""Registers of institutions in one local SQLite file: names, identifiers, dated status, and which register says so."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from qualrec.knowledge.names import fold
from qualrec.model.frozen import fresh, frozen

_AROUND = re.compile(
    r"^(?:https?://)?(?:(?:www\.)?(?:ror\.org|data\.deqar\.eu/institution|whed\.net/institutions)/|www\.)",
    re.IGNORECASE,
)
STATUSES = ("recognised", "legitimate_unrecognised", "not_recognised", "diploma_mill")
# Groups of three letters that half of all names of universities have in common; they find nothing.
_COMMON = frozenset(word[at : at + 3] for word in (
    " university of ", " universitet ", " universidad de ", " universite de ", " universita ", " universitat ",
    " college ", " institute of ", " instituto ", " school of ", " the ", " and ", " technology ", " national ",
) for at in range(len(word) - 2))  # fmt: skip
_ASKED, _COMPARED = 24, 150
_SCHEMA = """
CREATE TABLE register (id TEXT PRIMARY KEY, title TEXT, url TEXT, imported TEXT);
CREATE TABLE institution (id INTEGER PRIMARY KEY, register TEXT, country TEXT, name TEXT, city TEXT, url TEXT);
CREATE TABLE name (institution INTEGER, lang TEXT, name TEXT, folded TEXT, country TEXT);
CREATE TABLE identifier (institution INTEGER, scheme TEXT, value TEXT);
CREATE TABLE status (institution INTEGER, status TEXT, start TEXT, end TEXT);
CREATE INDEX by_name ON name (folded, country);
CREATE INDEX by_country ON name (country);
CREATE INDEX by_identifier ON identifier (value);
CREATE INDEX by_register ON institution (register);
CREATE VIRTUAL TABLE near USING fts5 (folded, tokenize = 'trigram');
PRAGMA user_version = 2;
"""


@frozen
class Listed:
    """One institution as a register lists it; a register that states no status leaves *statuses* empty."""

    country: str
    name: str
    names: Mapping[str, str] = fresh(default_factory=dict)
    identifiers: tuple[tuple[str, str], ...] = ()
    city: str = ""
    url: str = ""
    statuses: tuple[tuple[str, str, str], ...] = ()


@frozen
class Entry:
    """An institution in the store, with the register it came from."""

    id: int
    register: str
    country: str
    name: str
    city: str
    url: str


class StoreError(Exception):
    """The store cannot be opened or is none."""


class Store:
    """An open store.

    Raises:
        StoreError: if the file is no store of this program, or cannot be made.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        if not create and not path.is_file():
            raise StoreError(f"{path} is not there; qualrec institutions import makes it")
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._db = sqlite3.connect(path)
            else:
                self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and create and not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                self._db.executescript(_SCHEMA)
            elif version == 1:
                raise StoreError(f"{path} was made by an older version; remove it and import the registers again")
            elif version != 2:
                raise StoreError(f"{path} is no store of institutions")
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{path}: {error}") from None

    def replace(self, register: str, title: str, url: str, day: str, rows: Iterable[Listed]) -> int:
        """Import a register whole: what it said before is gone, or, where reading fails, nothing changes."""
        count = 0
        with self._db:
            self._drop(register)
            self._db.execute("INSERT INTO register VALUES (?, ?, ?, ?)", (register, title, url, day))
            for row in rows:
                self._add(register, row)
                count += 1
        return count

    def _drop(self, register: str) -> None:
        inside = "(SELECT id FROM institution WHERE register = ?)"
        rows = f"SELECT rowid FROM name WHERE institution IN {inside}"  # noqa: S608
        self._db.execute(f"DELETE FROM near WHERE rowid IN ({rows})", (register,))  # noqa: S608
        for table in ("name", "identifier", "status"):
            self._db.execute(f"DELETE FROM {table} WHERE institution IN {inside}", (register,))  # noqa: S608
        self._db.execute("DELETE FROM institution WHERE register = ?", (register,))
        self._db.execute("DELETE FROM register WHERE id = ?", (register,))

    def _add(self, register: str, row: Listed) -> None:
        values = (register, row.country, row.name, row.city, row.url)
        sql = "INSERT INTO institution (register, country, name, city, url) VALUES (?, ?, ?, ?, ?)"
        key = self._db.execute(sql, values).lastrowid
        names = {"": row.name, **row.names}
        for lang, name in names.items():
            folded = fold(name)
            if not folded:
                continue
            at = self._db.execute("INSERT INTO name VALUES (?, ?, ?, ?, ?)", (key, lang, name, folded, row.country))
            self._db.execute("INSERT INTO near (rowid, folded) VALUES (?, ?)", (at.lastrowid, folded))
        pairs = [(key, scheme, identifier(value)) for scheme, value in row.identifiers if value]
        self._db.executemany("INSERT INTO identifier VALUES (?, ?, ?)", pairs)
        self._db.executemany("INSERT INTO status VALUES (?, ?, ?, ?)", [(key, *status) for status in row.statuses])

    def registers(self) -> list[tuple[str, str, str, str, int]]:
        """Return id, title, address, day of import and size of every register."""
        sql = "SELECT r.*, (SELECT count(*) FROM institution i WHERE i.register = r.id) FROM register r ORDER BY r.id"
        return list(self._db.execute(sql))

    def register(self, name: str) -> tuple[str, str, str]:
        """Return title, address and day of import of one register."""
        found = self._db.execute("SELECT title, url, imported FROM register WHERE id = ?", (name,)).fetchone()
        return (found[0], found[1], found[2]) if found else ("", "", "")

    def by_identifier(self, value: str) -> list[Entry]:
        """Return the institutions with an identifier, blanks and case aside."""
        sql = "SELECT DISTINCT i.* FROM institution i JOIN identifier d ON d.institution = i.id WHERE d.value = ?"
        return [Entry(*row) for row in self._db.execute(sql, (identifier(value),))]

    def by_name(self, folded: str, country: str | None) -> list[Entry]:
        """Return the institutions with exactly this folded name."""
        where, values = ("AND n.country = ?", (folded, country)) if country else ("", (folded,))
        sql = f"SELECT DISTINCT i.* FROM institution i JOIN name n ON n.institution = i.id WHERE n.folded = ? {where}"  # noqa: S608
        return [Entry(*row) for row in self._db.execute(sql, values)]

    def near(self, folded: str, country: str | None) -> list[tuple[int, str]]:
        """Return institutions with a folded name like this one: those that share most groups of three letters."""
        grams = list(dict.fromkeys(folded[at : at + 3] for at in range(len(folded) - 2)))
        rare = [gram for gram in grams if gram not in _COMMON] or grams
        if not rare:
            return []
        wanted = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in rare[:_ASKED])
        where, more = ("AND n.country = ?", (country,)) if country else ("", ())
        sql = (
            "SELECT n.institution, n.folded FROM near JOIN name n ON n.rowid = near.rowid "  # noqa: S608
            f"WHERE near MATCH ? {where} ORDER BY near.rank LIMIT {_COMPARED}"
        )
        return list(self._db.execute(sql, (wanted, *more)))

    def entry(self, key: int) -> Entry:
        """Return one institution."""
        return Entry(*self._db.execute("SELECT * FROM institution WHERE id = ?", (key,)).fetchone())

    def identifiers(self, key: int) -> list[tuple[str, str]]:
        """Return the identifiers of an institution, each with its scheme."""
        return list(
            self._db.execute("SELECT scheme, value FROM identifier WHERE institution = ? ORDER BY 1, 2", (key,))
        )

    def statuses(self, key: int) -> list[tuple[str, str, str]]:
        """Return what the register says of its standing: status, from, to."""
        return list(self._db.execute("SELECT status, start, end FROM status WHERE institution = ?", (key,)))


def identifier(value: str) -> str:
    """Return an identifier as it is compared: capitals, one blank at most, without address, scheme and slash."""
    bare = _AROUND.sub("", "".join(c for c in value if c.isprintable()).strip()).removesuffix("/")
    return " ".join(bare.upper().split())


def default_path() -> Path:
    """Return where the store stands unless ``--store`` names another place."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path("~/.local/share").expanduser()) / "qualrec" / "institutions.sqlite"
