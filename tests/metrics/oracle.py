"""Every metric again, in plain Python, from rows: written from the words of `definitions`.

Nothing here knows SQL, rollups or `analytics.metrics`. Amounts are exact fractions, and a line is
spread evenly over its days, so a day's part differs from the store's by rounding only.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction

from analytics.scope import Scope
from tests.metrics.coefficients import COEFFICIENTS, agreement

Row = dict[str, object]
PLACE = ("vendor", "program", "project", "task_type", "language")
NAMED_IN_ERRORS = ("category", "severity", "annotator", "question", "given", "correct")


class Recount:
    """The metrics of a program's rows in force."""

    def __init__(self, tables: dict[str, list[Row]], base: str) -> None:
        self.tables, self.base = tables, base
        self._units_known: dict[tuple, dict[tuple, list[Row]]] = {}

    def measured(self, name: str, scope: Scope, by: Iterable[str] = ()) -> dict[tuple, Row]:
        """The columns of a metric by group; a group is there if any row speaks of it."""
        if name in COEFFICIENTS:
            return self.agreed(name, scope, list(by))
        return getattr(self, name)(scope, list(by))

    # Flow ---------------------------------------------------------------------------------------

    def delivered_items(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        names = ("delivered", "reviewed", "accepted", "rejected", "reworked")
        return added(self._work(scope), by, names)

    accepted_items = delivered_items

    def acceptance_rate(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        rows = [
            row | {"accepted": row["accepted"] if row["reviewed"] is not None else None}
            for row in self._work(scope)
        ]
        found = added(rows, by, ["accepted", "reviewed"])
        return {key: row | rate(row["accepted"], row["reviewed"]) for key, row in found.items()}

    def first_pass_yield(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = added(self._work(scope), by, ["first_accepted", "first_reviewed"])
        return {
            key: row | rate(row["first_accepted"], row["first_reviewed"])
            for key, row in found.items()
        }

    def rate_per_hour(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = added(self._work(scope), by, ["productive_units", "hours_productive"])
        return {
            key: row | {"per_hour": over(row["productive_units"], row["hours_productive"])}
            for key, row in found.items()
        }

    def handling_time(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        """Mean, and the median and 90th percentile of the units' own times."""
        found = {}
        timed = [row for row in self._work(scope) if row["timed_units"] is not None]
        for key, part in grouped(timed, by).items():
            units, seconds = total(part, "timed_units"), total(part, "handling_s")
            found[key] = {
                "timed_units": units,
                "mean_s": over(seconds, units),
                "median_s": quantile(part, 0.5),
                "p90_s": quantile(part, 0.9),
            }
        return found

    def _work(self, scope: Scope) -> list[Row]:
        return [self._worked(row) for row in inside(self.tables["work"], scope)]

    def _worked(self, row: Row) -> Row:
        """What one row of work counts as."""
        units = row.get("units")
        if units is None and (row.get("grain") or "task") == "task":
            units = 1
        status, stage = row.get("status") or "submitted", row.get("stage") or "annotate"
        counts = row.get("is_gold") is not True and status in {
            "submitted", "approved", "rejected", "overturned"
        }  # fmt: skip
        seconds, hours = row.get("handling_s"), row.get("hours_productive")
        made = counts and stage != "review"
        accepted = rejected = None
        if made and status in {"approved", "overturned"}:
            accepted, rejected = units, 0
        elif made and status == "rejected":
            accepted, rejected = 0, units
        elif made:
            accepted, rejected = row.get("units_accepted"), row.get("units_rejected")
        told = accepted is not None and rejected is not None
        reworked = units if stage == "rework" else row.get("units_reworked")
        first = row.get("first_pass") if counts else None
        timed = counts and seconds is not None and units is not None
        hourly = counts and hours is not None
        return placed(row, stage=stage, annotator=row.get("annotator") or "not given") | {
            "delivered": units if counts and stage == "annotate" else None,
            "accepted": accepted,
            "rejected": rejected,
            "reviewed": accepted + rejected if told else None,
            "reworked": reworked if counts else None,
            "first_reviewed": units if first is not None else None,
            "first_accepted": (units if first else 0) if first is not None else None,
            "timed_units": units if timed else None,
            "handling_s": seconds if timed else None,
            "productive_units": units if hourly else None,
            "hours_productive": hours if hourly else None,
        }

    # Quality ------------------------------------------------------------------------------------

    def error_rate(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = {}
        checks = [audited(row) for row in inside(self.tables["audits"], scope)]
        for key, part in grouped(checks, by).items():
            counted = part if "design" in by else those_that_count(part)
            if counted or not by:
                found[key] = error_rate_of(counted, by)
        return found

    def escape_rate(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        checks = [audited(row) for row in inside(self.tables["audits"], scope)]
        if "design" not in by:
            checks = [row for row in checks if row["design"] in {"random", "all", "unknown"}]
        found = added(checks, by, ["escaped", "rechecked"])
        return {key: row | rate(row["escaped"], row["rechecked"]) for key, row in found.items()}

    def dispute_rate(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = added(self._verdicts(scope), by, ["disputed", "checks"])
        for row in found.values():
            row["disputed"] = row["disputed"] or (0 if row["checks"] else None)
        return {key: row | rate(row["disputed"], row["checks"]) for key, row in found.items()}

    def overturn_rate(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = added(self._verdicts(scope), by, ["disputed", "resolved", "overturned"])
        for row in found.values():
            disputed = row.pop("disputed")
            row["open"] = None if disputed is None else disputed - (row["resolved"] or 0)
            row["overturned"] = row["overturned"] or (0 if row["resolved"] else None)
        return {key: row | rate(row["overturned"], row["resolved"]) for key, row in found.items()}

    def _verdicts(self, scope: Scope) -> list[Row]:
        rows = []
        for row in inside(self.tables["audits"], scope):
            result = row.get("dispute_result")
            ended = result in {"upheld", "overturned"}
            rows.append(
                audited(row)
                | {"checks": 1, "disputed": 1 if result or row.get("disputed_at") else None}
                | {"resolved": 1 if ended else None}
                | {"overturned": 1 if result == "overturned" else None}
            )
        return rows

    def rework_rate(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        """In these programs no item is reworked twice, so events are items."""
        found = added(self._work(scope), by, ["reworked", "delivered"])
        return {
            key: {"items": row["reworked"], "events": row["reworked"]} | self._over_delivered(row)
            for key, row in found.items()
        }

    def _over_delivered(self, row: Row) -> Row:
        again, delivered = row["reworked"], row["delivered"]
        possible = again is not None and delivered is not None and again <= delivered
        return {"delivered": delivered} | rate(again if possible else None, delivered)

    def rolled_yield(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = {}
        for key, part in grouped(self._work(scope), by).items():
            stages = added(part, ["stage"], ["first_accepted", "first_reviewed"]).values()
            passed = [
                (row["first_accepted"], row["first_reviewed"])
                for row in stages
                if row["first_reviewed"]
            ]
            if passed or not by:
                found[key] = {
                    "stages": len(passed) or None,
                    "first_reviewed": sum(n for _, n in passed) or None,
                    "rate": math.prod(x / n for x, n in passed) if passed else None,
                }
        return found

    def auditor_agreement(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        """In these programs an auditor judges a unit once, and all on the same day."""
        together = defaultdict(list)
        for row in self.tables["audits"]:
            one = audited(row)
            if one["audited"] == 1 and row["item_id"] and row["auditor"]:
                unit = (one["vendor"], one["program"], one["project"], row["item_id"])
                together[(*unit, one["question"], one["annotator"])].append(one)
        units = [
            checks[0] | {"answers": ["wrong" if one["wrong"] else "right" for one in checks]}
            for checks in together.values()
            if len(checks) > 1
        ]
        return {
            key: agreement("percent_agreement", part, {"right", "wrong"})
            | agreement("agreement_alpha", part, {"right", "wrong"})
            for key, part in grouped(inside(units, scope), by).items()
        }

    def auditor_accuracy(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        rows = [row for row in map(self._met_gold, self.tables["audits"]) if row]
        found = added(inside(rows, scope), by, ["found", "wrong_met", "cleared", "right_met"])
        return {
            key: row
            | {"sensitivity": over(row["found"], row["wrong_met"])}
            | {"specificity": over(row["cleared"], row["right_met"])}
            for key, row in found.items()
        }

    def _met_gold(self, row: Row) -> Row | None:
        """What an audit of one answer with gold says of its auditor; none names a question."""
        one, misses = audited(row), []
        gold = {
            gold["question"] or "label": gold["accepted"]
            for gold in self.tables["gold"]
            if gold["item_id"] == row["item_id"]
        }
        for label in self.tables["labels"]:
            same = all(
                (label[name] or "not given") == (row[name] or "not given")
                for name in ("vendor", "item_id", "annotator")
            )
            accepted = accepted_answers(gold, label["question"] or "label")
            answered = label["value"] is not None and label["trusted"] is not False
            if same and answered and accepted is not None:
                misses.append(label["value"] not in accepted)
        if one["audited"] != 1 or not row["auditor"] or not misses:
            return None
        missed = any(misses)
        return one | {
            "wrong_met": int(missed),
            "found": one["wrong"] if missed else None,
            "right_met": int(not missed),
            "cleared": None if missed else 1 - one["wrong"],
        }

    def errors_found(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        rows = [
            placed(row, *NAMED_IN_ERRORS) | {"errors": 1}
            for row in inside(self.tables["audit_errors"], scope)
        ]
        found = added(rows, by, ["errors"])
        return {
            key: row | {"all_errors": len(rows)} | rate(row["errors"], len(rows))
            for key, row in found.items()
        }

    def category_rate(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        """Of single items, by hand: an item is wrong that has an error of the kind."""
        checks = [one for one in self._found(scope, ["design"]) if one["checked"] == 1]
        kinds = [one for one in by if one in {"category", "severity"}]
        groups = [one for one in by if one not in kinds]
        seen = {tuple(error[kind] for kind in kinds) for one in checks for error in one["errors"]}
        found = {}
        for key, every in grouped(checks, groups).items():
            part = every if "design" in by else those_that_count(every)
            for values in seen if kinds else {()}:
                kind = dict(zip(kinds, values, strict=True))
                rows = [
                    row | {"wrong": int(any(kind.items() <= one.items() for one in row["errors"]))}
                    for row in part
                ]
                named = dict(zip(groups, key, strict=True)) | kind
                rates = error_rate_of(rows, by)
                if part or not by:
                    found[tuple(named[one] for one in by)] = {
                        name: rates[name]
                        for name in ("wrong", "audited", "rate", "low", "high")
                        if name in rates
                    }
        return found

    def error_penalty(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = {}
        for key, part in grouped(self._found(scope, by), by).items():
            n = sum(one["checked"] for one in part) or None
            counts = severities(part)
            points = penalty(counts) if part else None
            per_hundred = over(100 * points, n) if part else None
            found[key] = counts | {"penalty": points, "audited": n, "per_hundred": per_hundred}
        return found

    def mqm_score(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = {}
        for key, every in grouped(self._found(scope, by), by).items():
            part = [one for one in every if one["words"]]
            words = sum(one["words"] for one in part) or None
            score = 100 - 100 * penalty(severities(part)) / words if words else None
            found[key] = severities(part) | {"words": words, "score": score}
        return found

    def _found(self, scope: Scope, by: list[str]) -> list[Row]:
        """The audits judged, each with the errors that name its id; of every design if by it."""
        errors = defaultdict(list)
        for row in self.tables["audit_errors"]:
            errors[row.get("audit_id")].append(placed(row, "category", "severity"))
        rows = []
        for row in inside(self.tables["audits"], scope):
            judged = audited(row)
            pooled = "design" in by or judged["design"] in {"random", "all", "unknown"}
            if judged["audited"] is not None and pooled:
                known = errors[row["audit_id"]] if row.get("audit_id") else []
                rows.append(
                    judged
                    | {"checked": judged["audited"], "errors": known, "words": row.get("n_words")}
                )
        return rows

    def gold_answers(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        rows = [
            row | {"answers": 1} for row in self._answers(scope) if row["gold_checked"] is not None
        ]
        return {
            key: row | {"all_answers": len(rows)} | rate(row["answers"], len(rows))
            for key, row in added(rows, by, ["answers"]).items()
        }

    def gold_error_rate(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = added(self._answers(scope), by, ["gold_wrong", "gold_checked"])
        return {
            key: row | rate(row["gold_wrong"], row["gold_checked"]) for key, row in found.items()
        }

    def answers_given(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        rows = self._answers(scope)
        found = added(rows, by, ["labels", "skipped", "untrusted"])
        for key, part in grouped(rows, by).items():
            people = {one["annotator"] for one in part if one["labels"]} - {"not given"}
            found[key]["annotators"] = len(people) or None
        return found

    def _answers(self, scope: Scope) -> list[Row]:
        gold = defaultdict(dict)
        for row in self.tables["gold"]:
            gold[row["item_id"]][row["question"] or "label"] = row["accepted"]
        rows = []
        for row in inside(self.tables["labels"], scope):
            question = row["question"] or "label"
            answered = row["value"] is not None and row["trusted"] is not False
            accepted = accepted_answers(gold[row["item_id"]], question) if answered else None
            rows.append(
                placed(row, question=question, annotator=row["annotator"])
                | {
                    "labels": 1 if answered and row["is_gold_item"] is not True else None,
                    "skipped": 1 if row["value"] is None else None,
                    "untrusted": 1 if row["trusted"] is False else None,
                    "gold_checked": None if accepted is None else 1,
                    "gold_wrong": None if accepted is None else int(row["value"] not in accepted),
                    "given": row["value"],
                    "correct": accepted and right_answer(row["value"], accepted),
                }
            )
        return rows

    # Agreement ----------------------------------------------------------------------------------

    def agreed(self, name: str, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        """A coefficient of agreement; see `tests.metrics.coefficients`."""
        choices = defaultdict(set)
        for unit in self._units(Scope(), [])[()]:
            choices[unit["asked"]] |= set(unit["answers"])
        return {
            key: agreement(name, part, set().union(*(choices[one["asked"]] for one in part)))
            for key, part in self._units(scope, by).items()
        }

    def _units(self, scope: Scope, by: list[str]) -> dict[tuple, list[Row]]:
        """As `_counted_units`, each question answered once: many coefficients ask the same."""
        asked = (scope, *by)
        if asked not in self._units_known:
            self._units_known[asked] = self._counted_units(scope, by)
        return self._units_known[asked]

    def _counted_units(self, scope: Scope, by: list[str]) -> dict[tuple, list[Row]]:
        """The answers of each item-question, one per annotator, by group."""
        within = bool(scope.vendors) or "vendor" in by
        together = defaultdict(list)
        for row in self.tables["labels"]:
            counts = row["value"] is not None and row["trusted"] is not False
            if counts and row["is_gold_item"] is not True and row["scale"] != "text":
                unit = (row["program"], row["project"], row["item_id"], row["question"])
                together[(*unit, row["vendor"] if within else None)].append(row)
        units = []
        for rows in together.values():
            newest = {}
            for row in sorted(rows, key=lambda one: one["round"]):
                newest[(row["vendor"], row["annotator"])] = row
            answers = list(newest.values())
            days = [row["day"] for row in answers if row["day"]]
            named = [(row["day"] or "", row["guideline"]) for row in answers if row["guideline"]]
            units.append(
                placed(
                    answers[0],
                    question=answers[0]["question"] or "label",
                    guideline=max(named)[1] if named else "not given",
                )
                | {"day": max(days) if days else None}
                | {"answers": [row["value"] for row in answers]}
                | {"people": [(row["vendor"], row["annotator"]) for row in answers]}
                | {"asked": tuple(answers[0][one] for one in ("program", "project", "question"))}
            )
        return grouped(inside(units, scope), by)

    # Money --------------------------------------------------------------------------------------

    def spend(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        found = added(self._spread("invoices", scope), by, ["base", "unconverted"])
        return {
            key: {"spend": row["base"], "unconverted": row["unconverted"]}
            for key, row in found.items()
        }

    def cost_per_accepted_item(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        cell = list(dict.fromkeys([*by, "day", "vendor"]))
        money = added(self._spread("invoices", scope), cell, ["base"])
        work = added(self._work(scope), cell, ["accepted"])
        rows = [
            dict(zip(cell, key, strict=True))
            | {"spend": row["base"], "accepted": work.get(key, {}).get("accepted")}
            for key, row in money.items()
            if row["base"] is not None
        ]
        found = added(rows, by, ["spend", "accepted"])
        return {
            key: row | {"unit_cost": over(row["spend"], row["accepted"])}
            for key, row in found.items()
        }

    def spend_against_budget(self, scope: Scope, by: list[str]) -> dict[tuple, Row]:
        period = next((one for one in by if one in {"day", "week", "month"}), "month")
        groups = [one for one in by if one != period]
        keys = [period, *groups]
        spent = added(self._spread("invoices", scope), keys, ["base"])
        planned = added(self._spread("budget", scope), keys, ["base"])
        found = {}
        for key in spent.keys() | planned.keys():
            upto = [one for one in spent if one[1:] == key[1:] and before(one[0], key[0])]
            plan = [one for one in planned if one[1:] == key[1:] and before(one[0], key[0])]
            later = [
                one for one in spent
                if one[1:] == key[1:] and spent[one]["base"] is not None and before(key[0], one[0])
            ]  # fmt: skip
            found[key] = {
                "spend": spent.get(key, {}).get("base"),
                "budget": planned.get(key, {}).get("base"),
                "cumulative_spend": (
                    sum(spent[one]["base"] or 0 for one in upto) if later else None
                ),
                "cumulative_budget": sum(planned[one]["base"] or 0 for one in plan),
            }
        return found

    def _spread(self, table: str, scope: Scope) -> list[Row]:
        """One row per line and day that it covers, its even share in the base currency."""
        rows = []
        for line in self.tables[table]:
            first = line.get("period_start") or line.get("period_end") or line["day"]
            last = line.get("period_end") or line.get("period_start") or line["day"]
            days = [None]
            if first:
                start, stop = date.fromisoformat(first), date.fromisoformat(last)
                days = [start + timedelta(days=n) for n in range((stop - start).days + 1)]
            amount = None if line["amount"] is None else Fraction(line["amount"]) / len(days)
            for day in days:
                exchange = self._exchange(line["currency"] or self.base, day)
                known = amount is not None and exchange is not None
                rows.append(
                    placed(
                        line,
                        currency=line["currency"] or self.base,
                        invoice_status=line.get("status") or "invoiced",
                    )
                    | {"day": day.isoformat() if day else None}
                    | {"own": amount, "base": amount * exchange if known else None}
                    | {"unconverted": 1 if amount is not None and exchange is None else None}
                )
        return inside(rows, scope)

    def _exchange(self, currency: str, day: date | None) -> Fraction | None:
        if currency == self.base:
            return Fraction(1)
        known = [
            (row["valid_on"], row["rate_to_base"])
            for row in self.tables["fx"]
            if row["currency"] == currency and day and row["valid_on"] <= day.isoformat()
        ]
        return Fraction(max(known)[1]) if known else None


# Rows and groups ----------------------------------------------------------------------------------


def placed(row: Row, *columns: str, **named: object) -> Row:
    """The dimensions of a row; what it does not say is not given."""
    found = {name: row.get(name) or "not given" for name in (*PLACE, *columns)}
    return found | named | {"day": row.get("day")}


def inside(rows: Iterable[Row], scope: Scope) -> list[Row]:
    """The rows that a scope counts; a first or last day leaves undated rows out."""
    since, until = (one.isoformat() if one else None for one in (scope.since, scope.until))
    kept = []
    for row in rows:
        chosen = all(
            not values or (row.get(name) or "not given") in values
            for name, values in scope.choices().items()
        )
        day = row["day"]
        dated = (not since or (day and day >= since)) and (not until or (day and day <= until))
        if chosen and dated:
            kept.append(row)
    return kept


def group_of(row: Row, by: Iterable[str]) -> tuple:
    return tuple(period(row["day"], one) if one in PERIODS else row[one] for one in by)


PERIODS: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
}


def period(day: object, name: str) -> str | None:
    return PERIODS[name](date.fromisoformat(str(day))).isoformat() if day else None


def grouped(rows: Iterable[Row], by: Iterable[str]) -> dict[tuple, list[Row]]:
    by = list(by)
    found = defaultdict(list)
    if not by:
        found[()] = []
    for row in rows:
        found[group_of(row, by)].append(row)
    return dict(found)


def added(rows: Iterable[Row], by: Iterable[str], names: Iterable[str]) -> dict[tuple, Row]:
    """Sums per group; missing where no row tells."""
    names = list(names)
    return {
        key: {name: total(part, name) for name in names} for key, part in grouped(rows, by).items()
    }


def total(rows: Iterable[Row], name: str) -> object:
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) if known else None


def before(first: str | None, then: str | None) -> bool:
    """Whether a period is not after another; money without a day comes first."""
    return (first or "") <= (then or "")


# Numbers ------------------------------------------------------------------------------------------


def over(part: object, whole: object) -> float | None:
    return None if part is None or not whole or whole < 0 else float(part) / float(whole)


def rate(part: object, whole: object) -> Row:
    """A share and its Wilson interval, as the two roots of the score equation."""
    if part is None or not whole:
        return {"rate": None, "low": None, "high": None}
    n, p, z = float(whole), float(part) / float(whole), 1.959963984540054
    # (p - q)² = z² q (1 - q) / n, solved for q
    a, b, c = 1 + z * z / n, -(2 * p + z * z / n), p * p
    root = max(b * b - 4 * a * c, 0) ** 0.5
    return {"rate": p, "low": (-b - root) / (2 * a), "high": (-b + root) / (2 * a)}


def quantile(rows: list[Row], share: float) -> float | None:
    """The smallest time of one unit that this share of the units does not exceed."""
    times = sorted(
        (row["handling_s"] / row["timed_units"], row["timed_units"])
        for row in rows
        if row["timed_units"]
    )
    whole, reached = sum(units for _, units in times), 0.0
    for seconds, units in times:
        reached += units
        if reached >= share * whole:
            return seconds
    return None


def audited(row: Row) -> Row:
    """What one audit counts as."""
    checked = 1 if row.get("n_checked") is None else row["n_checked"]
    verdict, errors, wrong = row["verdict"], row["n_errors"], row["n_wrong"]
    open_verdict = verdict in {"unsure", "invalid"}
    if open_verdict:
        wrong = None
    elif wrong is None and checked == 1 and verdict:
        wrong = int(verdict == "fail")
    elif wrong is None and errors is not None and (checked == 1 or errors == 0):
        wrong = int(errors > 0)
    return placed(row, "stratum", "question", "annotator", "auditor") | {
        "design": row["design"] or "unknown",
        "audited": None if wrong is None else checked,
        "wrong": wrong,
        "undecided": checked if open_verdict else None,
        "weight": 1 / row["inclusion_prob"] if row.get("inclusion_prob") else None,
        "rechecked": checked if wrong is not None and row.get("after_acceptance") else None,
        "escaped": wrong if row.get("after_acceptance") else None,
    }


def those_that_count(checks: list[Row]) -> list[Row]:
    """Random, complete and untold audits; targeted ones too where weights keep the proportions."""
    pooled = [row for row in checks if row["design"] in {"random", "all", "unknown"}]
    targeted = [row for row in checks if row["design"] == "targeted"]
    both = [*pooled, *targeted]
    return both if total(targeted, "audited") and are_weighed(both) else pooled


def are_weighed(checks: list[Row]) -> bool:
    """Whether every judged audit tells its chance, and the chances differ."""
    judged = [row for row in checks if row["audited"]]
    return all(row["weight"] for row in judged) and len({row["weight"] for row in judged}) > 1


def error_rate_of(checks: list[Row], by: list[str]) -> Row:
    """The rate of audits that all count; limits only where all count alike."""
    counts = {name: total(checks, name) for name in ("wrong", "audited", "undecided")}
    judged = [row for row in checks if row["audited"]]
    if not are_weighed(checks):
        plain = rate(counts["wrong"], counts["audited"])
        together = {"stratum", "question", "annotator", "auditor"} & set(by)
        return counts | plain | {"design_effect": None if together else design_effect(judged)}
    whole = sum(row["weight"] * row["audited"] for row in judged)
    wrong = sum(row["weight"] * row["wrong"] for row in judged)
    return counts | {"rate": wrong / whole, "selection": "weighted"}


def design_effect(judged: list[Row]) -> float | None:
    """Variance between annotators over that of as many annotators as audits (Cochran 1977)."""
    clusters = defaultdict(lambda: [0, 0])
    for place, row in enumerate(judged):
        named = row["annotator"] != "not given"
        units = [(row["wrong"], row["audited"])]
        if not named:  # each unit of nobody's is by itself
            right = row["audited"] - row["wrong"]
            units = [(1, 1)] * row["wrong"] + [(0, 1)] * right
        for unit, (x, n) in enumerate(units):
            cluster = clusters[(row["vendor"], row["annotator"]) if named else (place, unit)]
            cluster[0] += x
            cluster[1] += n
    who = {(row["vendor"], row["annotator"]) for row in judged if row["annotator"] != "not given"}
    x, n = (sum(one[side] for one in clusters.values()) for side in (0, 1))
    if len(who) < 2 or x in (0, n):
        return None
    k, p = len(clusters), x / n
    between = sum((a - p * b) ** 2 for a, b in clusters.values()) * k / (k - 1) / n**2
    return between / (p * (1 - p) / n)


def right_answer(value: str, accepted: list[str]) -> str:
    return value if value in accepted else " or ".join(sorted(accepted))


def severities(checks: list[Row]) -> Row:
    """Errors of each severity; missing where there is no audit."""
    said = Counter(error["severity"] for one in checks for error in one["errors"])
    names = ("critical", "major", "minor", "neutral")
    found = {name: said[name] for name in names}
    found["unrated"] = sum(said.values()) - sum(found.values())
    return found if checks else dict.fromkeys(found)


def penalty(counts: Row) -> int:
    return 25 * counts["critical"] + 5 * counts["major"] + counts["minor"]


def accepted_answers(gold: dict[str, list[str]], question: str) -> list[str] | None:
    """The gold of a question; `label` stands for the only question that has gold."""
    if question in gold or len(gold) != 1:
        return gold.get(question)
    (only,) = gold
    return gold[only] if "label" in {only, question} else None
