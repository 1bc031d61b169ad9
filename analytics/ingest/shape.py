"""Tables that spread one thing over many columns, turned into rows: dates, people, options, scores.

A roster has a column per day, a label sheet a column per annotator, a form a column per option, a
rating sheet a column per dimension. Each becomes one row per thing and cell; the row number of the
sheet stays with every one of them. Where the headers do not say what spreads, a `Choice` asks.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from analytics.ingest.cells import SEVERAL, Cell, Coded, Column, as_text, is_blank, tidy
from analytics.ingest.fields import meanings, plain_header
from analytics.ingest.figures import Bad, Number, parse_number
from analytics.ingest.layout import Region
from analytics.ingest.moments import (
    MONTHS,
    Moment,
    is_weekday,
    offset_minutes,
    parse_length,
    parse_moment,
    parse_period,
)
from analytics.ingest.reading import Choice
from analytics.ingest.sheet import Sheet
from analytics.ingest.words import YES_NO, plain

FEWEST_DATES = 3
"""Headers that must be dates before columns are taken for days."""


Turned = dict[int, tuple[dict[str, Cell], str]]
"""For each turned column what its rows say beside the value, and the name of the value's column."""


@dataclass
class Unfolding:
    """How a wide table is turned into rows.

    Attributes:
        kind: `dates`, `months`, `annotators`, `systems`, `items`, `questions`, `options` or
            `dimensions`; empty where the table is not wide.
        columns: the columns that are turned, by place in the region.
        choice: the question that must be answered first.
        aside: columns that sum up the turned ones, such as a majority; they are left out.
    """

    kind: str = ""
    columns: Turned = field(default_factory=dict)
    choice: Choice | None = None
    aside: tuple[int, ...] = ()


def unfolding(region: Region, sheet: Sheet, context: str, told: Mapping[str, str]) -> Unfolding:
    """Find out whether and how a table is wide.

    Args:
        region: the table.
        sheet: its sheet.
        context: names of file and sheet and the notes above the table.
        told: answers to choices.
    """
    for test in (_months, _dates, _annotators, _dimensions, _options):
        found = test(region, sheet, context, told)
        if found.kind or found.choice:
            return found
    return Unfolding()


def unfold(sheet: Sheet, region: Region, how: Unfolding) -> Sheet:
    """The table as rows: one per row of the sheet and turned column that holds something."""
    out = {*how.columns, *how.aside}
    kept = [place for place in range(len(region.columns)) if place not in out]
    groups = _groups(how)
    rows: list[dict[str, Cell]] = []
    numbers: list[int] = []
    header = [region.names[place] or region.letters[place] for place in kept]
    for element in region.rows:
        outer = {
            name: sheet.columns[region.columns[place]].at(int(element))
            for name, place in zip(header, kept, strict=True)
        }
        made = 0
        for beside, places in groups:
            cells: dict[str, Cell] = {}
            for place, name in places:
                cell = sheet.columns[region.columns[place]].at(int(element))
                cells[_attendance_name(cell) if name == ATTENDANCE else name] = cell
            if any(not is_blank(cell) for cell in cells.values()):
                rows.append({**outer, **beside, **cells})
                numbers.append(int(sheet.numbers[element]))
                made += 1
        if not made:
            rows.append(outer)
            numbers.append(int(sheet.numbers[element]))
    return _as_sheet(sheet, region, rows, numbers)


ATTENDANCE = "attendance"


def _attendance_name(cell: Cell) -> str:
    """A roster's cell is a number of hours or a code."""
    return "hours attended" if _is_number(cell) else "attendance code"


def _groups(how: Unfolding) -> list[tuple[dict[str, Cell], list[tuple[int, str]]]]:
    """Turned columns that share what stands beside them, such as hours and units of one day."""
    found: dict[str, tuple[dict[str, Cell], list[tuple[int, str]]]] = {}
    for place, (beside, name) in how.columns.items():
        key = repr(sorted(beside.items(), key=str))
        found.setdefault(key, (beside, []))[1].append((place, name))
    return list(found.values())


