"""Coefficients of agreement again, in plain Python, from each item's answers and who gave them.

Written from their sources, pair by pair: slow, and independent of `analytics.stats`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, permutations, product

Units = list[dict[str, list]]
"""Items, each with `answers` and `people`, equally long."""

Distance = Callable[[object, object], float]


def unequal(a, b):
    return float(a != b)


def squared(a, b):
    return (a - b) ** 2


def absolute(a, b):
    return abs(a - b)


def relative(a, b):
    return ((a - b) / (a + b)) ** 2 if a + b else 0.0


def jaccard(a, b):
    return 1 - len(a & b) / len(a | b)


def masi(a, b):
    weight = 1 if a == b else 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0
    return 1 - weight * len(a & b) / len(a | b)


# What is missing ----------------------------------------------------------------------------------


def agreement(name, units, choices):
    """A coefficient with its counts; items with an answer that it cannot read are left out."""
    read, compute = COEFFICIENTS[name]
    kept = []
    for unit in units:
        answers = [read(one) for one in unit["answers"]]
        if None not in answers:
            kept.append(unit | {"answers": answers})
    known = {read(one) for one in choices} - {None}
    many = [unit for unit in kept if len(unit["answers"]) > 1]
    value = {"agreement_alpha": "alpha", "percent_agreement": "agreement"}.get(name, "coefficient")
    return overlap(kept) | {value: compute(kept, known) if len(many) > 1 else None}


def overlap(units: Units):
    sizes = [len(unit["answers"]) for unit in units]
    return {
        "items": sum(size > 1 for size in sizes),
        "single": sizes.count(1),
        "answers": sum(size for size in sizes if size > 1),
        "pairs": sum(size * (size - 1) // 2 for size in sizes),
    }


def corrected(observed, expected):
    """1 - observed / expected; missing where chance leaves nothing to disagree about."""
    return 1 - observed / expected if expected > 1e-12 else None


# Interchangeable annotators -----------------------------------------------------------------------


def mean_disagreement(units: Units, distance: Distance) -> float:
    """Over items with two answers, the mean distance of an item's pairs."""
    means = []
    for unit in units:
        pairs = list(combinations(unit["answers"], 2))
        if pairs:
            means.append(sum(distance(a, b) for a, b in pairs) / len(pairs))
    return sum(means) / len(means)


def mean_shares(units: Units) -> dict:
    """Over items, the mean share of each answer."""
    shares = defaultdict(float)
    for unit in units:
        for answer in unit["answers"]:
            shares[answer] += 1 / len(unit["answers"]) / len(units)
    return shares


def percent(units, choices):
    return 1 - mean_disagreement(units, unequal)


def alpha(distance: Distance):
    def compute(units, choices):
        many = [unit["answers"] for unit in units if len(unit["answers"]) > 1]
        values = [answer for answers in many for answer in answers]
        observed = sum(
            sum(distance(a, b) for a, b in permutations(answers, 2)) / (len(answers) - 1)
            for answers in many
        ) / len(values)
        counts = Counter(values)
        across = sum(counts[a] * counts[b] * distance(a, b) for a, b in permutations(counts, 2))
        return corrected(observed, across / (len(values) * (len(values) - 1)))

    return compute


def ordinal_alpha(units, choices):
    many = [unit["answers"] for unit in units if len(unit["answers"]) > 1]
    counts = Counter(answer for answers in many for answer in answers)

    def distance(a, b):
        low, high = sorted((a, b))
        between = sum(count for value, count in counts.items() if low <= value <= high)
        return (between - (counts[low] + counts[high]) / 2) ** 2 if a != b else 0.0

    return alpha(distance)(units, choices)


def fleiss(units, choices):
    shares = mean_shares(units)
    expected = sum(shares[a] * shares[b] for a, b in permutations(shares, 2))
    return corrected(mean_disagreement(units, unequal), expected)


def scott(units, choices):
    """Of items with exactly two answers, the others left out; missing where one has more."""
    if any(len(unit["answers"]) > 2 for unit in units):
        return None
    return fleiss([unit for unit in units if len(unit["answers"]) == 2], choices)


def scaled(distance: Distance, choices) -> Distance:
    """A distance as a share of the largest one between answers that can be chosen."""
    largest = max((distance(a, b) for a, b in product(choices, choices)), default=0)
    return lambda a, b: distance(a, b) / largest if largest else 0.0


def gwet(distance: Distance):
    def compute(units, choices):
        k, gap = len(choices), scaled(distance, choices)
        if k < 2:
            return None
        credit = sum(1 - gap(a, b) for a, b in product(choices, choices))
        shares = mean_shares(units)
        chance = credit / (k * (k - 1)) * sum(share * (1 - share) for share in shares.values())
        return corrected(mean_disagreement(units, gap), 1 - chance)

    return compute


def brennan(units, choices):
    expected = 1 - 1 / len(choices)
    return corrected(mean_disagreement(units, unequal), expected)


