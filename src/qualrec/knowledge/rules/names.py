"""QR6: titles and aliases lead to one award, in the language and script they say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from qualrec.knowledge.names import MAX_LENGTH, fold, slot
from qualrec.knowledge.reader import Map, Mark
from qualrec.knowledge.rules.corpus import Corpus, Item, at, forms, found
from qualrec.knowledge.rules.dates import overlap
from qualrec.knowledge.rules.languages import LANGUAGES, SCRIPTS, script
from qualrec.knowledge.rules.rule import Found, rule
from qualrec.model.problem import Place

_TEXTS = ("title", "gloss", "name", "says", "short", "by", "restriction", "labels")


@rule(
    "QR601",
    "one-name-two-awards",
    "note",
    "{form} also names {other}, of the same country and years",
    "take it from one of the two, or tell them apart by region, kind or years",
)
def shared(corpus: Corpus) -> Iterator[Found]:
    """An alias that is printed the same for two awards of one country and time.

    Why it matters: A paper with that title needs a person, or another fact, to be identified. Often that is so in the world; an alias copied to the wrong award looks the same.
    """
    for (_, folded), named in corpus.titles.items():
        for number, (item, by, mark, form) in enumerate(named):
            for other, _, first, _ in named[:number] if folded and by == "alias" else ():
                if other.value is not item.value and _alike(item.value, other.value):
                    values = {"form": form, "other": other.value["id"]}
                    yield Found(at(item.document, mark), values, (at(other.document, first),))


def _alike(one: Map, two: Map) -> bool:
    regions = set(one.get("region", ())), set(two.get("region", ()))
    apart = all(regions) and not regions[0] & regions[1]
    return not apart and overlap(one.get("awarded"), two.get("awarded"))


@rule("QR602", "alias-not-reached", "note", "{form} is already the {by} {other} of this award", "remove it")
def repeated(corpus: Corpus) -> Iterator[Found]:
    """An alias or abbreviation that is, without case, accents and punctuation, another name of the same award.

    Why it matters: It can never be reached, and whoever added it believes that it helps.
    """
    for item in corpus.types.values():
        seen: dict[str, tuple[str, str, Mark]] = {}
        for by, form, mark in forms(item.value):
            key = fold(form)
            first = seen.setdefault(key, (by, form, mark))
            if by == "alias" and first[2] != mark and first[0] != "abbreviation" and key and "{" not in form:
                yield found(item.document, mark, at(item.document, first[2]), form=form, by=first[0], other=first[1])


@rule(
    "QR603",
    "unknown-language",
    "error",
    "{tag} is no language tag that is known here",
    "use a tag of BCP 47, such as nb, de or hi-Latn{near}",
)
def language(corpus: Corpus) -> Iterator[Found]:
    """A text whose language tag is not in the list of languages, or whose script is not in that of scripts.

    Why it matters: A page in the holder's language, and the search in it, go by the tag.
    """
    from qualrec.knowledge.rules.corpus import near

    for place, tag, _ in _tagged(corpus):
        first, _, rest = tag.partition("-")
        if first not in LANGUAGES or (len(rest.partition("-")[0]) == 4 and rest.partition("-")[0] not in SCRIPTS):
            yield Found(place, {"tag": tag, "near": near(tag, LANGUAGES)})


def _tagged(corpus: Corpus) -> Iterator[tuple[Place, str, str]]:
    for hit in corpus.hits(*_TEXTS):
        if isinstance(hit.value, Map):
            texts = hit.value.values() if hit.key == "labels" else [hit.value]
            for text in texts:
                for tag, words in text.items() if isinstance(text, Map) else ():
                    if isinstance(words, str):
                        yield at(hit.document, text.keys_at[tag]), tag, words


@rule(
    "QR604",
    "alias-matches-nothing",
    "error",
    "{form} can never be matched: {why}",
    "write the form as a diploma prints it, with one {{subject}} at most and words beside it",
)
def matchless(corpus: Corpus) -> Iterator[Found]:
    """A title or alias that folds to nothing, is longer than what is compared, or is nothing but its slot.

    Why it matters: No paper can ever meet it.
    """
    for item in corpus.types.values():
        for _, form, mark in forms(item.value):
            ends = slot(form)
            folded = fold(form)
            if form.count("{") > 1 or ("{" in form and ends is None):
                yield found(item.document, mark, form=form, why="the only slot is {subject}, and only once")
            elif not folded or (ends and not any(ends)):
                yield found(item.document, mark, form=form, why="nothing is left of it")
            elif len(form) > MAX_LENGTH:
                yield found(item.document, mark, form=form[:40], why=f"only {MAX_LENGTH} characters are compared")


@rule(
    "QR605",
    "script-against-tag",
    "warning",
    "{tag} is written in {wanted}, this text in {script}",
    "mend the tag: {tag}-{code} for this script",
)
def scripts(corpus: Corpus) -> Iterator[Found]:
    """A title whose letters are not of the script that its language tag says.

    Why it matters: A title stands as the diploma prints it; a transliteration under the tag of the language hides that the original is missing.
    """
    for hit in corpus.hits("title"):
        for tag, words in hit.value.items() if isinstance(hit.value, Map) else ():
            told = script(tag, words)
            if told:
                values = {"tag": tag, "wanted": told[0], "script": told[1], "code": told[2]}
                yield found(hit.document, hit.value.values_at[tag], **values)


_ODD = re.compile("^\\s|\\s$|\\s\\s|[\u00a0\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


@rule("QR606", "unclean-text", "warning", "{form} holds {why}", "write it anew by hand")
def unclean(corpus: Corpus) -> Iterator[Found]:
    """A title or alias with invisible characters, doubled or outer blanks, or accents taken apart.

    Why it matters: It looks right and is not equal to what looks the same.
    """
    for item in corpus.types.values():
        for _, form, mark in forms(item.value):
            why = "blanks or characters that are not seen" if _ODD.search(form) else ""
            if not why and unicodedata.normalize("NFC", form) != form:
                why = "accents taken apart (it is not NFC)"
            if why:
                yield found(item.document, mark, form=form, why=why)


@rule(
    "QR607", "kind-against-isced", "warning", "ISCED {isced} beside {kind}", "check both; say in the note that it is so"
)
def isced(corpus: Corpus) -> Iterator[Found]:
    """An award whose ISCED level is not one that its kind can have, with no note.

    Why it matters: Statistics and treaties go by one, the verdict by the other.
    """
    for item in corpus.types.values():
        allowed = _ISCED.get(item.value["kind"])
        code = item.value.get("isced")
        if code and allowed and code[0] not in allowed and not item.value.get("note"):
            yield Found(item.place("isced"), {"isced": code, "kind": item.value["kind"]}, (_kind(item),))


_ISCED = {
    "access": "345",
    "access_restricted": "345",
    "short_cycle": "45",
    "first_cycle": "567",
    "second_cycle": "678",
    "third_cycle": "78",
}


def _kind(item: Item) -> Place:
    return item.place("kind")
