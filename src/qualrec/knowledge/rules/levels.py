"""QR5, levels: links keep the order of levels, leave none out unsaid, and agree with each other and with the awards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from qualrec.knowledge.reader import Document, Map
from qualrec.knowledge.rules.corpus import Corpus, at, found
from qualrec.knowledge.rules.rule import Found, rule

EQF, CYCLES = "int-eqf", "int-qf-ehea"
# The cycle of the QF-EHEA beside the level of the EQF, as both recommendations say.
_BESIDE = {"short": "5", "first": "6", "second": "7", "third": "8"}


@rule(
    "QR501",
    "no-way-to-hub",
    "warning",
    "no mapping leads from {id} to a meta framework, and none says that there is none",
    "add mappings/levels/{id}--int-eqf.yaml, with status: none if there is no referencing",
)
def hubs(corpus: Corpus) -> Iterator[Found]:
    """A national framework from which no mapping leads on, nor says that there is none.

    Why it matters: Without a published link, or the published absence of one, levels cannot be compared.
    """
    reached = {source for source, _ in corpus.mappings}
    for fid, item in corpus.frameworks.items():
        if item.document.value["country"] is not None and fid not in reached:
            yield Found(item.place("id"), {"id": fid})


def _steps(corpus: Corpus) -> Iterator[tuple[Document, Map, Map, dict[str, int]]]:
    """Yield, for each two neighbouring ranks of a mapping, the link that goes highest below and lowest above."""
    for document in corpus.by_kind["level-mapping"]:
        own, other = corpus.levels.get(document.value["from"]), corpus.levels.get(document.value["to"])
        if not own or not other:
            continue
        by_rank: dict[int, list[Map]] = defaultdict(list)
        for link in document.value["links"]:
            if link["from"] in own and link["to"] in other:
                by_rank[own[link["from"]]].append(link)
        for below, above in pairwise(sorted(by_rank)):
            highest = max(by_rank[below], key=lambda link: other[link["to"]])
            lowest = min(by_rank[above], key=lambda link: other[link["to"]])
            yield document, highest, lowest, other


@rule(
    "QR502",
    "level-order",
    "error",
    "level {high} leads to {to}, below where the lower level {low} leads ({below})",
    "mend one of the two links",
)
def order(corpus: Corpus) -> Iterator[Found]:
    """A higher level linked to a lower target than its neighbour below.

    Why it matters: A higher level cannot correspond to a lower one: a slip of the editor.
    """
    for document, below, above, ranks in _steps(corpus):
        if ranks[above["to"]] < ranks[below["to"]]:
            values = {"high": above["from"], "to": above["to"], "low": below["from"], "below": below["to"]}
            yield found(document, above.values_at["to"], at(document, below.values_at["to"]), **values)


@rule(
    "QR504",
    "skipped-level",
    "warning",
    "between {low} and {high} the level {skipped} of {to} is skipped",
    "check both links in the referencing report; say in the note that it is so",
)
def skipped(corpus: Corpus) -> Iterator[Found]:
    """Two neighbouring levels whose links leave out a level of the target, with no note that it is so.

    Why it matters: A skipped level is most often a slip: a published SCQF table sends level 6 to EQF 3.
    """
    for document, below, above, ranks in _steps(corpus):
        names = {rank: code for code, rank in ranks.items()}
        between = range(ranks[below["to"]] + 1, ranks[above["to"]])
        missed = [names[rank] for rank in between if rank in names]
        if missed and not (above.get("note") or below.get("note")):
            values = {
                "low": below["from"],
                "high": above["from"],
                "skipped": ", ".join(missed),
                "to": document.value["to"],
            }
            yield found(document, above.values_at["to"], at(document, below.values_at["to"]), **values)


@rule(
    "QR523",
    "level-left-out",
    "warning",
    "{code} of {framework} has no link, and those around it have",
    "add its link, or say in the note of the mapping why it has none",
)
def left_out(corpus: Corpus) -> Iterator[Found]:
    """A level between two linked levels that has no link of its own, in a mapping with no note.

    Why it matters: Awards at that level would be without a level abroad, because of a line that was forgotten.
    """
    for (source, _), document in corpus.mappings.items():
        own = corpus.levels.get(source, {})
        linked = {own[link["from"]] for link in document.value["links"] if link["from"] in own}
        if linked and not document.value.get("note"):
            codes = {link["from"] for link in document.value["links"]}
            for code, rank in own.items():
                if code not in codes and min(linked) <= rank <= max(linked):
                    values = {"code": code, "framework": source}
                    yield found(
                        document, document.value.keys_at["links"], corpus.frameworks[source].place("levels"), **values
                    )


@rule(
    "QR507",
    "one-way-mapping",
    "warning",
    "{source} {low} leads to {target} {high}, and {target} {high} does not lead back",
    "mend one of the two files",
)
def asymmetric(corpus: Corpus) -> Iterator[Found]:
    """Two mappings between the same frameworks, one each way, that do not say the same.

    Why it matters: A holder would be higher in one direction than in the other for the same paper.
    """
    for (source, target), document in corpus.mappings.items():
        back = corpus.mappings.get((target, source))
        if not back or source > target:
            continue
        for this, other in ((document, back), (back, document)):
            pairs = {(link["to"], link["from"]) for link in other.value["links"]}
            told = {link["from"] for link in other.value["links"]}
            for link in this.value["links"]:
                if link["to"] in told and (link["from"], link["to"]) not in pairs:
                    values = {
                        "source": this.value["from"],
                        "target": this.value["to"],
                        "low": link["from"],
                        "high": link["to"],
                    }
                    related = at(other, other.value.keys_at["links"])
                    yield found(this, link.values_at["to"], related, **values)


@rule(
    "QR508",
    "hubs-disagree",
    "warning",
    "{framework} {code} leads to the {cycle} cycle and to EQF {eqf}",
    "check both; say in a note of the link that it is so",
)
def disagree(corpus: Corpus) -> Iterator[Found]:
    """A level linked to a cycle of the QF-EHEA and to a level of the EQF that do not stand beside each other.

    Why it matters: Both recommendations set the cycles beside EQF 5 to 8; where a country departs from that, its report says so.
    """
    for (source, target), document in corpus.mappings.items():
        if target == CYCLES:
            for link in document.value["links"]:
                eqf = corpus.reached(source, link["from"], EQF)
                beside = _BESIDE.get(link["to"])
                if eqf and beside and beside not in eqf and not _explained(corpus, source, link):
                    values = {
                        "framework": source,
                        "code": link["from"],
                        "cycle": link["to"],
                        "eqf": ", ".join(sorted(eqf)),
                    }
                    other = _link(corpus.mappings[source, EQF], link["from"])
                    yield found(
                        document,
                        link.values_at["to"],
                        at(corpus.mappings[source, EQF], other.values_at["to"]),
                        **values,
                    )


def _link(document: Document, code: str) -> Map:
    first: Map = next(link for link in document.value["links"] if link["from"] == code)
    return first


def _explained(corpus: Corpus, source: str, link: Map) -> bool:
    return bool(link.get("note") or _link(corpus.mappings[source, EQF], link["from"]).get("note"))


@rule(
    "QR513",
    "levels-equal-by-number",
    "note",
    "every level of {source} is linked to the level of the same number, and nobody has verified it",
    "read the referencing report; equal numbers are not a referencing",
)
def by_number(corpus: Corpus) -> Iterator[Found]:
    """A mapping that links each level to the one of the same name, no line of which is verified.

    Why it matters: Equality of numbers is what one assumes who has not read the report.
    """
    for (source, _), document in corpus.mappings.items():
        value = document.value
        if len(value["links"]) > 3 and all(link["from"] == link["to"] for link in value["links"]):
            sure = {
                link.get("confidence", value["confidence"])
                for link in value["links"]
                if isinstance(link.get("confidence", value["confidence"]), str)
            }
            if sure and not sure & {"verified", "disputed"}:
                yield found(document, value.keys_at["links"], source=source)


@rule("QR514", "link-twice", "error", "{source} {low} is linked to {target} {high} twice", "keep one of the two")
def twice(corpus: Corpus) -> Iterator[Found]:
    """A mapping that holds the same link twice.

    Why it matters: Where the two differ in fit or source, nobody knows which counts.
    """
    for (source, target), document in corpus.mappings.items():
        seen: dict[tuple[str, str], Map] = {}
        for link in document.value["links"]:
            first = seen.setdefault((link["from"], link["to"]), link)
            if first is not link:
                values = {"source": source, "target": target, "low": link["from"], "high": link["to"]}
                yield found(document, link.mark, at(document, first.mark), **values)


@rule(
    "QR522",
    "rank-against-number",
    "warning",
    "{high} has a lower rank than {low}",
    "mend the ranks: the higher level has the higher rank; say in the note where a framework counts downwards",
)
def ranks(corpus: Corpus) -> Iterator[Found]:
    """A framework with numbered levels whose ranks go down where the numbers go up, with no note.

    Why it matters: A rank orders the framework; upside down, a doctorate stands below a certificate.
    """
    for item in corpus.frameworks.values():
        levels = item.value["levels"]["items"]
        numbered = sorted(
            (level for level in levels if level["code"].isdecimal()), key=lambda level: int(level["code"])
        )
        for below, above in pairwise(numbered):
            if above["rank"] < below["rank"] and not (item.value.get("note") or above.get("note")):
                values = {"high": above["code"], "low": below["code"]}
                yield found(
                    item.document, above.values_at["rank"], at(item.document, below.values_at["rank"]), **values
                )
