"""Patterns: how many units got which labels. Everything that raters who may be swapped can tell.

A *unit* is one item × one question. Its *pattern* is how many labels of each category it got,
such as {a: 2, b: 1}; who gave which label is forgotten. How many units show each pattern adds
over days, vendors and files, so an agreement coefficient of any period and any slice is computed
from a few hundred counts, never from the labels again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analytics.errors import ValueInvalid
from analytics.stats.estimate import Floats

Ints = npt.NDArray[np.intp]
Category = Hashable


class Entries(NamedTuple):
    """The filled cells of a units table. One element is one pattern seen in one group.

    Attributes:
        group: number of the group, from 0.
        pattern: number of the pattern, from 0.
        units: units of the group with that pattern, above 0.
    """

    group: Ints
    pattern: Ints
    units: Floats


@dataclass(frozen=True, eq=False)
class Patterns:
    """Units counted by the labels they got, in groups (such as week × vendor) that add.

    Attributes:
        categories: the K names of the labels, each once: text, numbers (then ordinal, interval
            and ratio levels are possible) or frozensets (several labels at once). A category that
            nobody used may be listed: some coefficients count it.
        labels: P × K, sparse. `labels[p, k]` is how many labels of category k a unit with
            pattern p got. Patterns may repeat. Given as any array or scipy sparse array.
        units: G × P, sparse. `units[g, p]` is how many units of group g show pattern p. One
            row of P counts is one group. From a long table use
            `scipy.sparse.coo_array((units, (group, pattern)), shape=(G, P))`.

    Raises:
        ValueInvalid: shapes that do not fit, counts that are negative or missing, labels that are
            not whole, or a category named twice.

    Two units with {a: 2, b: 1} and three with {a: 3}:

    >>> week = Patterns(("a", "b"), [[2, 1], [3, 0]], [2, 3])
    >>> week.n_groups, week.sizes.tolist()
    (1, [3.0, 3.0])
    >>> (week + week).units.toarray().tolist()
    [[4.0, 6.0]]
    """

    categories: tuple[Category, ...]
    labels: Any
    units: Any

    def __post_init__(self) -> None:
        names = tuple(self.categories)
        if len(set(names)) != len(names):
            raise ValueInvalid(f"Each category may be named once; got {_some(names)}.")
        labels, units = _counts(self.labels, "Labels"), _counts(self.units, "Units")
        if labels.shape[1] != len(names) or units.shape[1] != labels.shape[0]:
            raise ValueInvalid(
                "Labels must be patterns × categories and units groups × patterns; got "
                f"{labels.shape} labels, {units.shape} units and {len(names)} categories."
            )
        if np.any(labels.data != np.floor(labels.data)):
            raise ValueInvalid("A unit can only have a whole number of labels of a category.")
        object.__setattr__(self, "categories", names)
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "units", units)

    @classmethod
    def from_mappings(
        cls,
        patterns: Sequence[Mapping[Any, int]],
        units: Any,
        categories: Sequence[Category] | None = None,
    ) -> Patterns:
        """Read patterns written as {category: labels}, and the units that show them.

        Args:
            patterns: P mappings.
            units: P counts, or G × P counts, as in `Patterns`.
            categories: the names in order; by default the names seen (see `label_codes`).

        Raises:
            ValueInvalid: as `Patterns`, or a category that is not among `categories`.

        >>> Patterns.from_mappings([{"a": 2}, {"a": 1, "b": 1}], [9, 1]).labels.toarray().tolist()
        [[2.0, 0.0], [1.0, 1.0]]
        """
        names = [name for mapping in patterns for name in mapping]
        counts = np.array([n for mapping in patterns for n in mapping.values()], float)
        row = np.repeat(np.arange(len(patterns)), [len(mapping) for mapping in patterns])
        column, known = label_codes(names, categories)
        if np.any(column < 0):
            raise ValueInvalid("A pattern may not count labels of a missing category.")
        labels = sparse.coo_array((counts, (row, column)), shape=(len(patterns), len(known)))
        return cls(known, labels, units)

    @classmethod
    def from_labels(
        cls,
        unit: npt.ArrayLike,
        value: npt.ArrayLike,
        group: npt.ArrayLike | None = None,
        categories: Sequence[Category] | None = None,
    ) -> Patterns:
        """Count a long table of labels: one element is one rater's label of one unit.

        Args:
            unit: which unit, any hashable name.
            value: the label; None or NaN is no label.
            group: the number of the unit's group, from 0; by default all are in one group. The
                same unit name in two groups is two units.
            categories: the names in order; by default the names seen (see `label_codes`).

        Returns:
            One pattern per distinct pattern. Units without any label are not counted.

        Raises:
            ValueInvalid: arrays of unequal length, or a label that is not among `categories`.

        >>> Patterns.from_labels([1, 1, 2, 2, 3], ["a", "b", "a", "a", None]).units.toarray()
        array([[1., 1.]])
        """
        column, known = label_codes(value, categories)
        item, _ = label_codes(unit)
        inside = np.zeros(len(item), int) if group is None else np.asarray(group, int)
        if not len(item) == len(column) == len(inside):
            raise ValueInvalid(
                "Units, labels and groups must be equally long; got "
                f"{len(item)}, {len(column)} and {len(inside)}."
            )
        n_groups = int(inside.max(initial=0)) + 1
        told = (column >= 0) & (item >= 0)
        cell, row = np.unique(inside[told] + n_groups * item[told], return_inverse=True)
        labels = _table(row, column[told], np.ones(len(row)), (len(cell), len(known)))
        first, pattern = _distinct_rows(labels)
        units = _table(cell % n_groups, pattern, np.ones(len(cell)), (n_groups, len(first)))
        return cls(known, labels[first], units)

    @classmethod
    def from_matrix(
        cls, ratings: npt.ArrayLike, categories: Sequence[Category] | None = None
    ) -> Patterns:
        """Count a matrix of labels: one row is one unit, one column one rater.

        Args:
            ratings: units × raters; None or NaN where a rater gave no label.
            categories: the names in order; by default the names seen (see `label_codes`).

        Raises:
            ValueInvalid: not two-dimensional, or a label that is not among `categories`.

        >>> Patterns.from_matrix([["a", "a"], ["a", "b"], ["b", None]]).categories
        ('a', 'b')
        """
        table = ratings if isinstance(ratings, np.ndarray) else np.array(ratings, object)
        if table.ndim != 2:
            raise ValueInvalid(f"Ratings must be units × raters; got {table.ndim} dimensions.")
        unit = np.repeat(np.arange(table.shape[0]), table.shape[1])
        return cls.from_labels(unit, table.ravel(), categories=categories)

    @property
    def n_groups(self) -> int:
        """How many groups there are."""
        return int(self.units.shape[0])

    @cached_property
    def sizes(self) -> Floats:
        """Labels per unit of each pattern (P)."""
        return np.asarray(self.labels.sum(axis=1), float)

    @cached_property
    def entries(self) -> Entries:
        """The patterns that each group shows, group by group."""
        filled = self.units.tocoo()
        return Entries(filled.coords[0], filled.coords[1], filled.data)

    @cached_property
    def _entry_cells(self) -> tuple[Ints, Ints, Floats]:
        """Every label count of every entry: number of the entry, category, labels."""
        rows = self.labels[self.entries.pattern]
        return np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices, rows.data

    def marginals(self, weight: Floats) -> Floats:
        """Labels per group and category (G × K), each entry's units × labels times `weight`."""
        table = self.units
        weighted = sparse.csr_array((table.data * weight, table.indices, table.indptr), table.shape)
        return np.asarray((weighted @ self.labels).toarray(), float)

    def entry_sums(self, values: Floats) -> Floats:
        """For each entry, the sum over its labels of its group's value of the category.

        Args:
            values: G × K, one number for each group and category.
        """
        group, pattern, units = self.entries
        if len(self.sizes) * self.n_groups <= 8 * len(units):
            # A well-filled table: every pattern in every group at once is the quicker way.
            return np.asarray((self.labels @ values.T)[pattern, group], float)
        entry, category, labels = self._entry_cells
        return np.bincount(entry, labels * values[group[entry], category], len(units)).astype(float)

    def group_sums(self, values: Floats) -> Floats:
        """For each group, the sum over its units of a value per entry."""
        group, _, units = self.entries
        return np.bincount(group, units * values, self.n_groups).astype(float)

    def __add__(self, other: Patterns) -> Patterns:
        """Count both together: group g of one with group g of the other.

        Raises:
            ValueInvalid: they have different numbers of groups.
        """
        if self.n_groups != other.n_groups:
            raise ValueInvalid(
                "Patterns add group by group, so both need the same groups; got "
                f"{self.n_groups} and {other.n_groups}."
            )
        known = dict.fromkeys([*self.categories, *other.categories])
        both = [part.recoded({name: name for name in known}, list(known)) for part in (self, other)]
        labels = sparse.vstack([part.labels for part in both], format="csr")
        first, pattern = _distinct_rows(labels)
        shape = (len(pattern), len(first))
        same = _table(np.arange(len(pattern)), pattern, np.ones(len(pattern)), shape)
        units = sparse.hstack([part.units for part in both], format="csr") @ same
        return Patterns(tuple(known), labels[first], units)

    def pooled(self, into: npt.ArrayLike | None = None) -> Patterns:
        """Add groups together, such as weeks into months.

        Args:
            into: for each group the number of its new group, from 0; by default all become one.

        Raises:
            ValueInvalid: not one whole number from 0 for each group.

        >>> two = Patterns(("a", "b"), [[2, 0], [1, 1]], [[5, 1], [7, 0]])
        >>> two.pooled().units.toarray().tolist()
        [[12.0, 1.0]]
        """
        target = np.zeros(self.n_groups, int) if into is None else np.asarray(into)
        whole = np.issubdtype(target.dtype, np.integer)
        if target.shape != (self.n_groups,) or not whole or np.any(target < 0):
            raise ValueInvalid(f"Give each of the {self.n_groups} groups a new number from 0.")
        shape = (int(target.max(initial=0)) + 1, self.n_groups)
        chosen = _table(target, np.arange(self.n_groups), np.ones(self.n_groups), shape)
        return Patterns(self.categories, self.labels, chosen @ self.units)

    def recoded(
        self, names: Mapping[Any, Category], categories: Sequence[Category] | None = None
    ) -> Patterns:
        """Give categories other names; those that get the same name become one category.

        Words become numbers ({"poor": 1, "fair": 2}), labels become one against the rest
        ({"spam": "spam", "ham": "other", "news": "other"}).

        Args:
            names: the new name of each category in use; None drops its labels.
            categories: the new names in order; by default as `label_codes` orders them.

        Raises:
            ValueInvalid: a category has no new name, or its new one is not in `categories`.

        >>> Patterns(("x", "y", "z"), [[1, 1, 1]], [4]).recoded({"x": "x", "y": "o", "z": "o"})
        ... # doctest: +ELLIPSIS
        Patterns(categories=('o', 'x'), labels=...
        """
        missing = [name for name in self.categories if name not in names]
        if missing:
            raise ValueInvalid(f"Give every category a new name; none for {_some(missing)}.")
        column, known = label_codes([names[name] for name in self.categories], categories)
        kept = np.flatnonzero(column >= 0)
        shape = (len(self.categories), len(known))
        return Patterns(
            known, self.labels @ _table(kept, column[kept], np.ones(len(kept)), shape), self.units
        )

    def repeated(self, times: npt.ArrayLike) -> Patterns:
        """Count every unit `times` over (one factor, or one per group): the same mix, more units.

        >>> Patterns(("a", "b"), [[1, 1]], [[3], [5]]).repeated([2, 1]).units.toarray().tolist()
        [[6.0], [5.0]]
        """
        factor = np.broadcast_to(np.asarray(times, float), self.n_groups)
        return Patterns(self.categories, self.labels, sparse.diags_array(factor) @ self.units)


