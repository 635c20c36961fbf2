"""The KnowledgeBase: what is on file, by id, by country and by link; read-only, each fact built on first touch."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from qualrec.knowledge import build, build_law
from qualrec.knowledge.country import Country
from qualrec.knowledge.folded import Sparse
from qualrec.knowledge.names import fold
from qualrec.knowledge.packaged import packaged
from qualrec.knowledge.snapshot import Store, open_store
from qualrec.model.framework import Framework, QualificationType
from qualrec.model.instrument import Instrument, Party, Policy, Provision
from qualrec.model.measure import CreditUnit, GradingScale
from qualrec.model.patterns import Pattern
from qualrec.model.source import Id, code_of

RELEASED = "2026.11"
REMEMBERED = 100_000
_AND = Pattern(r" (?:and|und|et|y|e|og|och|en|i|ve|и|та|і|及|和) ")
T = TypeVar("T")


_NOTHING: dict[str, Any] = {"docs": [], "titles": {}, "patterns": []}


class KnowledgeBase:
    """All that is on file, opened as it is asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.version = store.version
        self._countries: dict[str, Country] = {}
        self._bound: dict[str, dict[Id, dict[str, Any]]] = {}
        self._types: dict[Id, QualificationType] = {}
        self._instruments: dict[Id, tuple[build.File, Instrument]] = {}
        self._remembered: dict[Hashable, Any] = {}

    @classmethod
    def open(cls, extra: tuple[Path, ...] = (), *, cache: bool = True) -> KnowledgeBase:
        """Open the shipped knowledge with the folders of *extra* laid over it, record by record.

        Raises:
            KnowledgeError: if it cannot be loaded.
        """
        return cls((None if extra else packaged()) or open_store(extra, cache=cache))

    def country(self, code: str) -> Country:
        """Return what is on file of a country; nothing on file is an empty country, not an error."""
        if code not in self._countries:
            try:
                section = self._store.folded(f"c:{code}")
            except KeyError:
                section = _NOTHING
            self._countries[code] = Country(code, section)
        return self._countries[code]

    def owner(self, identifier: Id) -> Country:
        """Return the country an id belongs to by its prefix."""
        return self.country(code_of(identifier))

    def type(self, tid: Id) -> QualificationType:
        """Return a qualification type by id.

        Raises:
            KeyError: if there is none of that id.
        """
        found = self._types.get(tid)
        if found is None:
            found = self._types[tid] = self.owner(tid).type(tid)
        return found

    def framework(self, fid: Id) -> Framework:
        """Return a framework by id.

        Raises:
            KeyError: if there is none of that id.
        """
        return self.owner(fid).frameworks[fid]

    def unit(self, uid: Id) -> CreditUnit:
        """Return a credit unit by id.

        Raises:
            KeyError: if there is none of that id.
        """
        return self.owner(uid).units[uid]

    def scale(self, sid: Id) -> GradingScale:
        """Return a grading scale by id.

        Raises:
            KeyError: if there is none of that id.
        """
        return self.owner(sid).scales[sid]

    @cached_property
    def former_ids(self) -> dict[str, str]:
        """Each id that was given up, with the one that the same thing has now."""
        found: dict[str, str] = self._store.section("former")
        return found

    @property
    def country_codes(self) -> list[str]:
        """The codes of the countries of which something is on file."""
        return [name[2:] for name in self._store.names() if name.startswith("c:") and name != "c:int"]

    @cached_property
    def _country_names(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self._store.section("countries")
        return found

    def country_code(self, name: str) -> str | None:
        """Return the ISO code for a code, an English or a native name; None where there is no such country."""
        return self._country_names["by_name"].get(fold(name))

    def country_name(self, code: str) -> str:
        """Return the English name of a country."""
        return str(self._country_names["names"].get(code, code))

    def former_state(self, name: str) -> tuple[str, list[str]] | None:
        """Return the name of a state that is no more, and the codes of those in its place today."""
        found = self._country_names["former"].get(fold(name))
        return (found[0], found[1]) if found else None

    @property
    def country_spellings(self) -> list[str]:
        """Every folded name under which a country is found."""
        return list(self._country_names["by_name"])

    @cached_property
    def all_titles(self) -> dict[str, list[list[str]]]:
        """Folded title -> country, id, form and how it is on file, for all countries."""
        found: dict[str, list[list[str]]] = self._store.section("titles")
        return found

    @cached_property
    def all_patterns(self) -> list[list[str]]:
        """Country, what stands before and behind the subject, id and form, for all countries."""
        found: list[list[str]] = self._store.section("patterns")
        return found

    @cached_property
    def _fields(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = self._store.section("fields")
        return found

    def field(self, folded: str) -> str | None:
        """Return the ISCED-F code of a folded subject; None where it is not sure."""
        return self._fields["by_name"].get(folded)

    def names_subject(self, folded: str) -> bool:
        """Say whether folded words surely name a field of study, or several: "computer science and engineering"."""
        by_name = self._fields["by_name"]
        return folded in by_name or all(part in by_name for part in _AND.split(folded))

    def field_name(self, code: str) -> str:
        """Return the English name of a field of education."""
        return self._fields["names"].get(code, code)

    @cached_property
    def law(self) -> dict[Id, list[Any]]:
        """Every instrument with its rank, effect, short title and the awards it names, unopened."""
        found: dict[Id, list[Any]] = self._store.section("law")
        return found

    @cached_property
    def law_by_rank(self) -> list[tuple[Id, list[Any]]]:
        """The same by rank, then id."""
        return sorted(self.law.items(), key=lambda item: (item[1][0], item[0]))

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what *make* returned for *key*; for what many assessments work out from the same facts."""
        if key not in self._remembered:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = make()
        found: T = self._remembered[key]
        return found

    def instrument(self, iid: Id) -> Instrument:
        """Return an instrument by id.

        Raises:
            KeyError: if there is none of that id.
        """
        return self._instrument(iid)[1]

    def provisions(self, iid: Id, about: frozenset[str] | None = None) -> list[Provision]:
        """Return the provisions of an instrument; with *about* only those that speak of such an award."""
        return build_law.provisions(self._instrument(iid)[0], about)

    def _instrument(self, iid: Id) -> tuple[build.File, Instrument]:
        if iid not in self._instruments:
            path, texts = self._store.folded(f"i:{iid}")
            file = build.File(path, Sparse(texts))
            self._instruments[iid] = file, build_law.instrument(file)
        return self._instruments[iid]

    def bound(self, country: str) -> dict[Id, dict[str, Any]]:
        """Return the instruments that name a country among their parties, with the entry unopened."""
        if country not in self._bound:
            try:
                self._bound[country] = dict(self._store.section(f"l:{country}"))
            except KeyError:
                self._bound[country] = {}
        return self._bound[country]

    def country_codes_of_parties(self, iid: Id) -> list[str]:
        """Return the countries that an instrument names among its parties."""
        countries = (name[2:] for name in self._store.names() if name.startswith("l:"))
        return sorted(code for code in countries if iid in self.bound(code))

    def party(self, iid: Id, country: str) -> Party | None:
        """Return a country's entry among the parties of an instrument."""
        raw = self.bound(country).get(iid)
        if not raw:
            return None
        return self.remember(("party", iid, country), lambda: build_law.party(self._instrument(iid)[0], raw))

    def policy(self, name: str = "default") -> Policy:
        """Return a policy by id.

        Raises:
            KeyError: if there is none of that id.
        """
        files = [build.File(path, doc) for path, doc in self._store.section(f"p:{name}")]
        return Policy(name, {key: number for file in files for key, number in build_law.policy_numbers(file).items()})

    def every_country(self) -> Iterator[Country]:
        """Yield all countries on file, ``int`` first."""
        yield self.country("int")
        for code in self.country_codes:
            yield self.country(code)