def _as_sheet(
    sheet: Sheet, region: Region, rows: Sequence[Mapping[str, Cell]], numbers: Sequence[int]
) -> Sheet:
    header = list(dict.fromkeys(name for row in rows for name in row))
    columns: list[Column] = [Coded.of([row.get(name) for row in rows]) for name in header]
    places = {int(sheet.numbers[element]): why for element, why in sheet.broken.items()}
    return replace(
        sheet,
        columns=columns,
        numbers=np.array(numbers, dtype=np.int64),
        head=(),
        header=tuple(header),
        widths=None,
        broken={at: places[number] for at, number in enumerate(numbers) if number in places},
        aside=dict(region.aside),
        merged=(),
        addressed=False,
    )


# Dates across -------------------------------------------------------------------------------------


def _dates(region: Region, sheet: Sheet, context: str, told: Mapping[str, str]) -> Unfolding:
    """A column per day: production, hours or attendance."""
    order = _order(region, told)
    days = _days(region, context, order)
    if not days and (yearless := _yearless(region)):
        year = _year_of(context, told)
        if not year:
            return Unfolding(choice=_ask_year(region.names[next(iter(yearless))]))
        days = _with_years(yearless, year)
    if len(days) < FEWEST_DATES:
        return Unfolding()
    if not order:
        return Unfolding(choice=_ask_order(region))
    places = list(days)
    measures = {place: _measure_name(region, place, days[place][1]) for place in places}
    if not any(measures.values()):
        value, choice = _value_of_days(region, sheet, places, context, told)
        if choice:
            return Unfolding(choice=choice)
        measures = dict.fromkeys(places, value)
    if any(name == "attendance" for name in measures.values()):
        measures = dict.fromkeys(places, "attendance")
    columns: Turned = {
        place: ({"date": days[place][0]}, measures[place] or "units") for place in places
    }
    return Unfolding("dates", columns, aside=_sums(region, columns))


def _days(region: Region, context: str, order: str) -> dict[int, tuple[date, str]]:
    """For each column headed by a day: the day, and the header level that says it."""
    found: dict[int, tuple[date, str]] = {}
    for place, levels in enumerate(region.levels):
        for level in levels:
            if day := _day(level, order or "dmy"):
                found[place] = (day, level)
                break
    if not found:
        found = _day_numbers(region, context)
    return found


def _order(region: Region, told: Mapping[str, str]) -> str:
    """How the headers write days: told, or in the order that makes more days follow each other.

    Empty where both orders do equally well and differ.
    """
    texts = [level for levels in region.levels for level in levels]
    readings = {
        order: [d for text in texts if (d := _day(text, order))] for order in ("dmy", "mdy")
    }
    if readings["dmy"] == readings["mdy"]:
        return "dmy"
    if told.get("day_first") in ("yes", "no"):
        return "dmy" if told["day_first"] == "yes" else "mdy"
    fitting = {order: (len(days), _steps(days)) for order, days in readings.items()}
    best = max(fitting, key=lambda order: fitting[order])
    return best if fitting["dmy"] != fitting["mdy"] else ""


def _steps(days: Sequence[date]) -> int:
    """How many days directly follow the one before."""
    return sum((after - day).days == 1 for day, after in itertools.pairwise(days))


def _ask_order(region: Region) -> Choice:
    texts = [level for levels in region.levels for level in levels]
    example = next(text for text in texts if _day(text, "dmy") != _day(text, "mdy"))
    shown = {answer: _day(example, order) for answer, order in (("yes", "dmy"), ("no", "mdy"))}
    said = {answer: f"{day.day} {day:%B %Y}" if day else "no date" for answer, day in shown.items()}
    return Choice(
        "day_first",
        f"The columns are headed by dates that can be read two ways: is “{example}” {said['yes']} "
        "or "
        f"{said['no']}?",
        said,
    )


def _day(text: str, order: str) -> date | None:
    if not any(character.isdigit() for character in text) or re.fullmatch(r"\d{1,7}", text):
        return None
    moment = parse_moment(text, order)
    return moment.at.date() if isinstance(moment, Moment) else None


def _day_numbers(region: Region, context: str) -> dict[int, tuple[date, str]]:
    """Columns headed 1, 2, 3 … 31 where the sheet's name or title says the month."""
    month = month_of(context)
    if month is None:
        return {}
    found: dict[int, tuple[date, str]] = {}
    for place, levels in enumerate(region.levels):
        number = next(
            (level for level in levels if re.fullmatch(r"0?[1-9]|[12]\d|3[01]", level)), ""
        )
        if number:
            try:
                found[place] = (month.replace(day=int(number)), number)
            except ValueError:
                continue
    return found if len(found) >= 2 * FEWEST_DATES else {}


