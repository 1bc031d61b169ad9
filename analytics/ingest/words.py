"""The words vendors use for yes and no, outcomes and verdicts, and what they mean here.

A word that is not listed is never guessed: it is refused, or asked about when it is common.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analytics.ingest.cells import Cell, as_text, tidy
from analytics.ingest.figures import MISSING, Bad

_YES = "yes y true t 1 ja oui si sí sim x ✓ ✔ ☑"
_NO = "no n false f 0 nein non não ✗ ✘ ☐"

YES_NO: Mapping[str, str] = {
    **dict.fromkeys(_YES.split(), "yes"),
    **dict.fromkeys(_NO.split(), "no"),
}

STATUS: Mapping[str, str] = {
    word: status
    for status, words in {
        "open": "open|in progress|assigned|active|new|to do|todo|not started|wip|queued|draft|"
        "started|on hold|judgable|unassigned|annotating",
        "submitted": "submitted|complete|completed|done|delivered|finished|pending review|"
        "awaiting review|under review|in review|to review|ready for review|qa pending|labeled|"
        "labelled|annotated|finalized|finalised|closed",
        "approved": "approved|accepted|accept|approve|passed|qa passed|qa pass|reviewed ok|"
        "customer accepted",
        "rejected": "rejected|reject|failed|declined|not approved|not accepted|qa failed|qa fail|"
        "disapproved|denied",
        "overturned": "overturned|rejection overturned|reversed|reinstated",
        "skipped": "skipped|skip|ignored|ignore|passed over",
        "returned": "returned|return|sent back|rework|rework required|needs rework|to fix|"
        "screened out|reopened",
        "expired": "expired|timed out|timedout|time out|timeout|abandoned|lapsed",
        "canceled": "canceled|cancelled|withdrawn|void|voided",
        "absent": "absent|no show|on leave|leave|sick|sick leave|holiday|day off|weekend",
    }.items()
    for word in words.split("|")
}
"""Where a submission ended, by the vendor's word in lower case."""

VERDICT: Mapping[str, str] = {
    word: verdict
    for verdict, words in {
        "pass": "pass|passed|correct|right|ok|okay|good|accept|accepted|approve|approved|yes|y|"
        "true|1|ja|oui|si|sí|sim|no error|no errors|error free|no issue|no issues|compliant|agree|"
        "agreed|valid|✓|✔",
        "fail": "fail|failed|incorrect|wrong|error|errors|bad|reject|rejected|no|n|false|0|nein|"
        "non|não|"
        "not correct|defect|defective|non compliant|noncompliant|disagree|disagreed|not ok|nok|"
        "not okay|issue|rework|fatal|✗|✘",
        "unsure": "unsure|not sure|unclear|borderline|maybe|undecided|uncertain|ambiguous|"
        "can't tell|cannot tell|cant tell|unknown|partially correct|partial",
        "invalid": "invalid|not applicable|not gradable|ungradable|excluded|skip|skipped|"
        "cannot judge|void",
    }.items()
    for word in words.split("|")
}
"""The outcome of a review, by the auditor's word in lower case."""

WINNER: Mapping[str, str] = {
    word: winner
    for winner, words in {
        "a": "a|model a|model x|left|1|first|system a|response a|response 1|model 1|option a|"
        "chosen a|system1|model1|assistant a|a wins|a is better|x",
        "b": "b|model b|model y|right|2|second|system b|response b|response 2|model 2|option b|"
        "chosen b|system2|model2|assistant b|b wins|b is better|y",
        "tie": "tie|tied|draw|equal|same|both|both good|tie (bothgood)|neither better|"
        "tie (inconsistent)|0|no preference|about the same",
        "both_bad": "both bad|bothbad|tie (bothbad)|both_bad|neither|none",
    }.items()
    for word in words.split("|")
}
"""Who won a comparison, by the file's word in lower case."""

