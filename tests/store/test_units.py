"""Units of agreement, against a count by plain Python, however the answers arrive."""

import random
from collections import Counter, defaultdict

import duckdb
import pytest

from analytics.scope import Scope

NAMES = ("vendor", "program", "project", "task_type", "language", "question", "guideline", "pool")


def answers(seed, count=300):
    """Answers of every awkward kind: shared items, odd spellings, repeats, names that differ."""
    draw = random.Random(seed)
    keys = {}
    while len(keys) < count:
        row = {
            "item_id": f"i{draw.randrange(25)}" + draw.choice(["", "", "", ",", " ;"]),
            "question": draw.choice(["q", "q", "r", None]),
            "vendor": draw.choice(["K", "K", "O", None]),
            "annotator": draw.choice("abcdef"),
            "round": draw.choice([1, 1, 1, 2]),
            "value": draw.choice(["x", "x", "y", "z", None]),
            "day": f"2026-11-{draw.randrange(2, 9):02d}",
            "project": draw.choice(["one", "one", "two"]),
            "task_type": draw.choice([None, "boxes"]) if draw.random() < 0.1 else "boxes",
            "guideline": draw.choice([None, "v1", "v2"]) if draw.random() < 0.3 else "v1",
            "trusted": draw.choice([True, True, True, None, False]),
            "is_gold_item": draw.choice([None, None, None, None, True]),
        }
        key = tuple(row[name] for name in ("item_id", "question", "vendor", "annotator", "round"))
        keys[(*key, row["project"])] = row
    return list(keys.values())


def counted(rows):
    """How many units have which names, day and answers; `rows` in the order of their loading."""
    newest = {}
    for place, row in enumerate(rows):
        if row["value"] and row["trusted"] is not False and not row["is_gold_item"]:
            item = row["item_id"].rstrip(" ,;|")
            who = (row["project"], row["vendor"], item, row["question"], row["annotator"])
            newest[who] = max(
                newest.get(who, (0,)), (row["round"], place, row), key=lambda n: n[:2]
            )
    groups = defaultdict(lambda: defaultdict(list))
    for (project, vendor, item, question, _), (*_, row) in newest.items():
        groups[project, item, question or "label"][vendor or "not given"].append(row)
    found = Counter()
    for (project, _, question), by_vendor in groups.items():
        several = len(by_vendor) > 1
        parts = [(v, "vendor" if several else "alone", part) for v, part in by_vendor.items()]
        if several:
            parts.append(("several vendors", "across", [r for p in by_vendor.values() for r in p]))
        for vendor, pool, part in parts:
            named = [(row["day"], row["guideline"]) for row in part if row["guideline"]]
            tasks = [row["task_type"] for row in part if row["task_type"]]
            names = (vendor, "not given", project, min(tasks, default="not given"), "not given",
                     question, max(named, default=("", "not given"))[1], pool)  # fmt: skip
            pattern = "\x1e".join(sorted(row["value"] for row in part))
            found[(max(row["day"] for row in part), *names, pattern)] += 1
    return found


def stored(desk):
    with desk.store.snapshot() as snapshot:
        table = snapshot.sums("agreement", Scope(), ["day", *NAMES, "pattern"])
    return Counter({(str(day)[:10], *rest): units for day, *rest, units in table.values.tolist()})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_units_are_those_counted_by_hand_after_every_load_and_undo(desk, seed):
    rows = answers(seed)
    parts = [rows[:200], rows[200:280], rows[280:]]
    for place, part in enumerate(parts, start=1):
        desk.load(f"{place}.rows", labels=part)
        assert stored(desk) == counted([row for part in parts[:place] for row in part])
    assert {"alone", "vendor", "across"} == {names[8] for names in stored(desk)}
    desk.store.undo([2], "lead")
    assert stored(desk) == counted([*parts[0], *parts[2]])
    assert desk.store.verify() == []


def test_units_are_worked_out_anew_when_ids_match_whatever_their_case(desk):
    row = {"question": "q", "value": "x", "day": "2026-11-16"}
    rows = [dict(row, item_id=i, annotator=a) for i, a in [("Pic 1", "a"), ("pic 1;", "b")]]
    desk.load("l.rows", labels=rows)
    assert [(names[-1], units) for names, units in stored(desk).items()] == [("x", 2)]
    desk.store.set("match_ids", "tidied", "lead")
    desk.load("m.rows", labels=[dict(row, item_id="PIC 1", annotator="c")])
    assert [(names[-1], units) for names, units in stored(desk).items()] == [("x\x1ex\x1ex", 1)]
    desk.store.set("match_ids", "as_written", "lead")
    assert [(names[-1], units) for names, units in stored(desk).items()] == [("x", 3)]
    assert desk.store.verify() == []


def test_very_many_labels_are_counted_in_more_memory_and_nothing_else_may_be_set(desk, monkeypatch):
    cursor = desk.store._connection.cursor()
    limit = "select current_setting('memory_limit')"
    assert cursor.execute(limit).fetchone() == ("244.1 MiB",)
    row = {"item_id": "i", "question": "q", "day": "2026-11-16"}
    labels = [row | {"annotator": who, "value": "x"} for who in "abc"]
    desk.load("few.rows", labels=labels)
    assert cursor.execute(limit).fetchone() == ("244.1 MiB",)
    monkeypatch.setattr("analytics.store.warehouse.MANY_LABELS", 3)
    desk.load("many.rows", labels=[one | {"item_id": "j"} for one in labels])
    assert cursor.execute(limit).fetchone() == ("953.6 MiB",)
    with pytest.raises(duckdb.InvalidInputException, match="locked"):
        cursor.execute("set enable_external_access = true")
    cursor.close()