_DAY_AND_MONTH = re.compile(r"(?P<d>\d{1,2})[\s\-/.]*(?P<m>[^\W\d_]{3,9})\.?")
_MONTH_AND_DAY = re.compile(r"(?P<m>[^\W\d_]{3,9})\.?[\s\-/]*(?P<d>\d{1,2})")


def _yearless(region: Region) -> dict[int, tuple[int, int, str]]:
    """For each column headed by a day without a year, such as `1-Sep`: month, day and header."""
    found: dict[int, tuple[int, int, str]] = {}
    for place, levels in enumerate(region.levels):
        for level in levels:
            match = _DAY_AND_MONTH.fullmatch(level) or _MONTH_AND_DAY.fullmatch(level)
            month = MONTHS.get(match["m"].lower()) if match else None
            if match and month and 1 <= int(match["d"]) <= 31:
                found[place] = (month, int(match["d"]), level)
                break
    several = len({day for _, day, _ in found.values()}) > 1  # else `Jan-25`, `Feb-25`: months
    return found if several and len(found) >= FEWEST_DATES else {}


def _year_of(context: str, told: Mapping[str, str]) -> int:
    """The year that was told, or the only one that the names and titles say; 0 where neither."""
    if re.fullmatch(r"20\d\d", told.get("year", "")):
        return int(told["year"])
    years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", context))
    return int(years.pop()) if len(years) == 1 else 0


def _with_years(days: Mapping[int, tuple[int, int, str]], year: int) -> dict[int, tuple[date, str]]:
    """The days in their years: after December comes the January of the next."""
    found: dict[int, tuple[date, str]] = {}
    before = 0
    for place, (month, day, level) in days.items():
        year += before == 12 and month == 1
        before = month
        try:
            found[place] = (date(year, month, day), level)
        except ValueError:
            continue
    return found


def _ask_year(example: str) -> Choice:
    this = datetime.now(UTC).year
    return Choice(
        "year",
        f"The columns are headed by days without a year, such as “{example}”. Which year is it?",
        {str(year): f"{example} {year}" for year in (this - 1, this, this + 1)},
    )


def month_of(context: str) -> date | None:
    """The month that a text names."""
    for match in re.finditer(r"[^\W\d_]{3,}[\s\-_,']*\d{4}|\d{4}[-_]\d{2}", context):
        span = parse_period(match[0].replace("_", " ").strip())
        if isinstance(span, tuple) and span[0].day == 1:
            return span[0]
    return None


_MONTH = re.compile(r"[^\W\d_]{3,9}\.?[\s\-/,']*(\d{4}|\d{2})|\d{4}-\d{2}|\d{1,2}/\d{4}")
FEWEST_MONTHS = 2
_BUDGET = re.compile(r"\b(budget\w*|plan|planned|forecast|allocat\w+)\b", re.IGNORECASE)
_MONTHLY = {"budget": "budget amount", "units": "units", "hours": "productive hours"}


def _months(region: Region, sheet: Sheet, context: str, told: Mapping[str, str]) -> Unfolding:
    """A column per month: a budget, or what was delivered."""
    found: dict[int, str] = {}
    for place, name in enumerate(region.names):
        month = _month_named(name)
        if month and _is_numeric(sheet.columns[region.columns[place]], region):
            found[place] = f"{month:%Y-%m}"
    if len(set(found.values())) < FEWEST_MONTHS or len(set(found.values())) < len(found):
        return Unfolding()
    words = f"{context} {' '.join(region.names)}".replace("_", " ")
    budget = told.get("table") == "budget" or _BUDGET.search(words)
    meant = told.get("value_means") or ("budget" if budget else "")
    if meant not in _MONTHLY:
        return Unfolding(choice=_ask_monthly(region.names[next(iter(found))]))
    columns: Turned = {place: ({"month": month}, _MONTHLY[meant]) for place, month in found.items()}
    return Unfolding("months", columns, aside=_sums(region, columns))


