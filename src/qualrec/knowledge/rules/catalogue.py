"""Every rule by code: its slug names the fault, its message says it, its remedy says what to write instead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's public face; ``why`` says why the fault matters."""

    code: str
    slug: str
    severity: str
    message: str
    remedy: str
    why: str


_RULES = (
    Rule("QR001", "not-yaml", "error", "the file cannot be read: {why}", "mend the YAML at this place", "What cannot be read cannot be checked or cited."),
    Rule("QR002", "duplicate-key", "error", "the key {key} stands twice here", "keep one of the two", "Other readers keep the last one silently, and a fact is lost."),
    Rule("QR003", "yaml-trick", "error", "{what}: anchors, aliases, merge keys and tags are not used here", "write the value out", "An evaluator must be able to read any line alone."),
    Rule("QR004", "misread-elsewhere", "error", "{value}: other YAML readers take this for {meaning}", 'write it in quotes: "{value}"', "NO becomes false, 2:1 becomes 121 and 1.10 becomes 1.1 in common readers."),
    Rule("QR101", "wrong-shape", "error", "{why}", "{do}", "An unknown or misplaced key would be ignored silently and its fact would never be used."),
    Rule("QR102", "wrong-folder", "error", "a file of kind {kind} belongs below {folder}", "move the file or mend its kind or country", "A fact is found by its folder."),
    Rule("QR103", "wrong-file-name", "error", "the file is called {name}, its content asks for {expected}", "rename the file to {expected}", "One name for one thing: ids and files are looked up by each other."),
    Rule("QR201", "unknown-source", "error", "no source {key} stands in this file", "add it under sources:, or mend the key{near}", "A fact without its source cannot be used."),
    Rule("QR202", "source-never-cited", "warning", "the source {key} is never cited", "cite it where it supports a fact, or remove it", "A list of documents that support nothing misleads."),
    Rule("QR203", "unknown-level", "error", "{framework} has no level {code}", "use one of {known}", "A level that does not exist places nothing."),
    Rule("QR204", "unknown-qualification", "error", "no qualification type {id} is on file", "mend the id{near}", "A right or link to nothing helps nobody."),
    Rule("QR205", "unknown-unit", "error", "no credit unit {id} is on file", "mend the id{near}", "Credits without a unit cannot be converted."),
    Rule("QR206", "unknown-scale", "error", "no grading scale {id} is on file", "mend the id{near}", "A rule between scales that do not exist never fires."),
    Rule("QR207", "id-used-twice", "error", "the id {id} is used twice", "give one of them another id", "Results cite ids for years; one id means one thing."),
    Rule("QR208", "source-key-two-documents", "error", "the source key {key} means another document in {other}", "use another key, or make title, publisher and url the same", "One key means one document, so that a page never cites the wrong one."),
    Rule("QR209", "unknown-framework", "error", "no framework {id} is on file", "mend the id{near}", "A level of an unknown framework cannot be compared."),
    Rule("QR301", "end-before-start", "error", "it ends ({end}) before it starts ({start})", "swap or mend the dates", "Nothing was ever valid then."),
    Rule("QR302", "versions-overlap", "error", "{what} stands twice for times that overlap", "end the first before the second starts", "Two answers for one day."),
    Rule("QR303", "successor-too-early", "warning", "the successor {id} starts in {start}, before this award did ({own})", "mend the dates, or the successor", "A successor cannot be older than what it replaced."),
    Rule("QR304", "date-in-future", "error", "{date} lies in the future", "mend the date, or add expected: true", "A known future change must be marked, so that it is checked when the day comes."),
    Rule("QR501", "no-way-to-hub", "warning", "no mapping leads from {id} to a meta framework, and none says that there is none", "add mappings/levels/{id}--int-eqf.yaml, with status: none if there is no referencing", "Without a published link, or the published absence of one, levels cannot be compared."),
    Rule("QR502", "level-order", "error", "level {high} leads to {to}, below where the lower level {low} leads ({below})", "mend one of the two links", "A higher level cannot correspond to a lower one: a slip of the editor."),
    Rule("QR503", "credit-cycle", "error", "factors along {path} multiply to {product}, not 1", "mend one of the factors", "There and back would give another number of credits."),
    Rule("QR504", "skipped-level", "warning", "between {low} and {high} the level {skipped} of {to} is skipped", "check both links in the referencing report; say in the note that it is so", "A skipped level is most often a slip: a published SCQF table sends level 6 to EQF 3."),
    Rule("QR505", "pass-to-fail", "error", "the pass {mark} becomes {to}, below the pass mark of {scale}", "mend the row", "A pass may never become a fail silently."),
    Rule("QR506", "grade-order", "error", "the better mark {better} leads to {to}, the worse one {worse} to {below}", "mend one of the two lines", "A better mark may never be worth less: the order is the one thing every scale shares."),
)  # fmt: skip

CATALOGUE: dict[str, Rule] = {rule.code: rule for rule in _RULES}
