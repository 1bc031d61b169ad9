"""Sheets with a line per error: an audit counts once, with all its errors."""

from analytics.ingest import read_here
from analytics.ingest.reading import Hints
from analytics.measure import measure
from analytics.metrics.severity import with_verdict
from analytics.scope import Scope


def line(audit_id="A1", item="i1", **more):
    whose = {"item_id": item, "annotator": "ann", "auditor": "eve", "day": "2026-11-03"}
    return {"audit_id": audit_id, "verdict": "fail", **whose, **more}


def rates(desk, name="error_rate"):
    with desk.store.snapshot() as snapshot:
        return measure(snapshot, name, Scope()).iloc[0]


def counts(desk):
    row = rates(desk)
    return row["wrong"], row["audited"]


def test_lines_of_one_audit_count_once_and_as_wrong_where_one_says_so(desk):
    lines = [line(verdict="pass"), line(), line(), line("A2", "i2", verdict="pass")]
    outcome = desk.load("a.rows", audits=lines)
    assert counts(desk) == (1, 2)
    (said,) = [one for one in outcome.loads[0].cautions if one.code == "line_per_error"]
    assert said.message.startswith("2 lines tell of an audit that a line above tells of")


def test_other_items_people_days_and_totals_under_one_id_stay_audits_of_their_own(desk):
    apart = [
        line(),
        line(item="i2"),
        line(annotator="bob"),
        line(auditor="fay"),
        line(day="2026-11-04"),
        line(n_checked=5, n_wrong=1),
        line(n_checked=5, n_wrong=1),
        line(audit_id=None),
        line(audit_id=None),
    ]
    desk.load("a.rows", audits=apart)
    assert rates(desk)["audited"] == 7 + 5 + 5


def test_errors_of_every_line_belong_to_the_one_audit(desk):
    error = {name: line()[name] for name in ("audit_id", "item_id", "annotator", "day")}
    desk.load(
        "a.rows",
        audits=[line(), line(), line("A2", "i2", verdict="pass")],
        audit_errors=[error | {"category": "A"}, error | {"category": "B"}],
    )
    with desk.store.snapshot() as snapshot:
        kinds = measure(snapshot, "category_rate", Scope(), ["category"])
    assert kinds[["category", "wrong", "audited"]].values.tolist() == [["A", 1, 2], ["B", 1, 2]]


def test_without_ids_lines_that_each_name_an_error_of_one_item_are_one_audit(desk):
    whose = {name: line()[name] for name in ("item_id", "annotator", "auditor", "day")}
    audits = [line(audit_id=None), line(audit_id=None), line(None, "i2", verdict="pass")]
    errors = [whose | {"category": "A"}, whose | {"category": "B", "severity": "major"}]
    desk.load("a.rows", audits=audits, audit_errors=errors)
    assert counts(desk) == (1, 2)
    with desk.store.snapshot() as snapshot:
        kinds = measure(snapshot, "category_rate", Scope(), ["category"])
        assert measure(snapshot, "errors_found", Scope())["errors"].tolist() == [2]
    assert kinds[["category", "wrong", "audited"]].values.tolist() == [["A", 1, 2], ["B", 1, 2]]


def test_without_ids_lines_that_name_no_error_stay_audits_of_their_own(desk):
    desk.load("a.rows", audits=[line(audit_id=None, verdict="pass")] * 2)
    assert counts(desk) == (0, 2)


def test_a_correction_takes_the_errors_of_every_line_back(desk):
    whose = {name: line()[name] for name in ("item_id", "annotator", "auditor", "day")}
    errors = [whose | {"category": "A"}, whose | {"category": "B"}]
    desk.load("a.rows", audits=[line(audit_id=None)] * 2, audit_errors=errors)
    desk.load("b.rows", audits=[line(audit_id=None, verdict="pass")])
    assert counts(desk) == (0, 1)
    with desk.store.snapshot() as snapshot:
        assert measure(snapshot, "errors_found", Scope())["errors"].fillna(0).tolist() == [0]


def test_a_rebuild_gives_equal_checksums(desk):
    desk.load("a.rows", audits=[line(), line(), line("A2", "i2", verdict="pass")])
    before = desk.checksums()
    desk.rebuild()
    assert desk.checksums() == before


def test_the_published_sheet_is_scored_from_a_file_with_a_line_per_error(desk, tmp_path):
    """2 critical, 3 major and 8 minor errors in 2,000 words: 73, 36.5, 96.35, fail."""
    severities = ["critical"] * 2 + ["major"] * 3 + ["minor"] * 8
    header = "Audit ID,Item ID,Annotator,Vendor,Auditor,Audited on,Verdict,Words,Error category,"
    rows = [
        f"A1,i1,ann,Kestrel,eve,2026-11-03,fail,2000,Kind {place},{severity}"
        for place, severity in enumerate(severities)
    ]
    rows += [f"A{n},i{n},ann,Kestrel,eve,2026-11-03,pass,,," for n in range(2, 32)]
    path = tmp_path / "mqm.csv"
    path.write_text("\n".join([header + "Severity", *rows]))
    desk.store.uploads.keep(path)
    desk.store.load(read_here(path, path.name, Hints()), Hints(), "lead")
    assert counts(desk) == (1, 31)
    with desk.store.snapshot() as snapshot:
        scores = with_verdict(measure(snapshot, "mqm_score", Scope()), 95.0)
    shown = scores[["penalty", "words", "per_thousand", "score", "verdict"]]
    assert shown.values.tolist() == [[73, 2000, 36.5, 96.35, "fail"]]