def _month_named(name: str) -> date | None:
    """The month that a header names, by its name or by its first day."""
    if _MONTH.fullmatch(name):
        span = parse_period(name)
        return span[0] if isinstance(span, tuple) else None
    day = _day(name, "dmy")
    return day if day and day.day == 1 and day == _day(name, "mdy") else None


_SUM = re.compile(
    r"((grand|row|month(ly)?|week(ly)?)? ?(total|sum)( (hours?|units?|hrs|days|amount))?|"
    r"average|avg|mean|ytd|year to date|gesamt|summe)",
    re.IGNORECASE,
)


def _sums(region: Region, turned: Turned) -> tuple[int, ...]:
    """The columns beside turned ones that add them up."""
    names = enumerate(map(plain_header, region.names))
    return tuple(place for place, name in names if place not in turned and _SUM.fullmatch(name))


def _ask_monthly(example: str) -> Choice:
    return Choice(
        "value_means",
        f"The sheet has a column per month ({example} …) and does not say what the cells count.",
        {"budget": "budget amounts", "units": "units completed", "hours": "hours worked"},
    )


def _measure_name(region: Region, place: int, day: str) -> str:
    """What a column of a day holds where a second header line says it."""
    others = [level for level in region.levels[place] if level != day and not is_weekday(level)]
    return others[-1] if others else ""


_HOURS = re.compile(r"\b(hours?|hrs?|time ?sheets?|stunden)\b", re.IGNORECASE)
_ATTENDANCE = re.compile(r"\b(attendance|roster|leave|shift|presence|muster)\b", re.IGNORECASE)
_UNITS = re.compile(
    r"\b(units?|production|output|completed|volume|tasks?|counts?|labels|annotations|delivered|items"
    r"|images|throughput)\b",
    re.IGNORECASE,
)


def _value_of_days(
    region: Region, sheet: Sheet, places: Sequence[int], context: str, told: Mapping[str, str]
) -> tuple[str, Choice | None]:
    """What the cells under the days are, by their look, by the words around, or by asking."""
    meant = told.get("value_means", "")
    if meant in ("units", "attendance"):
        return _VALUE_FIELDS[meant], None
    numbers, texts = 0, 0
    for place in places:
        column = sheet.columns[region.columns[place]]
        for element in region.rows[:200]:
            cell = column.at(int(element))
            if not is_blank(cell):
                number = _is_number(cell) or not isinstance(parse_length(cell, "h:m"), Bad)
                numbers, texts = numbers + number, texts + (not number)
    words = f"{context} {' '.join(region.names)}".replace("_", " ")
    said = (
        [meant]
        if meant
        else [
            name
            for name, pattern in (("hours", _HOURS), ("attendance", _ATTENDANCE), ("units", _UNITS))
            if pattern.search(words)
        ]
    )
    if texts > numbers or (texts and ({"attendance", "hours"} & set(said))):
        return ATTENDANCE, None
    if len(said) == 1:
        return _VALUE_FIELDS[said[0]], None
    return "", Choice(
        "value_means",
        f"The sheet has a column per day ({region.names[places[0]]} …) and does not say what the "
        "cells count.",
        {
            "units": "units completed",
            "hours": "hours worked",
            "attendance": "attendance: hours or codes",
        },
    )


_VALUE_FIELDS = {"units": "units", "hours": "productive hours", "attendance": "attendance"}


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        return isinstance(parse_number(cell), Number)
    return isinstance(cell, float | int | Decimal) and not isinstance(cell, bool)


# People across ------------------------------------------------------------------------------------

PERSON = (
    r"(?:annotator|rater|labell?er|coder|judge|worker|tagger|participant|evaluator|expert|observer|"
    r"reader|person|physician|clinician|doctor|radiologist|pathologist|psychiatrist)"
)
_NUMBERED = re.compile(rf"({PERSON}[\s_\-#]*(?:\d+|[a-z]))", re.IGNORECASE)
_PERSON_FIRST = re.compile(rf"({PERSON}[\s_\-#]*(?:\d+|[a-z]))[\s_\-:.]+(.+)", re.IGNORECASE)
_PERSON_LAST = re.compile(rf"(.+?)[\s_\-:.]+({PERSON}[\s_\-#]*(?:\d+|[a-z]))", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]")
_RESPONSE = re.compile(r"(.+?)\.responses?\.([0-9a-fA-F-]{8,})")
_STEM = re.compile(
    r"(label|answer|score|rating|vote|class|judge?ment|response|annotation)s?[\s_\-:.]+(.+)",
    re.IGNORECASE,
)


