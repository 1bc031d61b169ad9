"""The Errors and Planning pages on own files: hostile names, scores of files, few or no rows."""

import json

from tests.pages.conftest import words

HOSTILE = "**bold** :red[x] $a$ <b>/Sub"
HEADER = (
    "Audit ID,Item ID,Annotator,Vendor,Auditor,Audited on,Verdict,Words,Error category,Severity,"
    "Given,Right answer,Comment\n"
)


def sheet(*errors):
    """A QA sheet: an audit per error, and thirty without one."""
    lines = [
        f"A{n},i{n},ann,Kestrel,eve,2026-11-03,fail,100,{category},{severity},{given},{right},see"
        for n, (category, severity, given, right) in enumerate(errors)
    ]
    lines += [f"B{n},j{n},ann,Kestrel,eve,2026-11-04,pass,100,,,,," for n in range(30)]
    return HEADER + "\n".join(lines)


def charts(app):
    """The drawn charts as plain data."""
    return [json.loads(one.proto.spec) for one in app.get("plotly_chart")]


def test_hostile_words_of_a_file_are_shown_and_never_read_as_markup(reader):
    reader.load("qa.csv", sheet((HOSTILE, "minor", "<i>yes", "=1+1"), ("Plain", "major", "a", "b")))
    app = reader.open("errors", category=HOSTILE)
    assert "1 error over the weeks shown" in words(app)
    assert "\\*\\*bold\\*\\* \\:red\\[x\\]" in words(app)
    drawn = json.dumps([one["layout"] for one in charts(app)])
    assert "<b>/" not in drawn and "<i>yes" not in drawn


def test_the_counts_of_every_level_sum_to_their_parent(reader):
    errors = [("A/x", "minor", "p", "q")] * 3 + [("A/y", "major", "p", "r")] * 2
    reader.load("qa.csv", sheet(*errors, ("B", "minor", "p", "q")))
    assert "**All**: 6 errors" in words(reader.open("errors"))
    assert "**A**: 5 errors" in words(reader.open("errors", category="A"))
    assert "**A/x**: 3 errors" in words(reader.open("errors", category="A/x"))
    assert "**A/y**: 2 errors" in words(reader.open("errors", category="A/y"))
    cell = reader.open("errors", given="p", correct="q")
    assert "**All › p given, q right**: 4 errors" in words(cell)
    tables = [one.value for one in cell.dataframe]
    (items,) = [one for one in tables if "item_id" in one and "comment" in one]
    assert len(items) == 4 and set(items["comment"]) == {"see"}


def test_the_score_of_the_files_is_shown_with_its_formula_and_fails_on_a_critical_error(reader):
    reader.load("qa.csv", sheet(("A", "critical", "p", "q"), ("A", "minor", "p", "q")))
    app = reader.open("errors")
    assert "100 × (1 − penalty ÷ words)" in words(app)
    (scores,) = [one.value for one in app.dataframe if "verdict" in one.value]
    row = scores.iloc[0]
    # 25 + 1 points in 3,200 words
    assert (row["penalty"], row["words"], row["verdict"]) == (26, 3200, "fail")
    assert round(row["score"], 4) == 99.1875


def test_errors_without_their_audits_are_counted_and_get_no_share(reader):
    lines = "\n".join(f"i{n},ann,2026-11-03,Typo,minor,a,b" for n in range(5))
    reader.load(
        "errors.csv", "Item ID,Annotator,Date,Error category,Severity,Given,Correction\n" + lines
    )
    app = reader.open("errors")
    assert "**All**: 5 errors" in words(app)
    assert "How many audited items" not in words(app)
    assert "**Errors by category**" in words(app)


def test_planning_without_work_answers_how_many_and_says_what_a_draw_needs(reader):
    assert "Audit **457 items**" in words(reader.open("planning"))
    app = reader.open("planning", plan="Spread and draw")
    assert "there is nothing to draw from. Load work with item ids" in words(app)


def test_minimums_above_the_total_are_explained(reader):
    rows = "\n".join(f"i{n},ann,V{n % 4},2026-11-03,approved" for n in range(80))
    reader.load("work.csv", "Item ID,Annotator,Vendor,Submitted,Status\n" + rows)
    asked = {"plan": "Spread and draw", "strata": "vendor", "least": "10"}
    assert "their minimums need 40" in words(reader.open("planning", audits="20", **asked))
    assert "**40 audits** of 80 units" in words(reader.open("planning", audits="40", **asked))