def coincidences(patterns: Patterns) -> Floats:
    """How often two labels of one unit are c and k: the coincidence matrix of each group.

    Args:
        patterns: units counted by the labels they got.

    Returns:
        G × K × K, symmetric. Cell (c, k) sums, over units with m ≥ 2 labels, the ordered pairs of
        labels (c, k) ÷ (m − 1); row sums are the labels of each category, and the largest cells
        off the diagonal are the most confused pairs. Units with one label add nothing.

    Source: K. Krippendorff (2004), Content Analysis, 2nd ed., chapter 11.

    >>> coincidences(Patterns(("a", "b"), [[2, 1], [2, 0]], [1, 1])).tolist()
    [[[3.0, 1.0], [1.0, 0.0]]]
    """
    pairable = 1 / np.maximum(patterns.sizes - 1, 1)
    found = np.zeros((patterns.n_groups, len(patterns.categories), len(patterns.categories)))
    for g in range(patterns.n_groups):
        weight = patterns.units[[g]].toarray()[0] * pairable
        weighted = sparse.diags_array(weight) @ patterns.labels
        found[g] = (patterns.labels.T @ weighted).toarray()
        found[g][np.diag_indices_from(found[g])] -= weighted.sum(axis=0)
    return found


def label_codes(
    values: npt.ArrayLike | Iterable[Any], known: Sequence[Category] | None = None
) -> tuple[Ints, tuple[Category, ...]]:
    """Number the labels: the place of each value among the categories, −1 where it is missing.

    Args:
        values: labels; None, NaN and other values that do not equal themselves are missing.
        known: the categories in order. By default those seen: in rising order if all are
            numbers or all are text, otherwise in the order of their first appearance.

    Returns:
        The codes (one for each value, from 0, or −1) and the categories.

    Raises:
        ValueInvalid: a value is not among `known`, or cannot be a name (a list, a set).

    >>> label_codes(["b", "a", None, "b"])
    (array([ 1,  0, -1,  1]), ('a', 'b'))
    """
    if isinstance(values, np.ndarray) and values.dtype.kind in "biufU":
        seen, codes = np.unique(values, return_inverse=True)
        if values.dtype.kind == "f" and len(seen) and np.isnan(seen[-1]):
            seen, codes = seen[:-1], np.where(codes == len(seen) - 1, -1, codes)
        found, codes = seen.tolist(), codes.ravel()
    else:
        found, codes = _codes_of_objects(values)
    names = _in_order(found) if known is None else list(known)
    place = {name: at for at, name in enumerate(names)}
    strange = [name for name in found if name not in place]
    if strange:
        raise ValueInvalid(f"{_some(strange)} is not among the categories {_some(names)}.")
    moved = np.array([place[name] for name in found] + [-1], np.intp)
    return moved[codes], tuple(names)