def _annotators(region: Region, sheet: Sheet, _: str, told: Mapping[str, str]) -> Unfolding:
    """A column per annotator, or per annotator and question."""
    if any("annotator" in meanings(name) for name in region.names):
        return _items_across(region, told)
    found: dict[int, tuple[str, str]] = {}
    for place, name in enumerate(region.names):
        if person := _person_and_question(name, region.levels[place]):
            found[place] = person
    people = {person for person, _ in found.values()}
    if len(people) >= 2:
        agreed = tuple(p for p, name in enumerate(region.names) if _is_agreed(name))
        questions = {question for _, question in found.values()}
        turned = _by_person(found, several=len(questions) > 1)
        return Unfolding("annotators", turned, aside=agreed)
    return _stems(region, sheet, told)


_AGREED = re.compile(
    r"(final|majority|consensus|adjudicated|agreed|aggregated|resolved|merged|combined)"
    r"( (label|answer|vote|class|decision|judge?ment|result))?"
)


def _is_agreed(name: str) -> bool:
    """Whether a header names what the annotators' answers came to, which nobody answered."""
    return bool(_AGREED.fullmatch(plain_header(name)))


def _person_and_question(name: str, levels: Sequence[str]) -> tuple[str, str] | None:
    """The annotator that a header names, and the question beside it."""
    if match := _RESPONSE.fullmatch(name):
        return match[2], match[1]
    if len(levels) == 2 and _NUMBERED.fullmatch(levels[0]):
        return levels[0], levels[1]
    if _NUMBERED.fullmatch(name):
        return name, "label"
    if match := _PERSON_FIRST.fullmatch(name):
        return None if plain_header(match[2]) in _WHO else (match[1], match[2])
    if match := _PERSON_LAST.fullmatch(name):
        return match[2], match[1]
    return None


_WHO = ("id", "name", "email")
"""What names a person rather than a question to them."""


def _by_person(found: Mapping[int, tuple[str, str]], *, several: bool) -> Turned:
    columns: Turned = {}
    for place, (person, question) in found.items():
        beside: dict[str, Cell] = {"annotator": tidy(person)}
        if several and "answer" not in meanings(question):
            beside["question"] = tidy(question)
        if plain_header(question) in ("comment", "remark", "notes", "time", "seconds", "duration"):
            columns[place] = ({"annotator": tidy(person)}, question)
        else:
            columns[place] = (beside, "answer")
    return columns


def _stems(region: Region, sheet: Sheet, told: Mapping[str, str]) -> Unfolding:
    """Columns such as `label_anna`, `label_ben` or `hair (Anna)`, `hair (Ben)`: who or what?"""
    groups: dict[str, dict[int, str]] = {}
    for place, name in enumerate(region.names):
        match = _IN_BRACKETS.fullmatch(name) or _STEM.fullmatch(name)
        if match and not _is_unit(match[2]) and not meanings(name):
            groups.setdefault(plain_header(match[1]), {})[place] = tidy(match[2])
    groups = {stem: found for stem, found in groups.items() if len(found) >= 2}
    names = {name for found in groups.values() for name in found.values()}
    if not groups or len(names) < 2:
        groups = _alike(region, sheet)
    if not groups or _are_yes_no(region, sheet, groups):
        return Unfolding()
    kind = told.get("columns_are", "")
    if kind not in ("annotators", "systems", "questions"):
        return Unfolding(choice=_whose_columns(region, groups))
    columns: Turned = {}
    for stem, found in groups.items():
        for place, name in found.items():
            columns[place] = _beside(kind, stem, name, several=len(groups) > 1)
    return Unfolding(kind, columns)


_FEW_ANSWERS = 12
"""How many different answers a column of one annotator's labels has at most."""


