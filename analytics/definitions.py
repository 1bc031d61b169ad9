"""One definition per metric: what it asks, how it is computed, what counts, where it comes from.

The Definitions page, the definition behind every number and `docs/metrics.md` are made from here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Definition:
    """What a metric means.

    Attributes:
        name: the name in `measure`, targets, links.
        title: what a page calls it.
        question: the question it answers, as a lead would ask it.
        unit: `items`, `share`, `seconds`, `items per hour`, `money`, `coefficient`, `answers`,
            `points`.
        value: the column of its table that holds it.
        better: `more`, `less`, or empty where neither is better as such.
        formula: how it is computed.
        numerator: what is counted above the line, or simply counted.
        denominator: what is counted below the line; empty where nothing is.
        counts: which rows count and which do not.
        interval: how its uncertainty is given; empty for a plain count.
        source: who defined it.
        subject: what is counted, a name in the store's rollups: the way to the source rows.
        measure: the counted column whose rows are listed as its source rows.
    """

    name: str
    title: str
    question: str
    unit: str
    value: str
    better: str
    formula: str
    numerator: str
    denominator: str
    counts: str
    interval: str
    source: str
    subject: str
    measure: str


_WORK = (
    "Rows of work of a person; control items, skips, returned, expired and open rows do not count. "
    "A total row counts its units."
)
_DECIDED = _WORK + " Rows whose status says neither accepted nor rejected are not decided."
_TIMED = _WORK + " Only rows with a handling time. A page's time is split evenly over its rows."
_AUDITS = (
    "Audits judged right or wrong of designs random, all and unknown. Targeted checks count only "
    "where every audit tells its chance to be drawn, with the weight 1 over that chance; else they "
    "and gold checks are shown by themselves. Unsure and invalid verdicts do not count."
)
_POOLED = (
    "Audits judged right or wrong of designs random, all and unknown, unweighted. Unsure and "
    "invalid verdicts do not count."
)
_UNITS = (
    "Item-questions with at least two counted answers. Skips, untrusted answers, control items "
    "and free text do not count; of an annotator's repeats the newest does. An item counts on the "
    "day of its newest answer. With a vendor chosen or split by, only answers of the same vendor "
    "are compared."
)
_NUMBERS = _UNITS + " Only items all of whose answers are numbers."
_STEPS = _UNITS + (
    " Only items all of whose answers are numbers, or words of a usual scale, such as poor, fair "
    "and good, which count as its steps 1, 2, 3; so do answers that begin with their number. "
    "Further scales can be written down on the Agreement page."
)
_SCORES = _NUMBERS + " Only items that every annotator in the scope scored."
_TOLD_APART = (
    " Annotators are told apart, so it is taken from the answers one by one, at most 2,000,000; "
    "answers of nobody named do not count."
)
_WILSON = "95 % Wilson score interval: E. B. Wilson (1927), doi:10.1080/01621459.1927.10502953."
_SPREAD = (
    "Live invoice lines, credits subtracted; a line is spread evenly over the days it bills and "
    "converted at the rate of each day. Lines without an exchange rate are shown apart, not "
    "guessed."
)


def _coefficient(name: str, title: str, formula: str, source: str, **others: str) -> Definition:
    """A coefficient of agreement; `others` are the fields in which it is not like most."""
    usual = Definition(
        name=name,
        title=title,
        question="Do annotators agree beyond chance?",
        unit="coefficient",
        value="coefficient",
        better="more",
        formula=formula,
        numerator="disagreement observed",
        denominator="disagreement expected by chance",
        counts=_UNITS,
        interval="95 % interval, linearised by items.",
        source=source,
        subject="labels",
        measure="labels",
    )
    return replace(usual, **others)


_KRIPPENDORFF = "K. Krippendorff (2011), Computing Krippendorff's alpha-reliability."
_GWET = "K. L. Gwet (2008), doi:10.1348/000711006X126600, and (2014), Handbook of Inter-Rater "
_GWET += "Reliability, 4th ed."
_COHEN = "J. Cohen (1960), doi:10.1177/001316446002000104, and (1968), doi:10.1037/h0026256; "
_COHEN += "standard error: J. L. Fleiss, J. Cohen and B. S. Everitt (1969), doi:10.1037/h0028106."
_CHOICE = (
    "Every answer ever given to the question is one that could be chosen, also where nobody chose "
    "it in the scope. "
)
_F_LIMITS = "95 % interval from the F distribution."

_AGREEMENT = (
    _coefficient(
        "agreement_alpha",
        "Agreement α",
        "1 − observed ÷ expected disagreement, nominal: two answers are equal or not",
        _KRIPPENDORFF,
        value="alpha",
        denominator="disagreement expected from the answers' own frequencies",
    ),
    _coefficient(
        "agreement_alpha_ordinal",
        "Agreement α, ordinal",
        "1 − observed ÷ expected disagreement; two scores differ by how many answers lie between "
        "their ranks, squared",
        _KRIPPENDORFF,
        counts=_STEPS,
    ),
    _coefficient(
        "agreement_alpha_interval",
        "Agreement α, interval",
        "1 − observed ÷ expected disagreement; two scores differ by (a − b)²",
        _KRIPPENDORFF,
        counts=_NUMBERS,
    ),
    _coefficient(
        "agreement_alpha_ratio",
        "Agreement α, ratio",
        "1 − observed ÷ expected disagreement; two scores differ by ((a − b) ÷ (a + b))²",
        _KRIPPENDORFF,
        counts=_NUMBERS + " Numbers from 0 up.",
    ),
    _coefficient(
        "agreement_alpha_masi",
        "Agreement α, sets by MASI",
        "1 − observed ÷ expected disagreement; two sets differ by 1 − |A ∩ B| ÷ |A ∪ B| × 1 for "
        "equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where not",
        "R. Passonneau (2006), Measuring agreement on set-valued items (MASI), LREC; "
        + _KRIPPENDORFF,
    ),
    _coefficient(
        "agreement_alpha_jaccard",
        "Agreement α, sets by Jaccard",
        "1 − observed ÷ expected disagreement; two sets differ by 1 − |A ∩ B| ÷ |A ∪ B|",
        "P. Jaccard (1912), doi:10.1111/j.1469-8137.1912.tb05611.x; " + _KRIPPENDORFF,
    ),
    _coefficient(
        "percent_agreement",
        "Percent agreement",
        "mean over items of the share of equal pairs of answers",
        "K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 2.",
        question="How often do two annotators give the same answer?",
        value="agreement",
        unit="share",
        numerator="equal pairs of answers",
        denominator="pairs of answers",
    ),
    _coefficient(
        "fleiss_kappa",
        "Fleiss' κ",
        "1 − observed ÷ expected disagreement; chance from the answers' mean shares over items; "
        "items may have unequal numbers of answers",
        "J. L. Fleiss (1971), doi:10.1037/h0031619; " + _GWET,
        counts=_UNITS + " Items with one answer count in the shares.",
    ),
    _coefficient(
        "scott_pi",
        "Scott's π",
        "1 − observed ÷ expected disagreement of two annotators who use the answers alike",
        "W. A. Scott (1955), doi:10.1086/266577.",
        counts=_UNITS + " Missing where an item has three answers or more.",
    ),
    _coefficient(
        "gwet_ac1",
        "Gwet's AC1",
        "1 − observed ÷ expected disagreement; chance is that of annotators who guess only where "
        "an item is hard, so it holds where nearly all answers are one",
        _GWET,
        counts=_UNITS + " Items with one answer count in the shares. " + _CHOICE,
    ),
    _coefficient(
        "gwet_ac2_linear",
        "Gwet's AC2, linear",
        "as AC1, with credit 1 − |a − b| ÷ range for unequal scores",
        _GWET,
        counts=_STEPS + " Items with one answer count in the shares. " + _CHOICE,
    ),
    _coefficient(
        "gwet_ac2_quadratic",
        "Gwet's AC2, quadratic",
        "as AC1, with credit 1 − ((a − b) ÷ range)² for unequal scores",
        _GWET,
        counts=_STEPS + " Items with one answer count in the shares. " + _CHOICE,
    ),
    _coefficient(
        "brennan_prediger",
        "Brennan and Prediger's κ",
        "1 − observed ÷ expected disagreement; chance picks every answer equally often (PABAK "
        "where there are two)",
        "R. L. Brennan and D. J. Prediger (1981), doi:10.1177/001316448104100307.",
        counts=_UNITS + " " + _CHOICE,
    ),
    _coefficient(
        "icc_1_1",
        "ICC(1,1)",
        "(between items − within items) ÷ (between items + (k − 1) × within items), mean squares; "
        "other annotators for each item, k scores an item on average",
        "P. E. Shrout and J. L. Fleiss (1979), doi:10.1037/0033-2909.86.2.420; unequal numbers: "
        "A. Donner (1986), doi:10.2307/1403259.",
        question="How much of the spread of scores is the items' own?",
        counts=_NUMBERS + " An item with one score tells how items differ.",
        interval=_F_LIMITS,
        numerator="spread between items beyond that of the scores of one item",
        denominator="all spread of scores",
    ),
    _coefficient(
        "cohen_kappa",
        "Cohen's κ",
        "1 − observed ÷ expected disagreement of two annotators, each with own shares of answers",
        _COHEN,
        counts=_UNITS + " Only scopes with exactly two annotators." + _TOLD_APART,
    ),
    _coefficient(
        "cohen_kappa_linear",
        "Cohen's κ, linear",
        "as Cohen's κ, with credit 1 − |a − b| ÷ range for unequal scores",
        _COHEN,
        counts=_STEPS + " Only scopes with exactly two annotators." + _TOLD_APART,
    ),
    _coefficient(
        "cohen_kappa_quadratic",
        "Cohen's κ, quadratic",
        "as Cohen's κ, with credit 1 − ((a − b) ÷ range)² for unequal scores",
        _COHEN,
        counts=_STEPS + " Only scopes with exactly two annotators." + _TOLD_APART,
    ),
    _coefficient(
        "conger_kappa",
        "Conger's κ",
        "1 − observed ÷ expected disagreement; each annotator keeps own shares of answers",
        "A. J. Conger (1980), doi:10.1037/0033-2909.88.2.322; missing answers: " + _GWET,
        counts=_UNITS + " Items with one answer count in the shares." + _TOLD_APART,
    ),
    _coefficient(
        "conger_kappa_quadratic",
        "Conger's κ, quadratic",
        "as Conger's κ, with credit 1 − ((a − b) ÷ range)² for unequal scores",
        "A. J. Conger (1980), doi:10.1037/0033-2909.88.2.322; missing answers: " + _GWET,
        counts=_STEPS + " Items with one answer count in the shares." + _TOLD_APART,
    ),
    _coefficient(
        "annotator_pairs",
        "Every two annotators",
        "Cohen's κ of every two annotators; agreement: equal answers ÷ common items",
        _COHEN,
        question="Who agrees with whom, and who with the gold answers?",
        counts=_UNITS
        + " The gold answer of an item that has one only stands as one more annotator."
        + _TOLD_APART,
    ),
    _coefficient(
        "light_kappa",
        "Light's κ",
        "mean of Cohen's κ over all pairs of annotators with two common items or more",
        "R. J. Light (1971), doi:10.1037/h0031643.",
        counts=_UNITS + _TOLD_APART,
        numerator="sum of the pairs' κ",
        denominator="pairs of annotators",
    ),
    *(
        _coefficient(
            f"icc_{form}_{scores}",
            f"ICC({form},{scores})",
            formula,
            "P. E. Shrout and J. L. Fleiss (1979), doi:10.1037/0033-2909.86.2.420; intervals: "
            "K. O. McGraw and S. P. Wong (1996), doi:10.1037/1082-989X.1.1.30.",
            question="How much of the spread of scores is the items' own?",
            counts=_SCORES + _TOLD_APART,
            interval=_F_LIMITS,
            numerator="spread between items beyond that of the scores of one item",
            denominator="all spread of " + ("scores" if scores == "1" else "mean scores"),
        )
        for form, scores, formula in (
            ("2", "1", "of one score; annotators are a sample, their levels count as disagreement"),
            ("3", "1", "of one score; just these annotators, their levels do not count"),
            ("1", "k", "of the mean of all scores; other annotators for each item"),
            ("2", "k", "of the mean of all scores; annotators are a sample, their levels count"),
            ("3", "k", "of the mean of all scores; just these annotators, levels do not count"),
        )
    ),
)

_DEFINITIONS = (
    Definition(
        name="delivered_items",
        title="Delivered items",
        question="How much did the vendors deliver?",
        unit="items",
        value="delivered",
        better="more",
        formula="sum of units",
        numerator="units submitted",
        denominator="",
        counts=_WORK,
        interval="",
        source="Standard production count.",
        subject="work",
        measure="delivered",
    ),
    Definition(
        name="accepted_items",
        title="Accepted items",
        question="How much of it was accepted?",
        unit="items",
        value="accepted",
        better="more",
        formula="sum of units accepted at the final decision",
        numerator="units accepted",
        denominator="",
        counts=_DECIDED,
        interval="",
        source="Standard production count; throughput is this per period.",
        subject="work",
        measure="accepted",
    ),
    Definition(
        name="acceptance_rate",
        title="Acceptance rate",
        question="What share of the decided work was accepted in the end?",
        unit="share",
        value="rate",
        better="more",
        formula="accepted ÷ (accepted + rejected)",
        numerator="units accepted at the final decision",
        denominator="units accepted or rejected",
        counts=_DECIDED,
        interval=_WILSON,
        source=("Final acceptance; first-pass yield is a metric of its own and never mixed in."),
        subject="work",
        measure="reviewed",
    ),
    Definition(
        name="first_pass_yield",
        title="First-pass yield",
        question="What share was right at its first review?",
        unit="share",
        value="rate",
        better="more",
        formula="accepted at first review ÷ first reviewed",
        numerator="units accepted at their first review",
        denominator="units that had a first review",
        counts=_WORK,
        interval=_WILSON,
        source="ISO 22400-2:2014, first pass yield.",
        subject="work",
        measure="first_reviewed",
    ),
    Definition(
        name="handling_time",
        title="Average handling time",
        question="How long does one item take?",
        unit="seconds",
        value="mean_s",
        better="less",
        formula=(
            "sum of handling time ÷ units handled; median and 90th percentile from a histogram "
            "whose bins are 5 % wide"
        ),
        numerator="handling seconds",
        denominator="units with a handling time",
        counts=_TIMED,
        interval="",
        source="AHT as contact centres define it: handling time ÷ items handled.",
        subject="work",
        measure="timed_units",
    ),
    Definition(
        name="rate_per_hour",
        title="Items per productive hour",
        question="How many items does an hour of work give?",
        unit="items per hour",
        value="per_hour",
        better="more",
        formula="units ÷ productive hours",
        numerator="units in rows that state productive hours",
        denominator="productive hours",
        counts=_WORK,
        interval="",
        source="RPH: items ÷ productive hours.",
        subject="work",
        measure="productive_units",
    ),
    Definition(
        name="spend",
        title="Spend",
        question="What was invoiced?",
        unit="money",
        value="spend",
        better="",
        formula="sum of invoice lines, in the base currency",
        numerator="invoiced amounts minus credits",
        denominator="",
        counts=_SPREAD,
        interval="",
        source="Invoiced cost; taxes are kept apart.",
        subject="spend",
        measure="amount",
    ),
    Definition(
        name="spend_against_budget",
        title="Spend to date",
        question="Will the money last?",
        unit="money",
        value="cumulative_spend",
        better="",
        formula="running sum of spend beside the running sum of the budget",
        numerator="invoiced amounts minus credits",
        denominator="budget lines spread evenly over their periods",
        counts=_SPREAD,
        interval="",
        source="Budgeted and actual cost, cumulative.",
        subject="spend",
        measure="amount",
    ),
    Definition(
        name="cost_per_accepted_item",
        title="Cost per accepted item",
        question="What does one good item cost?",
        unit="money",
        value="unit_cost",
        better="less",
        formula=("(invoiced − credits) ÷ accepted items, on the days that the vendor has invoiced"),
        numerator="invoiced amounts minus credits",
        denominator="accepted items on those days",
        counts=_SPREAD + " " + _DECIDED,
        interval="",
        source=("Plain unit cost: invoices only, without audits, tooling or management."),
        subject="spend",
        measure="amount",
    ),
    Definition(
        name="error_rate",
        title="Error rate",
        question="How often was audited work wrong?",
        unit="share",
        value="rate",
        better="less",
        formula=(
            "items with at least one counted error ÷ items audited; where audits were drawn with "
            "known, unequal chances, both sums are weighted by 1 over the chance, by stratum where "
            "strata are known"
        ),
        numerator="audited items found wrong",
        denominator="items audited",
        counts=_AUDITS,
        interval=(
            _WILSON + " Weighted rates: score limits with the effective number of audits. Beside "
            "it the limits that respect that errors gather at some annotators, by the linearised "
            "variance between annotators; charts draw whichever is farther out."
        ),
        source=(
            "ISO 2859-1: fraction of nonconforming items. Weighted: J. Hájek (1971); stratified "
            "and clustered: W. G. Cochran, Sampling Techniques, 3rd ed. (1977)."
        ),
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="contract_verdict",
        title="Contract verdict",
        question="Does each vendor keep to the error rate agreed?",
        unit="share",
        value="rate",
        better="less",
        formula=(
            "pass where the one-sided 95 % upper bound of the error rate is not above the limit "
            "agreed, fail where the lower bound is above it, else not enough data; the limit is "
            "the target in force on the last day shown"
        ),
        numerator="audited items found wrong",
        denominator="items audited",
        counts=_AUDITS,
        interval=(
            "One-sided 95 % bounds: exact (C. J. Clopper, E. S. Pearson 1934), for weighted audits "
            "score bounds. Beside them the chance of so many errors at the limit, and how many "
            "more audits would settle it at the rate seen."
        ),
        source="Acceptance by confidence bound; ISO 2859-1 for the idea of an agreed limit.",
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="error_rate_change",
        title="Why the error rate changed",
        question="Was other work checked, or did the same work go differently?",
        unit="share",
        value="part",
        better="less",
        formula=(
            "mix: (share after − share before) × (mean rate of the group − mean rate of all); "
            "rate: (rate after − rate before) × mean share; all parts add up to the change"
        ),
        numerator="audited items found wrong",
        denominator="items audited",
        counts=_POOLED,
        interval="The change as a whole with Newcombe's 95 % interval; parts carry none.",
        source="E. M. Kitagawa (1955), doi:10.1080/01621459.1955.10501299.",
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="error_rate_control",
        title="Control chart of the error rate",
        question="Is a week noise around one level, or a signal?",
        unit="share",
        value="rate",
        better="less",
        formula=(
            "level ± 3 standard errors; level and limits from the baseline weeks; limits are "
            "exact binomial, Laney's p′ where weeks scatter more, individual values for weighted "
            "rates; a week signals beyond the limits, or as the eighth in a row on one side where "
            "each week has five errors to expect"
        ),
        numerator="audited items found wrong",
        denominator="items audited",
        counts=_AUDITS,
        interval="A stable process signals about once in 150 weeks.",
        source=(
            "W. A. Shewhart (1931); D. B. Laney (2002), doi:10.1081/QEN-120003555; C. W. Champ, "
            "W. H. Woodall (1987), doi:10.1080/00401706.1987.10488266."
        ),
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="error_rate_shifts",
        title="Shifts of the error rate",
        question="When did the level change for good, and what was decided then?",
        unit="share",
        value="rate",
        better="less",
        formula=(
            "the cut into two levels that the counts fit best, tested by shuffling audits among "
            "weeks; the nearest entry of the decision log by date"
        ),
        numerator="audited items found wrong",
        denominator="items audited",
        counts=_AUDITS + " At least six weeks with audits.",
        interval=(
            "The chance of any false shift is 5 % over all groups together; the week with 95 % "
            "limits."
        ),
        source=(
            "K. J. Worsley (1983), doi:10.1093/biomet/70.2.455; A. J. Scott, M. Knott (1974), "
            "doi:10.2307/2529204."
        ),
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="vendor_comparison",
        title="Vendors on the same mix of work",
        question="Which vendor errs less on comparable work?",
        unit="share",
        value="adjusted",
        better="less",
        formula=(
            "crude: wrong ÷ audited; adjusted: the rates per task type and language, weighted by "
            "the mix of all vendors' audits over the kinds of work that all of them do"
        ),
        numerator="audited items found wrong",
        denominator="items audited",
        counts=_POOLED,
        interval="95 % Wilson; adjusted: score limits of the weighted sum.",
        source=(
            "Direct standardisation: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for "
            "Rates and Proportions, 3rd ed. (2003), chapter 19."
        ),
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="vendor_differences",
        title="Differences between vendors",
        question="Is one vendor better than another, beyond noise and beyond its mix of work?",
        unit="share",
        value="difference",
        better="",
        formula=(
            "error rate of the vendor minus that of the other; adjusted: the same on the mix of "
            "the kinds of work that both do"
        ),
        numerator="audited items found wrong",
        denominator="items audited",
        counts=_POOLED,
        interval=(
            "Newcombe's interval (1998, method 10), adjusted: score limits; both at 1 − 5 % over "
            "the number of pairs, so that they hold for all pairs together (Bonferroni)."
        ),
        source="R. G. Newcombe (1998), Statistics in Medicine 17, 873–890.",
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="annotator_comparison",
        title="Annotators on comparable work",
        question="Whose errors are more, or fewer, than chance and the work explain?",
        unit="share",
        value="shrunk",
        better="less",
        formula=(
            "errors ÷ comparable audits, pulled towards the rest as far as audits are few; "
            "comparable audits: as many average ones as would give the errors that everybody's "
            "rates let expect from the same task types and languages"
        ),
        numerator="audited items found wrong",
        denominator="comparable audits",
        counts=_POOLED + " Only audits that name an annotator.",
        interval=(
            "95 % limits of the pulled rate; funnel limits at 95 and 99.8 %; who stands out is "
            "named at a false discovery rate of 5 % over all annotators."
        ),
        source=(
            "D. J. Spiegelhalter (2005), doi:10.1002/sim.1970; D. A. Griffiths (1973), "
            "doi:10.2307/2529131; Y. Benjamini, Y. Hochberg (1995)."
        ),
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="error_slices",
        title="Slices that err more than the rest",
        question="Where do errors gather?",
        unit="share",
        value="rate",
        better="less",
        formula=(
            "every combination of up to three of vendor, project, task type, language, question, "
            "annotator, auditor and guideline with at least ten audits, each against everything "
            "outside it"
        ),
        numerator="audited items found wrong in the slice",
        denominator="items audited in the slice",
        counts=_POOLED + " Audits count with the week of their day.",
        interval=(
            "95 % Wilson; one-sided exact tests with the false discovery rate over all slices "
            "tested held at 5 %; the list says how many were tested."
        ),
        source="R. A. Fisher (1935), doi:10.2307/2342435; Y. Benjamini, Y. Hochberg (1995).",
        subject="slices",
        measure="audited",
    ),
    Definition(
        name="rolled_yield",
        title="Rolled yield",
        question="What share passes every stage at its first review?",
        unit="share",
        value="rate",
        better="more",
        formula="product of the stages' first-pass yields",
        numerator="units accepted at their first review, by stage",
        denominator="units that had a first review, by stage",
        counts=_WORK,
        interval="95 %, combined from the stages' Wilson limits (Zou, Donner 2008).",
        source="Rolled throughput yield, ISO 13053-1.",
        subject="work",
        measure="first_reviewed",
    ),
    Definition(
        name="rework_rate",
        title="Rework rate",
        question="How much was done again, and how often?",
        unit="share",
        value="rate",
        better="less",
        formula="items reworked at least once ÷ items delivered; rounds: reworks ÷ items reworked",
        numerator="items reworked, each once",
        denominator="items delivered",
        counts=_WORK + " An item counts on the day of its first rework, a rework on its own day.",
        interval=_WILSON,
        source="Standard production ratio.",
        subject="rework",
        measure="items",
    ),
    Definition(
        name="escape_rate",
        title="Escape rate",
        question="How much accepted work turned out wrong?",
        unit="share",
        value="rate",
        better="less",
        formula="items found wrong after acceptance ÷ accepted items checked again",
        numerator="items found wrong after their acceptance",
        denominator="accepted items checked again",
        counts=_POOLED + " Only audits made after acceptance.",
        interval=_WILSON,
        source="Escaped defects, as software and service quality count them.",
        subject="audits",
        measure="rechecked",
    ),
    Definition(
        name="auditor_agreement",
        title="Auditor agreement",
        question="Do two auditors say the same of the same item?",
        unit="share",
        value="agreement",
        better="more",
        formula="mean over items of the share of equal pairs of verdicts; α beside it",
        numerator="equal pairs of verdicts",
        denominator="pairs of verdicts",
        counts=(
            "Items judged right or wrong by two auditors or more, each auditor's newest verdict. "
            "An item counts on the day of its newest audit."
        ),
        interval="95 % interval, linearised by items.",
        source=("K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 2."),
        subject="double_checks",
        measure="checks",
    ),
    Definition(
        name="auditor_accuracy",
        title="Auditors against gold",
        question="Do auditors find the errors, and only those?",
        unit="share",
        value="sensitivity",
        better="more",
        formula=(
            "sensitivity: wrong answers called wrong ÷ wrong answers met; specificity: right "
            "answers called right ÷ right answers met"
        ),
        numerator="verdicts that meet gold",
        denominator="verdicts on answers with gold",
        counts="Audits of one item whose annotator's answer has a gold answer.",
        interval=_WILSON,
        source="Sensitivity and specificity of a diagnostic test.",
        subject="auditor_truth",
        measure="met",
    ),
    Definition(
        name="adjusted_error_rate",
        title="Error rate adjusted for auditors",
        question="How often is work wrong, if auditors err too?",
        unit="share",
        value="rate",
        better="less",
        formula="(error rate + specificity − 1) ÷ (sensitivity + specificity − 1)",
        numerator="audited items found wrong",
        denominator="items audited",
        counts=(
            _AUDITS + " Sensitivity and specificity come from all verdicts on items with gold. "
            "Missing where they add up to 1 or less, and for weighted rates."
        ),
        interval=(
            "95 % with the uncertainty of all three: Z. Lang, J. Reiczigel (2014), "
            "doi:10.1016/j.prevetmed.2013.09.015."
        ),
        source="W. J. Rogan, B. Gladen (1978), doi:10.1093/oxfordjournals.aje.a112510.",
        subject="audits",
        measure="audited",
    ),
    Definition(
        name="dispute_rate",
        title="Dispute rate",
        question="How often do vendors dispute a verdict?",
        unit="share",
        value="rate",
        better="less",
        formula="verdicts disputed ÷ verdicts",
        numerator="audits that were disputed",
        denominator="audits, whatever their design and outcome",
        counts="All audits in force; one is disputed where a file says when, or how it ended.",
        interval=_WILSON,
        source="Standard dispute ratio.",
        subject="audits",
        measure="disputed",
    ),
    Definition(
        name="overturn_rate",
        title="Overturn rate",
        question="How often was a disputed verdict wrong?",
        unit="share",
        value="rate",
        better="less",
        formula="disputes overturned ÷ disputes resolved",
        numerator="disputes that ended with another verdict",
        denominator="disputes that ended, upheld or overturned; open ones do not count",
        counts="All audits in force that were disputed.",
        interval=_WILSON,
        source="Standard dispute ratio.",
        subject="audits",
        measure="resolved",
    ),
    Definition(
        name="gold_error_rate",
        title="Error rate against gold",
        question="How often did answers miss the gold answer?",
        unit="share",
        value="rate",
        better="less",
        formula=("answers not among the accepted gold answers ÷ answers on items with gold"),
        numerator="answers that miss",
        denominator="answers on items with a gold answer",
        counts=(
            "Answers of trusted annotators on items whose question has a gold answer; skips do "
            "not count."
        ),
        interval=_WILSON,
        source="Accuracy against a reference standard, as its complement.",
        subject="labels",
        measure="gold_checked",
    ),
    Definition(
        name="errors_found",
        title="Errors found",
        question="Which errors were found?",
        unit="items",
        value="errors",
        better="less",
        formula="number of errors, and each group's share of them",
        numerator="errors found",
        denominator="",
        counts="Every error line of the audits, whatever the audit's design.",
        interval="Share with a 95 % Wilson score interval.",
        source="Pareto analysis of nonconformities, ISO 13053-2.",
        subject="errors",
        measure="errors",
    ),
    Definition(
        name="category_rate",
        title="Items with an error of a kind",
        question="In how many audited items does each kind of error occur?",
        unit="share",
        value="rate",
        better="less",
        formula="items with at least one error of the kind ÷ items audited",
        numerator="audited items with at least one error of the category and severity",
        denominator="items audited, with or without errors",
        counts=(
            "Audits of single items, judged right or wrong, of the designs that the error rate "
            "counts; weighted where it is. An item with errors of two kinds counts in both. Errors "
            "that belong to no audit do not count."
        ),
        interval=_WILSON,
        source="Pareto analysis of nonconformities, ISO 13053-2, per item.",
        subject="errors",
        measure="errors",
    ),
    Definition(
        name="error_penalty",
        title="Penalty points per 100 items",
        question="How bad are the errors, for the work audited?",
        unit="points",
        value="per_hundred",
        better="less",
        formula="100 × (25 × critical + 5 × major + 1 × minor + 0 × neutral) ÷ items audited",
        numerator="errors, each times the points of its severity",
        denominator="items audited, with or without errors",
        counts=(
            "Audits judged right or wrong of designs random, all and unknown, each as it is, "
            "without weights. Errors without one of the four severities cost nothing and are "
            "listed as unrated."
        ),
        interval=(
            "95 % gamma limits, on the safe side: M. P. Fay, E. J. Feuer (1997), Statistics in "
            "Medicine 16, 791–801; a critical error is allowed for even where none was seen."
        ),
        source="Multipliers of MQM: A. Lommel and others (2024), arXiv:2405.16969.",
        subject="findings",
        measure="audited",
    ),
    Definition(
        name="mqm_score",
        title="MQM raw score",
        question="What do the evaluated texts score?",
        unit="points",
        value="score",
        better="more",
        formula=(
            "100 × (1 − penalty ÷ words), penalty = 25 × critical + 5 × major + 1 × minor; not "
            "100 − 1000 × penalty ÷ words, which other tools compute"
        ),
        numerator="penalty points of the errors",
        denominator="words evaluated",
        counts=(
            "Audits of designs random, all and unknown that tell how many words were evaluated. "
            "Errors without a severity cost nothing and are listed as unrated. A critical error "
            "fails whatever the score."
        ),
        interval="",
        source="A. Lommel and others (2024), arXiv:2405.16969, raw quality score.",
        subject="findings",
        measure="words",
    ),
    Definition(
        name="gold_answers",
        title="Answers compared with gold",
        question="What was answered where gold knows the right answer?",
        unit="answers",
        value="answers",
        better="",
        formula="number of answers, and each group's share of them",
        numerator="answers on items with a gold answer",
        denominator="",
        counts=(
            "Answers of trusted annotators on items whose question has a gold answer; an answer "
            "among several right ones is its own right answer."
        ),
        interval="Share with a 95 % Wilson score interval.",
        source="Confusion matrix: counts by what was given and what was right.",
        subject="gold_confusions",
        measure="answers",
    ),
    Definition(
        name="answers_given",
        title="Answers given",
        question="How many answers did how many annotators give?",
        unit="answers",
        value="labels",
        better="",
        formula="number of answers, items and annotators",
        numerator="answers",
        denominator="",
        counts=(
            "Answers of trusted annotators on production items; skips and untrusted answers are "
            "shown apart."
        ),
        interval="",
        source="Plain counts.",
        subject="labels",
        measure="labels",
    ),
    *_AGREEMENT,
)
COLUMNS = {
    "15 to 30 days": ("15 to 30 days", "items"),
    "8 to 14 days": ("8 to 14 days", "items"),
    "acceptance": ("Chance to be accepted", "share"),
    "accepted": ("Accepted", "items"),
    "accuracy": ("Chance to be right", "share"),
    "adjusted": ("On the same mix", "share"),
    "adjusted_beyond_noise": ("Beyond noise, same mix", ""),
    "adjusted_high": ("to, same mix", "share"),
    "adjusted_low": ("95 % from, same mix", "share"),
    "after": ("After", "coefficient"),
    "agreement": ("Percent agreement", "share"),
    "all_answers": ("All answers", "items"),
    "all_errors": ("All errors", "items"),
    "alpha": ("α", "coefficient"),
    "alpha_high": ("α to", "coefficient"),
    "alpha_low": ("α 95 % from", "coefficient"),
    "annotator": ("Annotator", ""),
    "annotators": ("Annotators", "items"),
    "answer": ("Answer", ""),
    "answer_one": ("One answer", ""),
    "answer_other": ("The other answer", ""),
    "answers": ("Answers", "items"),
    "audited": ("Audited", "items"),
    "audited_before": ("Audited before", "items"),
    "auditor": ("Auditor", ""),
    "audits": ("Audits to make", "items"),
    "before": ("Before", "coefficient"),
    "beyond_noise": ("Beyond noise", ""),
    "budget": ("Budget", "money"),
    "called": ("By convention", ""),
    "category": ("Category", ""),
    "centre": ("Level", "share"),
    "chance": ("Chance at the limit", "share"),
    "chart": ("Chart", ""),
    "checks": ("Verdicts", "items"),
    "cleared": ("Right called right", "items"),
    "coefficient": ("Coefficient", "coefficient"),
    "comparable": ("Comparable audits", "items"),
    "correct": ("Right", ""),
    "counts": ("Counts", "items"),
    "covered": ("Audits in shared kinds", "share"),
    "critical": ("Critical", "items"),
    "cumulative_budget": ("Budget to date", "money"),
    "cumulative_spend": ("Spend to date", "money"),
    "currency": ("Currency", ""),
    "day": ("Day", "day"),
    "decision": ("Nearest decision", ""),
    "decision_day": ("Decided", "day"),
    "delivered": ("Delivered", "items"),
    "design": ("Audit design", ""),
    "design_effect": ("Design effect", "number"),
    "detected": ("Chance to find an error", "share"),
    "difference": ("Difference", "share"),
    "disputed": ("Disputed", "items"),
    "disputes": ("Disputes", "items"),
    "distinct": ("Says something new", ""),
    "drawn": ("Drawn", "items"),
    "earliest": ("Earliest week", "day"),
    "errors": ("Errors", "items"),
    "escaped": ("Wrong after acceptance", "items"),
    "events": ("Reworks", "items"),
    "excess": ("Errors beyond the rest's rate", "number"),
    "expected": ("Expected", "number"),
    "file_name": ("File", ""),
    "file_other": ("Other file", ""),
    "first_accepted": ("Accepted at first review", "items"),
    "first_reviewed": ("First reviewed", "items"),
    "flips": ("Order flips", ""),
    "found": ("Wrong called wrong", "items"),
    "gain": ("Difference", "coefficient"),
    "given": ("Given", ""),
    "gold_checked": ("Checked against gold", "items"),
    "gold_wrong": ("Missed gold", "items"),
    "guideline": ("Guidelines", ""),
    "half_width": ("Half width", "share"),
    "high": ("to", "limit"),
    "high_95": ("95 % limit to", "share"),
    "high_998": ("99.8 % limit to", "share"),
    "high_bound": ("Upper bound", "share"),
    "high_clustered": ("to, by annotator", "limit"),
    "hours_productive": ("Productive hours", "number"),
    "inclusion_prob": ("Chance to be drawn", "share"),
    "inspection": ("Inspection", ""),
    "item_id": ("Item", ""),
    "items": ("Items", "items"),
    "items_before": ("Items before", "items"),
    "judged": ("Judged", ""),
    "labels": ("Answers", "items"),
    "language": ("Language", ""),
    "latest": ("Latest week", "day"),
    "limit": ("Limit agreed", "share"),
    "lot": ("Lot", "items"),
    "low": ("95 % from", "limit"),
    "low_95": ("95 % limit from", "share"),
    "low_998": ("99.8 % limit from", "share"),
    "low_bound": ("Lower bound", "share"),
    "low_clustered": ("95 % by annotator, from", "limit"),
    "lower": ("Limit from", "share"),
    "major": ("Major", "items"),
    "mean_s": ("Mean time", "seconds"),
    "median_days": ("Median days", "number"),
    "median_s": ("Median time", "seconds"),
    "minor": ("Minor", "items"),
    "mix_part": ("By mix", "share"),
    "month": ("Month", "day"),
    "more_audits": ("More audits to settle", "items"),
    "n": ("Audits", "items"),
    "nearby": ("Decided in the weeks before", ""),
    "neutral": ("Neutral", "items"),
    "observed": ("Observed", "share"),
    "open": ("Open", "items"),
    "other": ("Other vendor", ""),
    "other_annotator": ("Other annotator", ""),
    "other_answer": ("Other answer", ""),
    "outgoing": ("Goes out on average", "share"),
    "over 30 days": ("Over 30 days", "items"),
    "overturned": ("Overturned", "items"),
    "p90_days": ("90th percentile, days", "number"),
    "p90_s": ("90th percentile", "seconds"),
    "p_value": ("p", "coefficient"),
    "pairs": ("Pairs", "items"),
    "part": ("Part of the change", "share"),
    "penalty": ("Penalty points", "number"),
    "per_hour": ("Items per hour", "number"),
    "per_hundred": ("Points per 100 items", "points"),
    "per_thousand": ("Points per 1,000 words", "points"),
    "planned_rate": ("Error rate expected", "share"),
    "power": ("Power", "share"),
    "productive_units": ("Items with hours", "items"),
    "program": ("Program", ""),
    "project": ("Project", ""),
    "q_value": ("q (false discovery)", "coefficient"),
    "question": ("Question", ""),
    "rate": ("Share", "share"),
    "rate_before": ("Share before", "share"),
    "rate_part": ("By rate", "share"),
    "reason": ("Note", ""),
    "rechecked": ("Checked after acceptance", "items"),
    "rejected": ("Rejected", "items"),
    "resolved": ("Resolved", "items"),
    "rest_rate": ("Everything else", "share"),
    "result": ("Result", ""),
    "returned": ("Come back", "items"),
    "reviewed": ("Decided", "items"),
    "reworked": ("Reworked", "items"),
    "right_met": ("Right by gold", "items"),
    "rounds": ("Rounds of rework", "number"),
    "row_no": ("Row", "row"),
    "row_other": ("Other row", "row"),
    "running": ("Running share", "share"),
    "score": ("Score", "points"),
    "se": ("Standard error", "coefficient"),
    "selection": ("How audits were chosen", ""),
    "sensitivity": ("Sensitivity", "share"),
    "sensitivity_high": ("Sensitivity to", "share"),
    "sensitivity_low": ("Sensitivity from", "share"),
    "severity": ("Severity", ""),
    "sheet": ("Sheet", ""),
    "sheet_other": ("Other sheet", ""),
    "shrunk": ("Pulled towards the rest", "share"),
    "sigma_z": ("Scatter (σ z)", "number"),
    "signal": ("Signal", ""),
    "single": ("Items with one answer", "items"),
    "size": ("Units", "items"),
    "skipped": ("Skipped", "items"),
    "slice": ("Slice", ""),
    "specificity": ("Specificity", "share"),
    "specificity_high": ("Specificity to", "share"),
    "specificity_low": ("Specificity from", "share"),
    "spend": ("Spend", "money"),
    "stage": ("Stage", ""),
    "stages": ("Stages", "items"),
    "stratum": ("Stratum", ""),
    "support": ("Support", "share"),
    "task_type": ("Task type", ""),
    "tasks": ("Items answered", "items"),
    "tested": ("Slices tested", "items"),
    "timed_units": ("Timed items", "items"),
    "title": ("Coefficient", ""),
    "true_rate": ("Wrong in the lot", "share"),
    "unconverted": ("Without exchange rate", "items"),
    "undated": ("Undated", "items"),
    "undecided": ("Unsure or invalid", "items"),
    "unit_cost": ("Cost per accepted item", "money"),
    "unrated": ("Unrated", "items"),
    "untrusted": ("Untrusted", "items"),
    "up to 7 days": ("Up to 7 days", "items"),
    "upper": ("Limit to", "share"),
    "value": ("Value", "coefficient"),
    "vendor": ("Vendor", ""),
    "verdict": ("Verdict", ""),
    "week": ("Week from", "day"),
    "weight": ("Weight", "number"),
    "words": ("Words", "items"),
    "wrong": ("Wrong", "items"),
    "wrong_before": ("Wrong before", "items"),
    "wrong_met": ("Wrong by gold", "items"),
}
"""Title and unit of every column of a measured table."""

DEFINITIONS = {one.name: one for one in _DEFINITIONS}
"""Every metric by name, in the order of the pages."""