def _codes_of_objects(values: Any) -> tuple[list[Any], Ints]:
    """Number any hashable values by first appearance; −1 where missing."""
    numbers: dict[Any, int] = {}
    try:
        codes = [
            -1 if _is_missing(value) else numbers.setdefault(value, len(numbers))
            for value in (values.tolist() if isinstance(values, np.ndarray) else values)
        ]
    except TypeError as error:
        raise ValueInvalid(
            "A label must be text, a number or a frozenset; a list or a set cannot be one."
        ) from error
    return list(numbers), np.array(codes, np.intp)


def _is_missing(value: Any) -> bool:
    """Whether a value is None or does not equal itself (NaN, NaT, NA)."""
    same = value == value  # noqa: PLR0124 -- this is how NaN is told without knowing its type
    return value is None or not isinstance(same, (bool, np.bool_)) or not same


def _in_order(names: list[Any]) -> list[Any]:
    """Rising order if all are numbers or all are text, otherwise as they came."""
    kinds = (int, float, np.number), (str,)
    comparable = any(all(isinstance(name, kind) for name in names) for kind in kinds)
    return sorted(names) if comparable else names


def _counts(table: Any, what: str) -> Any:
    """Return a sparse table of counts; one row of counts becomes a table of one row."""
    dense = table if sparse.issparse(table) else np.atleast_2d(np.asarray(table, float))
    if dense.ndim != 2:
        raise ValueInvalid(f"{what} must be a table; got {dense.ndim} dimensions.")
    counts = sparse.csr_array(dense, dtype=float)
    counts.sum_duplicates()
    if not np.all(np.isfinite(counts.data)) or np.any(counts.data < 0):
        raise ValueInvalid(f"{what} must be counts from 0, none missing.")
    counts.eliminate_zeros()
    return counts


