"""A title in another script than the form on file."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from qualrec.engine.hits import NOTHING, Entry, Hit, Match, keyed
from qualrec.engine.views import View
from qualrec.knowledge.names import fold
from qualrec.knowledge.scripts import NOT_LATIN, bones, sound, sounds, writes_no_vowels
from qualrec.model.frozen import replace

_LEAST_BONES = 6


class Heard:
    """The forms of a place by how they sound."""

    def __init__(self, titles: dict[str, list[Entry]], patterns: list[Entry], field: Callable[[str], object]) -> None:
        self._titles, self._patterns, self._field = titles, patterns, field

    def match(self, title: str) -> Match:
        """Return what a title means in another script: by its sound, by its consonants, or as another writing of it."""
        folded = fold(title)
        latin = not NOT_LATIN.search(folded)
        if latin and not self._foreign:
            return NOTHING
        hits = [
            Hit(tid, form, "transliteration", 0.95)
            for tid, form, _ in self._sounds.get(sound(folded), ())
            if not latin or NOT_LATIN.search(form)
        ]
        if not hits:
            vowels_lost = writes_no_vowels(folded)
            mixed = vowels_lost and any("a" <= letter <= "z" for letter in folded)
            for key in bones(folded) if (vowels_lost or latin) and not mixed else ():
                if len(key) >= _LEAST_BONES:
                    hits += [
                        Hit(tid, form, "transliteration", 0.9)
                        for tid, form, _ in self._bones.get(key, ())
                        if writes_no_vowels(form) is not vowels_lost
                    ]
        return Match(tuple(hits)) if hits else self._read(title, latin=latin)

    def _read(self, title: str, *, latin: bool) -> Match:
        """Read a title by its sound; one in Latin letters is a form in another script, no Latin one spelt otherwise.

        Of Latin forms it may only be almost one: "Diploma Metaptychiakn" is no diploma in something.
        """
        match = self._view.either(title)
        if not latin:
            return match
        found = tuple(hit for hit in match.found if NOT_LATIN.search(hit.form))
        return replace(match, found=found) if found else NOTHING

    @cached_property
    def _view(self) -> View:
        return View(sounds, self._titles, self._patterns, self._field, "transliteration", 0.95)

    @cached_property
    def _foreign(self) -> bool:
        return any(NOT_LATIN.search(folded) for folded in self._titles)

    @cached_property
    def _sounds(self) -> dict[str, list[Entry]]:
        return keyed(self._titles, lambda folded: [sound(folded)])

    @cached_property
    def _bones(self) -> dict[str, list[Entry]]:
        return keyed(self._titles, bones)
