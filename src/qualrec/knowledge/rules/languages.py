"""Languages and scripts that a text may be tagged with (ISO 639, ISO 15924), and what script a language is printed in."""

from __future__ import annotations

import unicodedata

# All of ISO 639-1, then what diplomas are printed in and has three letters only.
LANGUAGES = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki
    kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr
    nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    ast ceb chk ckb cmn cnr crs din dsb fil frp fur gil gsw haw hmo hsb kea kmr kok kos lez lij mai mfe mni mul nds niu nso
    ota pag pap pau pih pis prs rar rmy rom rup sat scn sco sma smj smn sms srn syr szl tet tig tkl tmh tpi tvl und vls war
    wls yap yue zxx""".split()
)
_SCRIPT_NAMES = {
    "Arab": "ARABIC", "Armn": "ARMENIAN", "Beng": "BENGALI", "Cyrl": "CYRILLIC", "Deva": "DEVANAGARI", "Ethi": "ETHIOPIC",
    "Geor": "GEORGIAN", "Grek": "GREEK", "Gujr": "GUJARATI", "Guru": "GURMUKHI", "Hang": "HANGUL", "Hans": "CJK",
    "Hant": "CJK", "Hebr": "HEBREW", "Jpan": "CJK", "Khmr": "KHMER", "Knda": "KANNADA", "Kore": "HANGUL", "Laoo": "LAO",
    "Latn": "LATIN", "Mlym": "MALAYALAM", "Mong": "MONGOLIAN", "Mymr": "MYANMAR", "Orya": "ORIYA", "Sinh": "SINHALA",
    "Taml": "TAMIL", "Telu": "TELUGU", "Thaa": "THAANA", "Thai": "THAI", "Tibt": "TIBETAN",
}  # fmt: skip
SCRIPTS = frozenset(_SCRIPT_NAMES)
# Languages that are printed in one script other than Latin.
_PRINTED = {
    "am": "Ethi", "ar": "Arab", "be": "Cyrl", "bg": "Cyrl", "bn": "Beng", "ckb": "Arab", "dv": "Thaa", "dz": "Tibt",
    "el": "Grek", "fa": "Arab", "he": "Hebr", "hi": "Deva", "hy": "Armn", "ja": "Jpan", "ka": "Geor", "km": "Khmr",
    "ko": "Kore", "ky": "Cyrl", "lo": "Laoo", "mk": "Cyrl", "my": "Mymr", "ne": "Deva", "prs": "Arab", "ps": "Arab",
    "ru": "Cyrl", "si": "Sinh", "ta": "Taml", "tg": "Cyrl", "th": "Thai", "ti": "Ethi", "uk": "Cyrl", "ur": "Arab",
    "zh": "Hans",
}  # fmt: skip
_JAPANESE = ("CJK", "HIRAGANA", "KATAKANA")


def script(tag: str, words: str) -> tuple[str, str, str] | None:
    """Return the script that *tag* says, the one *words* are in and its code; None where they agree or none is told."""
    first, _, rest = tag.partition("-")
    code = rest.partition("-")[0]
    wanted = code if code in SCRIPTS else _PRINTED.get(first, "Latn" if first in {"en", "de", "fr", "es"} else None)
    if not wanted:
        return None
    names = [unicodedata.name(letter, "").split(" ")[0] for letter in words if letter.isalpha()]
    fits = (*_JAPANESE, "HANGUL") if wanted in {"Jpan", "Kore"} else (_SCRIPT_NAMES[wanted],)
    if not names or any(name in fits for name in names):
        return None
    other = max(set(names), key=names.count)
    found = next((key for key, name in _SCRIPT_NAMES.items() if name == other), "Zyyy")
    return _SCRIPT_NAMES[wanted].capitalize(), other.capitalize(), found