def _table(
    row: npt.ArrayLike,
    column: npt.ArrayLike,
    counts: npt.ArrayLike,
    shape: tuple[int, int],
) -> Any:
    """Add up counts that fall in the same cell."""
    return sparse.coo_array((counts, (row, column)), shape=shape).tocsr()


def _distinct_rows(labels: Any) -> tuple[Ints, Ints]:
    """Find equal rows: the place of the first of each kind, and the kind of every row.

    Rows are compared exactly, one filled cell at a time: rows of the same kind so far that have
    the same next cell stay together.
    """
    lengths = np.diff(labels.indptr)
    _, cell = np.unique(np.stack([labels.indices, labels.data]), axis=1, return_inverse=True)
    n_cells = int(cell.max(initial=0)) + 1
    kind = np.zeros(labels.shape[0], np.int64)
    used = 1
    for at in range(int(lengths.max(initial=0))):
        rows = np.flatnonzero(lengths > at)
        step = kind[rows] * n_cells + cell[labels.indptr[rows] + at]
        seen, kind_now = np.unique(step, return_inverse=True)
        kind[rows] = used + kind_now
        used += len(seen)
    _, first, pattern = np.unique(kind, return_index=True, return_inverse=True)
    by_appearance = np.argsort(first)
    place = np.empty_like(by_appearance)
    place[by_appearance] = np.arange(len(first))
    return first[by_appearance], place[pattern]


def _some(names: Iterable[Any], at_most: int = 8) -> str:
    """A few names in quotes."""
    shown = [f'"{name}"' for name in names]
    more = f" and {len(shown) - at_most} more" if len(shown) > at_most else ""
    return ", ".join(shown[:at_most]) + more
