"""The files of a country not on file yet: every value that only a source can give is left empty.

An empty value is a fault of shape, so that the checker lists, line by line, what is still to fill. Nothing is
guessed: no date, no level, no confidence.
"""

from __future__ import annotations

from string import Template

SCHEMAS = "schemas"  # beside frameworks/ and mappings/, where the folder is not a checkout of qualrec
CHECKOUT = "src/qualrec/schemas"

_SOURCES = """sources:
  $cc-source:                  # one entry a document; a key means the same document in every file
    title:
    publisher:                 # who issued it
    url:                       # the issuing body's address
    kind:                      # treaty | law | official | official-translation | centre | institution | secondary
"""
_FRAMEWORK = """id: $framework
country: "$CC"
type: national                 # national | higher_education
name: {en: }                   # as its owner calls it; add the country's own languages
SOURCEScite: [$cc-source]
confidence:                    # verified | recalled | inferred | disputed
levels:
  cite: [$cc-source]
  confidence:
  items:                       # one line a level, the lowest first
    - {code: , rank: 1}        # the code in quotes, as printed: "1", "4A"
"""
_QUALIFICATIONS = """country: "$CC"
SOURCEStypes:
  # One entry a type of award, school-leaving to doctorate, current and legacy.
  - id: $cc-school-leaving
    title: {und: }             # as printed on the diploma, under the tag of its language (nb, de, hi-Latn)
    kind: access
    level:LEVEL
    opens: [general_access]    # rights at home; remove what no source says
    cite: [$cc-source]
    confidence:                # verified | recalled | inferred | disputed
  - id: $cc-bachelor
    title: {und: }
    gloss: {en: }
    kind: first_cycle
    level:LEVEL
    years:                     # nominal full-time years, a number or [low, high]
    opens: [next_cycle]
    cite: [$cc-source]
    confidence:
"""
_SYSTEM = """country: "$CC"
SOURCEScentres:
  - {id: $cc-centre, name: {en: }, role: , url: , cite: [$cc-source], confidence: }
agencies:                      # quality assurance; [] where there is none
  - {id: $cc-agency, name: {en: }, url: , cite: [$cc-source], confidence: }
registers:                     # where the status of an institution or a programme is looked up
  - {id: $cc-register, name: {en: }, url: , cite: [$cc-source], confidence: }
"""
_CREDITS = """country: "$CC"
SOURCESunits:                         # none on file: units: [] and none: {says: why, cite: [..], confidence: ..}
  - id: $cc-credit
    name: {en: }
    full_time_year:            # units in one full-time year; null where no source says
    scope: higher
    cite: [$cc-source]
    confidence:                # verified | recalled | inferred | disputed
"""
_GRADES = """country: "$CC"
SOURCESscales:                        # none on file: scales: [] and none: {says: why, cite: [..], confidence: ..}
  - id: $cc-grades
    name: {en: }
    scope: higher
    type:                      # numeric (best, worst, lowest_pass) | ordinal (best_first, lowest_pass)
    lowest_pass: ""            # in quotes, as printed
    cite: [$cc-source]
    confidence:                # verified | recalled | inferred | disputed
"""
_CASES = """cases:
  # At least three; each asserts codes, ids and numbers, never sentences.
  - name: "$name: a first degree for further study in Germany"
    given: {country: "$CC", title: , awarded: , institution_status: recognised, to: DE, purpose: further_study}
    as_of:                     # the day of the assessment, in quotes
    expect: {status: found, identified: $cc-bachelor, outcome: }
"""
_LEVELS = """from: $framework
to: $hub
status:                        # referenced | self_certified | compared | none (then links: [])
SOURCEScite: [$cc-source]
confidence:                    # verified | recalled | inferred | disputed
links:
  - {from: , to: , fit: full}  # one line a level of $framework, codes in quotes
"""
_FACTORS = """SOURCESlinks:                         # only factors that a source states; remove the file where none does
  - {from: $cc-credit, to: int-ects, factor: "", cite: [$cc-source], confidence: }
"""


def skeleton(code: str, name: str, framework: str | None, schemas: str) -> dict[str, str]:
    """Return path -> text of the files of a country.

    Args:
        code: ISO 3166-1 alpha-2, upper case.
        name: the country's English name.
        framework: what follows the country in the id of its framework, such as ``nqf``; None where it has none.
        schemas: the folder of the schemas, seen from the folder that holds ``frameworks/``.
    """
    cc = code.lower()
    values = {"CC": code, "cc": cc, "name": name, "framework": f"{cc}-{framework}" if framework else "", "hub": ""}
    level = f" {{{cc}-{framework}: }}" if framework else " null\n    level_note:                # why it has no level"
    found: dict[str, str] = {}

    def add(path: str, kind: str, body: str, **more: str) -> None:
        up = "../" * path.count("/")
        head = f"# yaml-language-server: $schema={up}{schemas}/{kind}.schema.json\nkind: {kind}\nschema: 1\n"
        text = body.replace("SOURCES", _SOURCES).replace("LEVEL", level)
        found[path] = head + Template(text).substitute(values | more)

    if framework:
        add(f"frameworks/{cc}/{framework}.yaml", "framework", _FRAMEWORK)
    add(f"frameworks/{cc}/qualifications.yaml", "qualifications", _QUALIFICATIONS)
    add(f"frameworks/{cc}/system.yaml", "system", _SYSTEM)
    add(f"frameworks/{cc}/credits.yaml", "credit-system", _CREDITS)
    add(f"frameworks/{cc}/grades.yaml", "grading-scale", _GRADES)
    add(f"frameworks/{cc}/cases.yaml", "cases", _CASES)
    if framework:
        for hub in ("int-eqf", "int-qf-ehea"):
            add(f"mappings/levels/{cc}-{framework}--{hub}.yaml", "level-mapping", _LEVELS, hub=hub)
    add(f"mappings/credits/{cc}.yaml", "credit-mapping", _FACTORS)
    return found
