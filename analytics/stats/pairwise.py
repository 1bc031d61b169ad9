"""Agreement of raters who are told apart: two of them from a table, many from their labels.

A table counts units by the first rater's label (row) and the second's (column). Coefficients of
two raters take a stack of tables, so all pairs of annotators, or a model against each person, are
one call. What does not need to know who gave which label is in `analytics.stats.agreement`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform

from analytics.errors import ValueInvalid
from analytics.stats.agreement import (
    Agreement,
    Moments,
    Overlap,
    assessed,
    assessed_gap,
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    mean_gap,
)
from analytics.stats.distances import Weights, credit_distance, is_graded
from analytics.stats.estimate import Floats
from analytics.stats.patterns import Category, Ints, Patterns, label_codes


def cohen_kappa(
    table: npt.ArrayLike, weights: Weights = "identity", confidence: float = 0.95
) -> Agreement:
    """Cohen's κ of two raters, and weighted κ.

    Args:
        table: K × K counts of units by the first rater's label (row) and the second's (column),
            or a stack of such tables (… × K × K). Units that one of them did not label are out.
        weights: a kind of `agreement_weights` for steps 1 … K, or a K × K table of credits from
            0 to 1, such as `agreement_weights` of the categories' own numbers.
        confidence: two-sided level of the interval, between 0 and 1.

    Returns:
        Fields as in `Agreement`, of the shape of the stack; one table gives single numbers. The
        standard error is the large-sample one, which divides by the number of units.

    Raises:
        ValueInvalid: not square, counts negative or missing, weights or confidence out of range.

    Source: J. Cohen (1960), doi:10.1177/001316446002000104, and (1968), doi:10.1037/h0026256;
    standard error: J. L. Fleiss, J. Cohen and B. S. Everitt (1969), doi:10.1037/h0028106.

    >>> found = cohen_kappa([[90, 5], [4, 1]])
    >>> found.estimate.round(3), found.observed.round(2)
    (np.float64(0.135), np.float64(0.91))
    """
    counts, distance = _read(table, weights)
    return _assessed_table(counts, _cohen_gap(counts, distance), confidence)


def scott_pi_table(
    table: npt.ArrayLike, weights: Weights = "identity", confidence: float = 0.95
) -> Agreement:
    """Scott's π of two raters: chance from both raters' labels together.

    Args, returns and errors as `cohen_kappa`.

    Source: W. A. Scott (1955), doi:10.1086/266577; standard error: K. L. Gwet (2014), Handbook of
    Inter-Rater Reliability, 4th ed., chapter 5.

    >>> scott_pi_table([[90, 5], [4, 1]]).estimate.round(3)
    np.float64(0.134)
    """
    counts, distance = _read(table, weights)
    share, row, column = _shares(counts)
    both = (row + column) / 2
    chance = ((both @ distance) * both).sum(axis=-1)
    slope = both @ (distance + distance.T) / 2
    influence = slope[..., :, None] + slope[..., None, :]
    gap = _TableGap(share, distance, chance, influence, own_chance=True)
    return _assessed_table(counts, gap, confidence)


def gwet_ac_table(
    table: npt.ArrayLike, weights: Weights = "identity", confidence: float = 0.95
) -> Agreement:
    """Gwet's AC1 and AC2 of two raters; the number of categories is that of the table.

    Args, returns and errors as `cohen_kappa`.

    Source: K. L. Gwet (2008), doi:10.1348/000711006X126600, and (2014), Handbook of Inter-Rater
    Reliability, 4th ed., chapters 3 and 5.

    >>> gwet_ac_table([[90, 5], [4, 1]]).estimate.round(3)
    np.float64(0.9)
    """
    counts, distance = _read(table, weights)
    share, row, column = _shares(counts)
    k = len(distance)
    both = (row + column) / 2
    credit = (k * k - distance.sum()) / (k * (k - 1)) if k > 1 else np.nan
    chance = 1 - credit * (1 - (both**2).sum(axis=-1))
    influence = credit * (both[..., :, None] + both[..., None, :])
    gap = _TableGap(share, distance, chance, influence, own_chance=False)
    return _assessed_table(counts, gap, confidence)


def brennan_prediger_table(
    table: npt.ArrayLike, weights: Weights = "identity", confidence: float = 0.95
) -> Agreement:
    """Brennan and Prediger's coefficient of two raters (PABAK with two categories).

    Args, returns and errors as `cohen_kappa`; the number of categories is that of the table.

    Source: R. L. Brennan and D. J. Prediger (1981), doi:10.1177/001316448104100307; PABAK:
    T. Byrt, J. Bishop and J. B. Carlin (1993), doi:10.1016/0895-4356(93)90018-V.

    >>> brennan_prediger_table([[90, 5], [4, 1]]).estimate.round(3)
    np.float64(0.82)
    """
    counts, distance = _read(table, weights)
    share, row, _ = _shares(counts)
    chance = np.full(row.shape[:-1], distance.sum() / max(distance.size, 1))
    gap = _TableGap(share, distance, chance, np.zeros_like(share), own_chance=False)
    return _assessed_table(counts, gap, confidence)


def percent_agreement_table(
    table: npt.ArrayLike, weights: Weights = "identity", confidence: float = 0.95
) -> Agreement:
    """Share of units on which two raters agree.

    Args, returns and errors as `cohen_kappa`.

    Source: K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 2.

    >>> percent_agreement_table([[90, 5], [4, 1]]).estimate.round(2)
    np.float64(0.91)
    """
    counts, distance = _read(table, weights)
    share, row, _ = _shares(counts)
    chance = np.ones(row.shape[:-1])
    gap = _TableGap(share, distance, chance, np.zeros_like(share), own_chance=False)
    return _assessed_table(counts, gap, confidence)


def table_patterns(tables: npt.ArrayLike, categories: Sequence[Category]) -> Patterns:
    """Forget who gave which label: tables of two raters as patterns, one group per table.

    Args:
        tables: K × K counts, or a stack G × K × K.
        categories: the K categories in the order of rows and columns.

    Raises:
        ValueInvalid: not square, or not as many categories as rows.

    >>> table_patterns([[8, 1], [2, 9]], ("a", "b")).units.toarray().tolist()
    [[8.0, 1.0, 2.0, 9.0]]
    """
    counts = _counts(tables)
    k = counts.shape[-1]
    row, column = np.divmod(np.arange(k * k), k)
    labels = np.eye(k)[row] + np.eye(k)[column]
    return Patterns(tuple(categories), labels, counts.reshape(-1, k * k))


class PairTables(NamedTuple):
    """Tables of all pairs of raters who labelled a common item.

    Attributes:
        raters: the R raters' names.
        categories: the K categories, in the order of rows and columns.
        first: M numbers of raters, those of the rows.
        second: M numbers of raters, those of the columns, above `first`.
        tables: M × K × K counts of common items.
    """

    raters: tuple[Category, ...]
    categories: tuple[Category, ...]
    first: Ints
    second: Ints
    tables: Floats

    def matrix(self, values: npt.ArrayLike) -> Floats:
        """Lay out one value per pair as R × R: symmetric, missing where there is none.

        >>> pairs = pair_tables([1, 1, 2, 2], ["p", "q", "p", "q"], ["x", "x", "y", "x"])
        >>> pairs.matrix(percent_agreement_table(pairs.tables).n_units).tolist()
        [[nan, 2.0], [2.0, nan]]
        """
        square = np.full((len(self.raters), len(self.raters)), np.nan)
        square[self.first, self.second] = square[self.second, self.first] = values
        return square


def ratings_to_long(
    ratings: npt.ArrayLike,
) -> tuple[Ints, Ints, npt.NDArray[Any]]:
    """Turn a matrix of labels into arrays of item, rater and label.

    Args:
        ratings: items × raters; None or NaN where a rater gave no label.

    Returns:
        Numbers of items and raters from 0 and the labels, one element for each cell.

    Raises:
        ValueInvalid: not two-dimensional.

    >>> ratings_to_long([["a", "b"]])
    (array([0, 0]), array([0, 1]), array(['a', 'b'], dtype=object))
    """
    table = ratings if isinstance(ratings, np.ndarray) else np.array(ratings, object)
    if table.ndim != 2:
        raise ValueInvalid(f"Ratings must be items × raters; got {table.ndim} dimensions.")
    item, rater = np.divmod(np.arange(table.size), max(table.shape[1], 1))
    return item, rater, table.ravel()


def pair_tables(
    item: npt.ArrayLike,
    rater: npt.ArrayLike,
    label: npt.ArrayLike,
    categories: Sequence[Category] | None = None,
) -> PairTables:
    """Count the common items of every two raters by both labels.

    Args:
        item: which item, one element per label.
        rater: who labelled it; a model or a judge is a rater too.
        label: the label; None or NaN is no label.
        categories: the names in order; by default the names seen (see `label_codes`).

    Raises:
        ValueInvalid: arrays of unequal length, or a rater who labelled an item twice.

    >>> pairs = pair_tables([1, 1, 2, 2], ["p", "q", "p", "q"], ["x", "x", "y", "x"])
    >>> pairs.tables.tolist()
    [[[1.0, 0.0], [1.0, 0.0]]]
    """
    return _tables_of(_coded(item, rater, label, categories))


def conger_kappa(
    item: npt.ArrayLike,
    rater: npt.ArrayLike,
    label: npt.ArrayLike,
    weights: Weights = "identity",
    confidence: float = 0.95,
    categories: Sequence[Category] | None = None,
) -> Agreement:
    """Conger's κ of several raters: each keeps an own share of every category.

    With two raters and no missing label it is Cohen's κ.

    Args:
        item: which item, one element per label. (`ratings_to_long` reads a matrix.)
        rater: who labelled it.
        label: the label; None or NaN is no label.
        weights: a kind of `agreement_weights`, or a K × K table of credits from 0 to 1.
        confidence: two-sided level of the interval, between 0 and 1.
        categories: the names in order; by default the names seen (see `label_codes`).

    Returns:
        Single numbers. Items with one label count in the rater's shares, not in observed
        agreement; raters without labels are left out.

    Raises:
        ValueInvalid: arrays of unequal length, a rater who labelled an item twice, weights or
            confidence out of range.

    Source: A. J. Conger (1980), doi:10.1037/0033-2909.88.2.322; missing labels and standard
    error: K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapters 2 and 5.

    >>> long = ratings_to_long([["a", "a"]] * 9 + [["a", "b"], ["b", "a"]] + [["b", "b"]] * 9)
    >>> conger_kappa(*long).estimate.round(3)
    np.float64(0.8)
    """
    long = _coded(item, rater, label, categories)
    r = len(long.raters)
    shape = (long.n_items, len(long.categories))
    labels = sparse.coo_array((np.ones(len(long.item)), (long.item, long.label)), shape=shape)
    patterns = Patterns(long.categories, labels, np.ones((1, long.n_items)))
    distance = credit_distance(long.categories, weights)
    share = np.zeros((r, shape[1]))
    np.add.at(share, (long.rater, long.label), 1)
    given = share.sum(axis=1)
    share /= given[:, None]
    pairs = max(r * (r - 1), 1)
    each = ((share @ distance) * share).sum()
    total = share.sum(axis=0)
    slope = (total - share) @ (distance + distance.T) / pairs
    felt = slope - (slope * share).sum(axis=1, keepdims=True)
    moved = felt[long.rater, long.label] / given[long.rater]
    gap = mean_gap(patterns, distance)._replace(
        chance=np.array([((total @ distance) @ total - each) / pairs]),
        chance_influence=np.bincount(long.item, moved, long.n_items).astype(float),
        outside=np.array([_outside(long)]),
    )
    return Agreement(*(field[0] for field in assessed_gap(patterns, gap, confidence)))


def light_kappa(
    item: npt.ArrayLike,
    rater: npt.ArrayLike,
    label: npt.ArrayLike,
    weights: Weights = "identity",
    confidence: float = 0.95,
    categories: Sequence[Category] | None = None,
) -> Agreement:
    """Light's κ of several raters: the mean of Cohen's κ over pairs of raters.

    Args:
        item: which item, one element per label. (`ratings_to_long` reads a matrix.)
        rater: who labelled it.
        label: the label; None or NaN is no label.
        weights: a kind of `agreement_weights`, or a K × K table of credits from 0 to 1.
        confidence: two-sided level of the interval, between 0 and 1.
        categories: the names in order; by default the names seen (see `label_codes`).

    Returns:
        Single numbers. Each pair of raters counts once, over the items that both labelled; pairs
        without a κ (fewer than two common items, one category) are left out. `observed` and
        `expected` are means over pairs. The standard error is linearised over items, since pairs
        share them. A mean of small-sample κ is biased: in simulation the 95 % interval covers
        92–96 % where each pair shares 50 items, and down to 84 % where it shares 25 of which 5 %
        are the rare category. Conger's κ covers 92–96 % there.

    Raises:
        ValueInvalid: as `conger_kappa`.

    Source: R. J. Light (1971), doi:10.1037/h0031643; the standard error is this module's own.

    >>> long = ratings_to_long([["a", "a"]] * 9 + [["a", "b"], ["b", "a"]] + [["b", "b"]] * 9)
    >>> light_kappa(*long).estimate.round(3)
    np.float64(0.8)
    """
    long = _coded(item, rater, label, categories)
    pairs = _tables_of(long)
    distance = credit_distance(long.categories, weights)
    kappa, felt = _cohen_parts(pairs.tables, distance)
    used = np.isfinite(kappa.estimate)
    n_used = max(int(used.sum()), 1)
    place = np.zeros((len(long.raters), len(long.raters)), np.intp)
    place[pairs.first, pairs.second] = np.arange(len(pairs.first))
    two = _label_pairs(long)
    moved = felt[place[two.first, two.second], two.first_label, two.second_label]
    per_item = np.bincount(two.item, moved, long.n_items) / n_used
    overlap = _item_overlap(long)
    n = overlap.n_units
    variance = (per_item**2).sum() * n / np.maximum(n - 1, 1)
    # The mean of ratios as one ratio: its chance part is held fixed, its variance kept whole.
    chance = np.sum(1 - kappa.expected[used]) / n_used
    moments = Moments(
        disagreement=chance * np.sum(1 - kappa.estimate[used]) / n_used,
        chance=chance,
        var_disagreement=variance * chance**2,
        covariance=np.zeros(()),
        var_chance=np.zeros(()),
        n_units=n,
        n_labels=overlap.n_labels,
        lone=2 * n / np.maximum(overlap.n_labels, 1),
        outside=_outside(long) * pairs.tables[used].sum() / n_used / max(long.n_items, 1),
        graded=True,
    )
    observed = np.sum(kappa.observed[used]) / n_used if np.any(used) else np.float64(np.nan)
    return assessed(moments, overlap, np.sqrt(variance), confidence)._replace(observed=observed)


class PrevalenceParadox(NamedTuple):
    """Whether κ is low because nearly all labels are one category, and the numbers to say so.

    Attributes:
        observed: observed agreement, 0–1.
        expected: agreement expected by chance, as κ has it, 0–1.
        kappa: Cohen's κ of tables, Fleiss' κ of patterns.
        ac1: Gwet's AC1.
        pabak: κ if all categories were equally common and both raters used them alike (Brennan
            and Prediger's coefficient).
        prevalence_index: how unequal the categories' shares are: 0 all alike, 1 one category
            only. With two categories it is |a − d| ÷ n of the table (a, b; c, d).
        bias_index: share of labels that would have to change for both raters to use the
            categories alike, 0–1; |b − c| ÷ n with two categories. Missing for patterns.
        common_share: share of labels in the most common category.
        low_by_prevalence: whether κ is low because of it.
    """

    observed: Any
    expected: Any
    kappa: Any
    ac1: Any
    pabak: Any
    prevalence_index: Any
    bias_index: Any
    common_share: Any
    low_by_prevalence: Any


def prevalence_paradox(
    found: Patterns | npt.ArrayLike,
    observed_at_least: float = 0.8,
    gap_at_least: float = 0.2,
) -> PrevalenceParadox:
    """Tell a κ that is low by prevalence from one that is low by disagreement.

    Args:
        found: K × K counts of two raters, a stack of such tables, or patterns of many raters.
        observed_at_least: how high observed agreement must be for the notice, 0–1.
        gap_at_least: how far κ must lie below `pabak` for the notice.

    Returns:
        One element per table or group; single numbers for one table. With two categories that
        are equally common κ is never below `pabak`, so a balanced table gives no notice. Numbers
        are missing, and there is no notice, where a coefficient is missing.

    Raises:
        ValueInvalid: a table that is not square or not of counts.

    Source: A. R. Feinstein and D. V. Cicchetti (1990), doi:10.1016/0895-4356(90)90158-L; the
    indices: T. Byrt, J. Bishop and J. B. Carlin (1993), doi:10.1016/0895-4356(93)90018-V. For more
    than two categories √((K Σ share² − 1) ÷ (K − 1)) and half the sum of |differences of shares|
    extend them; the thresholds are conventions.

    >>> told = prevalence_paradox([[90, 5], [4, 1]])
    >>> told.kappa.round(3), told.ac1.round(3), told.prevalence_index.round(2)
    (np.float64(0.135), np.float64(0.9), np.float64(0.89))
    >>> bool(told.low_by_prevalence), bool(prevalence_paradox([[45, 5], [4, 46]]).low_by_prevalence)
    (True, False)
    """
    if isinstance(found, Patterns):
        labels = (found.units @ found.labels).toarray()
        kappa, ac1, pabak = fleiss_kappa(found), gwet_ac(found), brennan_prediger(found)
        bias = np.full(found.n_groups, np.nan)
    else:
        tables = _counts(found)
        _, row, column = _shares(tables)
        labels = tables.sum(axis=-1) + tables.sum(axis=-2)
        bias = np.abs(row - column).sum(axis=-1) / 2
        kappa, ac1 = cohen_kappa(tables), gwet_ac_table(tables)
        pabak = brennan_prediger_table(tables)
    k = labels.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = labels / labels.sum(axis=-1, keepdims=True)
        unequal = np.sqrt(np.maximum(k * (share**2).sum(axis=-1) - 1, 0) / (k - 1))
    low = (kappa.observed >= observed_at_least) & (pabak.estimate - kappa.estimate >= gap_at_least)
    return PrevalenceParadox(
        observed=kappa.observed,
        expected=kappa.expected,
        kappa=kappa.estimate,
        ac1=ac1.estimate,
        pabak=pabak.estimate,
        prevalence_index=unequal[()],
        bias_index=bias[()],
        common_share=share.max(axis=-1, initial=0)[()],
        low_by_prevalence=low,
    )


def rater_order(matrix: npt.ArrayLike) -> Ints:
    """Order raters so that those who agree with one another stand side by side.

    Args:
        matrix: R × R agreement of each two raters, symmetric, at most 1; the diagonal is not
            read. A missing pair is taken at the mean of the others.

    Returns:
        The R rater numbers in their new order.

    Source: average linkage with optimal leaf order, Z. Bar-Joseph, D. Gifford and T. Jaakkola
    (2001), doi:10.1093/bioinformatics/17.suppl_1.S22.

    >>> rater_order([[1, 0.1, 0.9], [0.1, 1, 0.2], [0.9, 0.2, 1]]).tolist()
    [1, 2, 0]
    """
    distance = 1 - np.asarray(matrix, float)
    if len(distance) < 3:
        return np.arange(len(distance))
    np.fill_diagonal(distance, 0)
    apart = squareform(distance, checks=False)
    known = apart[np.isfinite(apart)]
    apart = np.where(np.isfinite(apart), apart, known.mean() if len(known) else 1.0)
    tree = linkage(np.maximum(apart, 0), "average", optimal_ordering=True)
    return np.asarray(leaves_list(tree), np.intp)


class _TableGap(NamedTuple):
    """A coefficient of tables: shares of cells, distances, chance, and its growth by cell."""

    share: Floats
    distance: Floats
    chance: Floats
    influence: Floats
    own_chance: bool


def _assessed_table(counts: Floats, gap: _TableGap, confidence: float) -> Agreement:
    n = counts.sum(axis=(-2, -1))
    share = gap.share

    def mean(values: Floats) -> Floats:
        return np.asarray((share * values).sum(axis=(-2, -1)))

    with np.errstate(divide="ignore", invalid="ignore"):
        disagreement = mean(gap.distance)
        own = gap.distance - disagreement[..., None, None]
        other = gap.influence - mean(gap.influence)[..., None, None]
        ratio = (disagreement / gap.chance)[..., None, None]
        se = np.sqrt(mean((ratio * other - own) ** 2) / n) / gap.chance
        both = (share.sum(axis=-1) + share.sum(axis=-2)) / 2
        expected = ((both @ gap.distance) * both).sum(axis=-1)
        squared = ((both @ gap.distance**2) * both).sum(axis=-1)
        outside = n * (1 - both.max(axis=-1, initial=0) / both.sum(axis=-1))
        moments = Moments(
            disagreement=disagreement,
            chance=gap.chance,
            var_disagreement=mean(own**2) / (n - 1),
            covariance=mean(own * other) / (n - 1),
            var_chance=mean(other**2) / (n - 1),
            n_units=n,
            n_labels=2 * n,
            lone=np.where(expected > 0, squared / expected, 1.0),
            outside=outside if gap.own_chance else np.full_like(n, np.inf),
            graded=is_graded(gap.distance),
        )
    return assessed(moments, Overlap(n, np.zeros_like(n), 2 * n, n), se, confidence)


def _cohen_gap(counts: Floats, distance: Floats) -> _TableGap:
    share, row, column = _shares(counts)
    chance = ((row @ distance) * column).sum(axis=-1)
    influence = (column @ distance.T)[..., :, None] + (row @ distance)[..., None, :]
    return _TableGap(share, distance, chance, influence, own_chance=True)


def _cohen_parts(tables: Floats, distance: Floats) -> tuple[Agreement, Floats]:
    """Cohen's κ of each table, and how one more unit in a cell changes it (0 where undefined)."""
    gap = _cohen_gap(tables, distance)
    found = _assessed_table(tables, gap, 0.95)
    n = tables.sum(axis=(-2, -1))[:, None, None]
    expected = (1 - found.expected)[:, None, None]
    ratio = (1 - found.estimate)[:, None, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        own = distance - (1 - found.observed)[:, None, None]
        felt = (ratio * (gap.influence - 2 * expected) - own) / expected / n
    return found, np.where(np.isfinite(felt), felt, 0.0)


def _read(table: npt.ArrayLike, weights: Weights) -> tuple[Floats, Floats]:
    counts = _counts(table)
    return counts, credit_distance(tuple(range(1, counts.shape[-1] + 1)), weights)


def _counts(table: npt.ArrayLike) -> Floats:
    counts = np.asarray(table, float)
    if counts.ndim < 2 or counts.shape[-1] != counts.shape[-2]:
        raise ValueInvalid(
            f"A table of two raters has a row and a column per category; got {counts.shape}."
        )
    if not np.all(np.isfinite(counts)) or np.any(counts < 0):
        raise ValueInvalid("A table of two raters holds counts from 0, none missing.")
    return counts


def _shares(counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Shares of cells, of the first rater's labels and of the second's."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = counts / counts.sum(axis=(-2, -1), keepdims=True)
    return share, share.sum(axis=-1), share.sum(axis=-2)


class _Long(NamedTuple):
    """Labels by number of item, rater and category, sorted by item and rater."""

    item: Ints
    rater: Ints
    label: Ints
    n_items: int
    raters: tuple[Category, ...]
    categories: tuple[Category, ...]


def _coded(
    item: npt.ArrayLike,
    rater: npt.ArrayLike,
    label: npt.ArrayLike,
    categories: Sequence[Category] | None,
) -> _Long:
    code, known = label_codes(label, categories)
    who, raters = label_codes(rater)
    what, _ = label_codes(item)
    if not len(code) == len(who) == len(what):
        raise ValueInvalid(
            "Items, raters and labels must be equally long; got "
            f"{len(what)}, {len(who)} and {len(code)}."
        )
    told = np.flatnonzero((code >= 0) & (who >= 0) & (what >= 0))
    present, who_told = np.unique(who[told], return_inverse=True)
    items, what_told = np.unique(what[told], return_inverse=True)
    order = np.lexsort((who_told, what_told))
    what_told, who_told = what_told[order], who_told[order]
    twice = np.sum((np.diff(what_told) == 0) & (np.diff(who_told) == 0))
    if twice:
        raise ValueInvalid(
            f"{twice} labels repeat an item of the same rater. Keep one of each, such as the last."
        )
    names = tuple(raters[at] for at in present)
    return _Long(what_told, who_told, code[told][order], len(items), names, known)


class _LabelPairs(NamedTuple):
    """Every two labels of one item; the first rater's number is the lower."""

    item: Ints
    first: Ints
    second: Ints
    first_label: Ints
    second_label: Ints


def _label_pairs(long: _Long) -> _LabelPairs:
    """Pair each label with the next of its item, with the one after that, and so on."""
    ends = np.searchsorted(long.item, long.item, side="right")
    left = np.arange(len(long.item))
    lefts, rights = [left[:0]], [left[:0]]
    step = 1
    while len(left := left[left + step < ends[left]]):
        lefts.append(left)
        rights.append(left + step)
        step += 1
    a, b = np.concatenate(lefts), np.concatenate(rights)
    return _LabelPairs(long.item[a], long.rater[a], long.rater[b], long.label[a], long.label[b])


def _tables_of(long: _Long) -> PairTables:
    r, k = max(len(long.raters), 1), len(long.categories)
    two = _label_pairs(long)
    pair, place = np.unique(two.first * r + two.second, return_inverse=True)
    cell = (place * k + two.first_label) * k + two.second_label
    tables = np.bincount(cell, minlength=len(pair) * k * k).astype(float)
    return PairTables(
        long.raters, long.categories, pair // r, pair % r, tables.reshape(len(pair), k, k)
    )


def _item_overlap(long: _Long) -> Overlap:
    size = np.bincount(long.item, minlength=long.n_items).astype(float)
    two = size >= 2
    return Overlap(
        n_units=np.sum(two, dtype=float),
        n_single=np.sum(size == 1, dtype=float),
        n_labels=np.sum(size * two),
        n_pairs=np.sum(size * (size - 1) / 2),
    )


def _outside(long: _Long) -> Floats:
    """Items' worth of labels outside the most common category."""
    used = np.bincount(long.label, minlength=1)
    return np.asarray(long.n_items * (1 - used.max() / max(used.sum(), 1)), float)
