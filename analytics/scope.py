"""What a page looks at: program, vendors, dates and so on. The same thing as the page's URL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.errors import ValueInvalid


@dataclass(frozen=True)
class Scope:
    """A selection. An empty choice means all.

    Attributes:
        programs: programs to count.
        projects: projects to count.
        vendors: vendors to count.
        task_types: task types to count.
        languages: languages to count.
        since: first day counted; None counts from the beginning, undated rows included.
        until: last day counted; None counts to the end.

    >>> Scope(vendors=("Kestrel",), since=date(2026, 11, 16)).to_query()
    {'vendor': ['Kestrel'], 'from': '2026-11-16'}
    """

    programs: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    task_types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def choices(self) -> dict[str, tuple[str, ...]]:
        """The choices by the column that they restrict."""
        return {
            "program": self.programs,
            "project": self.projects,
            "vendor": self.vendors,
            "task_type": self.task_types,
            "language": self.languages,
        }

    def week(self, monday: date) -> Scope:
        """The same choices for the seven days from `monday`."""
        return replace(self, since=monday, until=monday + timedelta(days=6))

    def between(self, since: date | None, until: date | None) -> Scope:
        """The same choices for other days."""
        return replace(self, since=since, until=until)

    def ever(self) -> Scope:
        """The same choices for all days."""
        return replace(self, since=None, until=None)

    def only(self, **choices: tuple[str, ...]) -> Scope:
        """The same days and choices, with some choices replaced: `scope.only(vendors=("A",))`."""
        return replace(self, **choices)  # type: ignore[arg-type]

    def to_query(self) -> dict[str, str | list[str]]:
        """The scope as URL parameters; what counts all is left out."""
        query: dict[str, str | list[str]] = {}
        for name, attribute in _QUERY.items():
            if values := getattr(self, attribute):
                query[name] = list(values)
        if self.since:
            query["from"] = self.since.isoformat()
        if self.until:
            query["to"] = self.until.isoformat()
        return query

    @classmethod
    def from_query(cls, query: dict[str, list[str]]) -> Scope:
        """The scope that a URL asks for; parameters that are no part of it are ignored.

        Raises:
            ValueInvalid: a date is not a date, or the first day lies after the last.

        >>> Scope.from_query({"vendor": ["Kestrel"], "to": ["2026-11-22"], "page": ["2"]}).until
        datetime.date(2026, 11, 22)
        """
        chosen = {attribute: tuple(query.get(name, ())) for name, attribute in _QUERY.items()}
        since, until = (_day(name, query.get(name, [])) for name in ("from", "to"))
        if since and until and since > until:
            raise ValueInvalid(f"The first day, {since}, lies after the last, {until}.")
        return cls(**chosen, since=since, until=until)


@dataclass(frozen=True)
class View:
    """What a page looks at, and what it compares that with.

    Attributes:
        scope: the choices, of any day.
        week: the Monday of the chosen week; None looks at all days at once.
        span: how many weeks the trends show, the chosen one last; 0 shows all.
        back: how many weeks earlier the comparison week lies.

    >>> View(Scope(), date(2026, 11, 16), span=2).trend.since
    datetime.date(2026, 11, 9)
    """

    scope: Scope
    week: date | None = None
    span: int = 16
    back: int = 1

    @property
    def chosen(self) -> Scope:
        """The scope of the chosen week."""
        return self.scope.week(self.week) if self.week else self.scope.ever()

    @property
    def before(self) -> Scope | None:
        """The scope of the comparison week; None where all days are chosen."""
        return self.scope.week(self.week - timedelta(weeks=self.back)) if self.week else None

    @property
    def trend(self) -> Scope:
        """The scope of the weeks that trends show."""
        if not self.week:
            return self.scope.ever()
        since = self.week - timedelta(weeks=self.span - 1) if self.span else None
        return self.scope.between(since, self.week + timedelta(days=6))

    @property
    def earlier(self) -> Scope | None:
        """The scope of as many weeks before those that trends show; None where they show all."""
        if not (self.week and self.span):
            return None
        last = self.week - timedelta(weeks=self.span - 1, days=1)
        return self.scope.between(last - timedelta(weeks=self.span, days=-1), last)

    @property
    def to_date(self) -> Scope:
        """The scope of everything up to the end of the chosen week."""
        return self.scope.between(None, self.week + timedelta(days=6) if self.week else None)


def weeks_between(first: date, last: date) -> list[date]:
    """The Mondays of every week from `first` to `last`, newest first.

    >>> weeks_between(date(2026, 11, 15), date(2026, 11, 22))
    [datetime.date(2026, 11, 16), datetime.date(2026, 11, 9)]
    """
    start, stop = monday_of(first), monday_of(last)
    return [stop - timedelta(weeks=n) for n in range((stop - start).days // 7 + 1)]


_QUERY = {
    "program": "programs",
    "project": "projects",
    "vendor": "vendors",
    "task": "task_types",
    "language": "languages",
}


def _day(name: str, values: list[str]) -> date | None:
    if not values or not values[-1]:
        return None
    try:
        return date.fromisoformat(values[-1])
    except ValueError as error:
        raise ValueInvalid(
            f'"{name}" must be a date such as 2026-11-16; got "{values[-1]}".'
        ) from error


def monday_of(day: date) -> date:
    """The Monday of the ISO week that `day` lies in.

    >>> monday_of(date(2026, 11, 22))
    datetime.date(2026, 11, 16)
    """
    return day - timedelta(days=day.weekday())