def _alike(region: Region, sheet: Sheet) -> dict[str, dict[int, str]]:
    """Columns beside an item whose headers say nothing and which hold the same few answers.

    So look `Anna`, `Ben`, `Cleo`: three or more columns, each with nearly all of the answers that
    any has, answers that are not all different. A column whose cells are all different can name
    the items, whatever its header.
    """
    known = [meanings(name) for name in region.names]
    items = any("item" in keys for keys in known) or any(
        _tells_rows_apart(sheet.columns[column], region) for column in region.columns
    )
    if not items or any("answer" in keys for keys in known):
        return {}
    found: dict[int, set[str]] = {}
    for place, name in enumerate(region.names):
        if known[place] or not re.fullmatch(r"[^\W\d][\w .'\-]{0,30}", name):
            continue
        column = sheet.columns[region.columns[place]]
        cells = [column.at(int(element)) for element in region.rows[:500]]
        texts = [as_text(cell).strip().lower() for cell in cells if not is_blank(cell)]
        if len(set(texts)) <= _FEW_ANSWERS and len(texts) >= 2 * len(set(texts)):
            found[place] = set(texts)
    everything = set().union(*found.values())
    same = {
        place: tidy(region.names[place])
        for place, texts in found.items()
        if 2 * len(texts) >= len(everything)
    }
    return {"answers": same} if len(same) >= 3 and 2 <= len(everything) <= _FEW_ANSWERS else {}


def _items_across(region: Region, told: Mapping[str, str]) -> Unfolding:
    """A row per annotator and a numbered column per item, such as `u1`, `u2`, `u3`."""
    known = [meanings(name) for name in region.names]
    places = [place for place, keys in enumerate(known) if not keys]
    stems = {re.sub(r"[\s_\-#]*\d+$", "", region.names[place].lower()) for place in places}
    counted = all(re.search(r"\d$", region.names[place]) for place in places)
    others = sum("annotator" not in keys for keys in known) - len(places)
    if len(places) < 3 or others or len(stems) > 1 or not counted:
        return Unfolding()
    kind = told.get("columns_are", "")
    if kind not in ("items", "questions"):
        shown = ", ".join(f"“{region.names[place]}”" for place in places[:3])
        return Unfolding(
            choice=Choice(
                "columns_are",
                f"Each row is a person, and the columns {shown} hold answers. What are they?",
                {"items": "items that each of them labelled", "questions": "questions"},
            )
        )
    if kind == "questions":
        return Unfolding()
    return Unfolding(
        "items", {place: ({"item": region.names[place]}, "answer") for place in places}
    )


def _tells_rows_apart(column: Column, region: Region) -> bool:
    """Whether a column is filled and its cells are all different."""
    texts = [as_text(column.at(int(element))).strip() for element in region.rows[:500]]
    return len(texts) > 1 and all(texts) and len(set(texts)) == len(texts)


def _beside(kind: str, stem: str, name: str, *, several: bool) -> tuple[dict[str, Cell], str]:
    if kind == "systems":
        return ({"system": name, "dimension": stem} if several else {"system": name}), "score"
    if kind == "questions":
        return {"question": name}, "answer"
    return ({"annotator": name, "question": stem} if several else {"annotator": name}), "answer"


def _is_unit(text: str) -> bool:
    return bool(
        re.fullmatch(
            r"[%$€£]|s|sec|min|h|hrs?|ms|usd|eur|gbp|utc|\d+|y/?n|yes/no", text, re.IGNORECASE
        )
    ) or (offset_minutes(text) is not None)


def _are_yes_no(region: Region, sheet: Sheet, groups: Mapping[str, Mapping[int, str]]) -> bool:
    places = [place for found in groups.values() for place in found]
    return all(_is_yes_no(sheet.columns[region.columns[place]], region) for place in places)


def _whose_columns(region: Region, groups: Mapping[str, Mapping[int, str]]) -> Choice:
    stem, found = next(iter(groups.items()))
    shown = ", ".join(f"“{region.names[place]}”" for place in list(found)[:3])
    return Choice(
        "columns_are",
        f"The columns {shown} hold the same thing ({stem}) for different names. What are the "
        "names?",
        {
            "annotators": "people who labelled",
            "systems": "systems that were scored",
            "questions": "questions that were answered",
        },
    )


# Scores and options across ------------------------------------------------------------------------

