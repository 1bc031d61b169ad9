"""Many readers and two writers at once: every answer is of one revision, and no load is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from analytics.measure import measure
from analytics.scope import Scope

DAY = date(2026, 11, 2)


def works(load, rows=50):
    """Work and as many audits, so that a reader can see whether both are of one revision."""
    shared = [
        {
            "day": (DAY + timedelta(days=n % 14)).isoformat(),
            "vendor": f"v{n % 4}",
            "annotator": "ann",
            "item_id": f"{load}-{n}",
        }
        for n in range(rows)
    ]
    return {
        "work": [row | {"status": "approved"} for row in shared],
        "audits": [row | {"verdict": "pass", "design": "random"} for row in shared],
    }


def test_readers_during_loads_always_see_whole_files(desk):
    desk.load("0.rows", **works(0))

    def read(number: int) -> tuple[int, int]:
        scope = Scope(vendors=(f"v{number % 4}",)) if number % 2 else Scope()
        with desk.store.snapshot() as snapshot:
            made = measure(snapshot, "accepted_items", scope)["accepted"].iloc[0]
            seen = measure(snapshot, "error_rate", scope)["audited"].iloc[0]
        return int(made), int(seen)

    def load(number: int) -> None:
        desk.load(f"{number}.rows", **works(number))

    with ThreadPoolExecutor(8) as people:
        loads = [people.submit(load, number) for number in range(1, 9)]
        found = list(people.map(read, range(160)))
        for one in loads:
            one.result()
    assert {made == seen for made, seen in found} == {True}
    assert all(made in range(12, 451) for made, _ in found)
    assert read(0) == (450, 450)


def test_the_same_file_from_two_people_at_once_is_loaded_once(desk):
    rows = works("same")
    with ThreadPoolExecutor(4) as people:
        outcomes = list(people.map(lambda n: desk.load(f"{n}.rows", **rows), range(4)))
    assert sum(bool(one.already) for one in outcomes) == 3
    with desk.store.snapshot() as snapshot:
        assert int(measure(snapshot, "accepted_items", Scope())["accepted"].iloc[0]) == 50
    assert desk.store.revision == 1