def one_way(units, choices):
    """Mean squares between and within items, unequal numbers of scores (Donner 1986)."""
    items = [[Fraction(one) for one in unit["answers"]] for unit in units]
    scores = [one for item in items for one in item]
    n, total = len(items), len(scores)
    grand = sum(scores) / total
    means = [sum(item) / len(item) for item in items]
    pairs = list(zip(items, means, strict=True))
    between = sum(len(item) * (mean - grand) ** 2 for item, mean in pairs) / (n - 1)
    within = sum((one - mean) ** 2 for item, mean in pairs for one in item) / (total - n)
    each = (total - Fraction(sum(len(item) ** 2 for item in items), total)) / (n - 1)
    spread = between + (each - 1) * within
    return float((between - within) / spread) if spread else None


# Annotators told apart ----------------------------------------------------------------------------


def tables(units: Units) -> dict:
    """For each two people, the pairs of answers on their common items."""
    found = defaultdict(list)
    for unit in units:
        told = sorted(zip(unit["people"], unit["answers"], strict=True), key=lambda one: one[0])
        for (p, a), (q, b) in combinations(told, 2):
            found[(p, q)].append((a, b))
    return found


def two_raters(pairs: list, distance: Distance):
    """Cohen: each of the two with their own shares."""
    n = len(pairs)
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    expected = sum(first[a] * second[b] * distance(a, b) for a, b in product(first, second)) / n**2
    return corrected(sum(distance(a, b) for a, b in pairs) / n, expected)


def cohen(distance: Distance):
    def compute(units, choices):
        people = {person for unit in units for person in unit["people"]}
        return two_raters(*tables(units).values(), distance) if len(people) == 2 else None

    return compute


def light(units, choices):
    found = [two_raters(pairs, unequal) for pairs in tables(units).values() if len(pairs) > 1]
    known = [one for one in found if one is not None]
    return sum(known) / len(known) if known else None


def conger(distance: Distance):
    def compute(units, choices):
        given = defaultdict(Counter)
        for unit in units:
            for person, answer in zip(unit["people"], unit["answers"], strict=True):
                given[person][answer] += 1
        apart = [
            sum(p[a] * q[b] * distance(a, b) for a, b in product(p, q)) / p.total() / q.total()
            for p, q in permutations(given.values(), 2)
        ]
        return corrected(mean_disagreement(units, distance), sum(apart) / len(apart))

    return compute


def intraclass(form: str):
    """Shrout and Fleiss (1979), from the mean squares of the items that everyone scored."""

    def compute(units, choices):
        people = sorted({person for unit in units for person in unit["people"]})
        full = [unit for unit in units if len(unit["people"]) == len(people)]
        n, k = len(full), len(people)
        if n < 2:
            return None
        rows = [dict(zip(unit["people"], unit["answers"], strict=True)) for unit in full]
        table = [[Fraction(row[person]) for person in people] for row in rows]
        grand = sum(map(sum, table)) / (n * k)
        items = k * sum((sum(row) / k - grand) ** 2 for row in table)
        raters = n * sum((sum(row[j] for row in table) / n - grand) ** 2 for j in range(k))
        whole = sum((one - grand) ** 2 for row in table for one in row)
        bms, jms = items / (n - 1), raters / (k - 1)
        ems, wms = (whole - items - raters) / ((n - 1) * (k - 1)), (whole - items) / (n * (k - 1))
        over, under = {
            "2_1": (bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n),
            "3_1": (bms - ems, bms + (k - 1) * ems),
            "1_k": (bms - wms, bms),
            "2_k": (bms - ems, bms + (jms - ems) / n),
            "3_k": (bms - ems, bms),
        }[form]
        return float(over / under) if under else None

    return compute


# By name ------------------------------------------------------------------------------------------


def word(answer):
    return answer


def number(answer):
    return float(answer) if answer.replace(".", "", 1).isdigit() else None


def chosen(answer):
    return frozenset(answer.split("|"))


COEFFICIENTS = {
    "percent_agreement": (word, percent),
    "agreement_alpha": (word, alpha(unequal)),
    "agreement_alpha_ordinal": (number, ordinal_alpha),
    "agreement_alpha_interval": (number, alpha(squared)),
    "agreement_alpha_ratio": (number, alpha(relative)),
    "agreement_alpha_masi": (chosen, alpha(masi)),
    "agreement_alpha_jaccard": (chosen, alpha(jaccard)),
    "fleiss_kappa": (word, fleiss),
    "scott_pi": (word, scott),
    "gwet_ac1": (word, gwet(unequal)),
    "gwet_ac2_linear": (number, gwet(absolute)),
    "gwet_ac2_quadratic": (number, gwet(squared)),
    "brennan_prediger": (word, brennan),
    "icc_1_1": (number, one_way),
    "cohen_kappa": (word, cohen(unequal)),
    "cohen_kappa_linear": (number, cohen(absolute)),
    "cohen_kappa_quadratic": (number, cohen(squared)),
    "conger_kappa": (word, conger(unequal)),
    "conger_kappa_quadratic": (number, conger(squared)),
    "light_kappa": (word, light),
    **{f"icc_{form}": (number, intraclass(form)) for form in ("2_1", "3_1", "1_k", "2_k", "3_k")},
}
"""How each reads an answer (None where it cannot) and what it makes of items and choices."""