DISPUTE: Mapping[str, str] = {
    word: result
    for result, words in {
        "upheld": "upheld|confirmed|rejected|denied|verdict stands|not accepted|declined|lost|"
        "invalid",
        "overturned": "overturned|accepted|reversed|granted|won|corrected|valid|agreed",
        "open": "open|pending|in review|in progress|under review|new|raised|waiting",
    }.items()
    for word in words.split("|")
}
"""How a dispute ended; `accepted` is the dispute accepted, which overturns the verdict."""

INVOICE_STATUS: Mapping[str, str] = {
    word: status
    for status, words in {
        "accrued": "accrued|unbilled",
        "draft": "draft|proforma|pro forma|unsent",
        "invoiced": "invoiced|billed|sent|issued|open|due|outstanding|submitted|unpaid|overdue|"
        "past due|pending|viewed|partial|partially paid|part paid",
        "approved": "approved|accepted",
        "paid": "paid|settled|cleared",
        "hold": "hold|on hold|disputed|blocked",
        "credit": "credit|credited|credit note|refund|refunded",
    }.items()
    for word in words.split("|")
}

STAGE: Mapping[str, str] = {
    word: stage
    for stage, words in {
        "annotate": "annotate|annotation|annotating|label|labeling|labelling|production|"
        "transcription|initial labeling task",
        "review": "review|reviewing|qa|qc|audit|quality check|validation|verification|acceptance",
        "rework": "rework|correction|fix|redo|adjudication",
    }.items()
    for word in words.split("|")
}

DESIGN: Mapping[str, str] = {
    word: design
    for design, words in {
        "random": "random|random sample|srs|simple random|stratified|stratified random|rnd",
        "targeted": "targeted|risk|risk based|focused|complaint|escalation|suspicious",
        "gold": "gold|golden|control|honeypot|test question|benchmark",
        "all": "all|full|100%|census|every item",
        "unknown": "unknown|other|ad hoc",
    }.items()
    for word in words.split("|")
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "status": STATUS,
    "verdict": VERDICT,
    "winner": WINNER,
    "dispute_result": DISPUTE,
    "invoice_status": INVOICE_STATUS,
    "stage": STAGE,
    "design": DESIGN,
}
"""Every closed list a column may be written in, by its field."""


def plain(text: str) -> str:
    """A word in lower case with single blanks instead of dashes and underscores.

    >>> plain("  Timed-Out "), plain("-1")
    ('timed out', '-1')
    """
    lowered = tidy(text).lower()
    return " ".join(_DASHES.sub(" ", lowered).split())


_DASHES = re.compile(r"_|-(?!\d)|(?<=\w)-")
"""What stands between words; before a number it is a minus."""


def parse_bool(cell: Cell) -> bool | Bad | None:
    """Read yes or no.

    >>> parse_bool("Yes"), parse_bool(0.0), parse_bool("maybe").code
    (True, False, 'yes_no_unreadable')
    """
    if isinstance(cell, bool) or cell is None:
        return cell
    word = plain(as_text(cell))
    if word in MISSING:
        return None
    if word not in YES_NO:
        return Bad("yes_no_unreadable", f"“{as_text(cell)}” is neither yes nor no.")
    return YES_NO[word] == "yes"


def parse_word(cell: Cell, field: str, told: Mapping[str, str]) -> str | Bad | None:
    """Read a word of a closed list.

    Args:
        cell: the cell.
        field: a key of `WORDS`.
        told: meanings given by the lead for this vendor, by the vendor's word in `plain` form.

    Returns:
        The canonical word; None where the cell says nothing; `Bad` where the word is not known.

    >>> parse_word("Timed-out", "status", {}), parse_word("blocked", "status", {}).code
    ('expired', 'word_unknown')
    """
    if cell is None:
        return None
    word = plain(as_text(cell))
    known = WORDS[field]
    if meaning := told.get(word) or known.get(word):
        return meaning
    if word in MISSING:
        return None
    allowed = ", ".join(dict.fromkeys(known.values()))
    return Bad("word_unknown", f"“{as_text(cell)}” is not a known {field}; it can mean {allowed}.")
