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