_DIMENSIONS = frozenset(
    ["helpfulness", "correctness", "coherence", "complexity", "verbosity", "fluency", "adequacy",
     "relevance", "harmlessness", "honesty", "factuality", "faithfulness", "conciseness",
     "groundedness", "informativeness", "consistency", "engagingness", "naturalness", "safety",
     "instruction following", "completeness", "clarity", "creativity", "truthfulness", "tone",
     "overall", "overall quality", "usefulness", "style", "formatting"]
)  # fmt: skip


_DIMENSIONS_BESIDE = frozenset(["accuracy", "quality"])
"""Dimensions beside others; alone they are the score of an audit."""


def _dimensions(region: Region, sheet: Sheet, *_: object) -> Unfolding:
    """A column per scored dimension beside a system or a prompt."""
    numeric = [
        place
        for place, name in enumerate(region.names)
        if plain_header(name) in _DIMENSIONS | _DIMENSIONS_BESIDE
        and _is_numeric(sheet.columns[region.columns[place]], region)
    ]
    sure = sum(plain_header(region.names[place]) in _DIMENSIONS for place in numeric)
    places = numeric if sure >= 2 else []
    others = [name for place, name in enumerate(region.names) if place not in places]
    has_score = any("score" in meanings(name) for name in others)
    if len(places) < 2 or has_score:
        return Unfolding()
    columns: Turned = {place: ({"dimension": region.names[place]}, "score") for place in places}
    return Unfolding("dimensions", columns)


def _is_numeric(column: Column, region: Region) -> bool:
    cells = [c for c in (column.at(int(e)) for e in region.rows[:100]) if not is_blank(c)]
    return bool(cells) and all(_is_number(cell) for cell in cells)


_NOT_ASKED = frozenset(["metadata", "meta", "system", "settings", "config", "attributes"])
"""Words for what a program notes beside an answer."""

_OPTION = re.compile(r"(.+)[.:/|]\s*([^.:/|]+)")


def _options(region: Region, sheet: Sheet, *_: object) -> Unfolding:
    """A yes-or-no column per option of one question: `q1.cat`, `q1.dog`, `q1.none`."""
    groups: dict[str, dict[int, str]] = {}
    for place, name in enumerate(region.names):
        match = _OPTION.fullmatch(name)
        if match and set(plain_header(match[1]).split()) & _NOT_ASKED:
            continue
        if match and _is_yes_no(sheet.columns[region.columns[place]], region):
            groups.setdefault(match[1], {})[place] = tidy(match[2])
    groups = {stem: found for stem, found in groups.items() if len(found) >= 2}
    if not groups:
        return Unfolding()
    columns: Turned = {}
    for stem, found in groups.items():
        for place, option in found.items():
            columns[place] = ({"question": stem, "option": option}, "chosen")
    return Unfolding("options", columns)


def _is_yes_no(column: Column, region: Region) -> bool:
    cells = [c for c in (column.at(int(e)) for e in region.rows[:500]) if not is_blank(c)]
    return bool(cells) and all(isinstance(c, bool) or plain(as_text(c)) in YES_NO for c in cells)


def collect_options(sheet: Sheet, region: Region, how: Unfolding) -> Sheet:
    """One row per row of the sheet, its yes-or-no columns collected into one column per question.

    Several chosen options are joined by the unit separator.
    """
    questions = list(dict.fromkeys(str(beside["question"]) for beside, _ in how.columns.values()))
    kept = [place for place in range(len(region.columns)) if place not in how.columns]
    rows: list[dict[str, Cell]] = []
    for element in region.rows:
        row: dict[str, Cell] = {
            region.names[place] or region.letters[place]: sheet.columns[region.columns[place]].at(
                int(element)
            )
            for place in kept
        }
        for question in questions:
            row[question] = _chosen(sheet, region, how, question, int(element))
        rows.append(row)
    return _as_sheet(sheet, region, rows, sheet.numbers[region.rows].tolist())


def _chosen(sheet: Sheet, region: Region, how: Unfolding, question: str, element: int) -> Cell:
    """The options that a row says yes to, joined."""
    options = []
    for place, (beside, _) in how.columns.items():
        cell = sheet.columns[region.columns[place]].at(element)
        chosen = cell is True or YES_NO.get(plain(as_text(cell))) == "yes"
        if beside["question"] == question and chosen:
            options.append(str(beside["option"]))
    return SEVERAL.join(options) or None
