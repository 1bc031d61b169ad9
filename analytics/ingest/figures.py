"""Numbers and money as people write them: `1,234.50`, `1.234,50`, `1 234`, `(50)`, `$0.05`, `12 %`.

One parser reads one text and is exact. Whether a comma is a decimal sign cannot be told from one
text (`1,234`), so the decimal sign is an argument, found from all the texts of a file together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MISSING = frozenset(
    ["", "-", "--", "—", "–", "na", "n/a", "n.a.", "nan", "null", "none", "nil", "(null)",
     "\\n", "<na>", "nat", "tbd", "?", ".", "…"]
)  # fmt: skip
"""What people and programs write, in lower case, where a number or a date is not known."""

LONGEST = 200
"""Characters from which a text is no number, date or time; a hostile one could take minutes."""

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
    "BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY "
    "KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
    "TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR "
    "ZMW ZWL "
)
CURRENCIES = frozenset(_CODES.split())
"""ISO 4217 codes of money in use."""

SYMBOLS = {
    "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "R$": "BRL", "CN¥": "CNY", "$": "USD", "€": "EUR",
    "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₫": "VND", "₱": "PHP",
    "₴": "UAH", "₦": "NGN", "₪": "ILS", "฿": "THB", "₡": "CRC", "₲": "PYG", "₸": "KZT",
    "₾": "GEL", "元": "CNY", "円": "JPY", "zł": "PLN", "Kč": "CZK", "Ft": "HUF",
}  # fmt: skip
"""Signs that stand for one currency. `¥`, `kr` and `Rs` stand for several and are not read."""

SHARED_SIGNS = ("¥", "￥", "kr", "kr.", "Rs", "Rs.")
"""Signs that stand for several currencies: the amount is read, its currency is not known."""

_SIGNS = sorted((*SYMBOLS, *SHARED_SIGNS), key=len, reverse=True)
_SIGN = "|".join(re.escape(sign) for sign in _SIGNS)
_EDGE = re.compile(rf"^(?:(?P<before>{_SIGN}|[A-Za-z]{{3}})\s*)?(?P<core>.*?)"
                   rf"(?:\s*(?P<after>{_SIGN}|[A-Za-z]{{3}}))?$", re.DOTALL)  # fmt: skip
_BLANKS = "\u0020\u00a0\u202f\u2009\u2007"
_EXPONENT = r"([eE][+-]?\d{1,3})?"
_GROUPS = {
    ".": re.compile(
        rf"(\d+|\d{{1,3}}([,{_BLANKS}'’_])\d{{3}}(\2\d{{3}})*|\d{{1,2}}(,\d{{2}})+,\d{{3}})?(\.\d*)?"
        + _EXPONENT
    ),
    ",": re.compile(rf"(\d+|\d{{1,3}}([.{_BLANKS}'’_])\d{{3}}(\2\d{{3}})*)?(,\d*)?" + _EXPONENT),
}


@dataclass(frozen=True)
class Bad:
    """A cell that cannot be read as what its column holds.

    Attributes:
        code: a short reason to group by, such as `number_unreadable`.
        reason: the sentence: what was found, what is allowed.
    """

    code: str
    reason: str


@dataclass(frozen=True)
class Number:
    """A number with what was written around it.

    Attributes:
        value: the number, exactly as written; for `12 %` it is 12.
        currency: ISO 4217 code; empty where none is written.
        percent: whether a percent sign follows.
    """

    value: Decimal
    currency: str = ""
    percent: bool = False


def parse_number(text: str, decimal: str = ".") -> Number | Bad | None:
    """Read one number.

    Args:
        text: as written.
        decimal: the decimal sign, `.` or `,`; the other one may only group thousands.

    Returns:
        The number; None where the text says that there is none; `Bad` where it is not a number.

    >>> parse_number("1.234,50 €", ",")
    Number(value=Decimal('1234.50'), currency='EUR', percent=False)
    >>> parse_number("(1,250.00)").value
    Decimal('-1250.00')
    >>> parse_number("12,5").code
    'number_unreadable'
    """
    bare = text.strip()
    if bare.lower() in MISSING:
        return None
    if len(bare) > LONGEST:
        return Bad("number_unreadable", f"“{_short(bare)}” is too long to be a number.")
    core, negative = _without_sign(bare)
    core, currency = _without_currency(core)
    core, again = _without_sign(core)
    core = _without_unit(core)
    percent = core.endswith(("%", "％"))
    core = core[:-1].rstrip() if percent else core
    value = _plain_number(core, decimal)
    if value is None or (negative and again):
        return Bad(
            "number_unreadable",
            f"“{_short(text)}” is not a number such as {_example(decimal)}.",
        )
    return Number(-value if negative or again else value, currency, percent)


def currency_of(text: str) -> str:
    """The ISO code of a currency sign, code or name; empty where it is not one.

    >>> currency_of("eur"), currency_of("US$"), currency_of("kr"), currency_of("Euro - EUR")
    ('EUR', 'USD', '', 'EUR')
    """
    word = text.strip()
    if word.upper() in CURRENCIES:
        return word.upper()
    if known := SYMBOLS.get(word) or _NAMES.get(word.lower(), ""):
        return known
    codes = {code for code in re.findall(r"\b[A-Z]{3}\b", word) if code in CURRENCIES}
    return codes.pop() if len(codes) == 1 else ""


_NAMES = {
    "dollar": "USD", "dollars": "USD", "us dollar": "USD", "us dollars": "USD", "usd ($)": "USD",
    "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "sterling": "GBP",
    "rupee": "INR", "rupees": "INR", "yen": "JPY", "swiss franc": "CHF", "swiss francs": "CHF",
}  # fmt: skip


def decimal_signs(texts: Iterable[str]) -> dict[str, int]:
    """Count what texts say about the decimal sign.

    Returns:
        How many texts show that it is `.`, how many that it is `,`, and how many could be read
        both ways (`either`), such as `1.234`.

    >>> decimal_signs(["1.234,5", "7", "1.234"])
    {'.': 0, ',': 1, 'either': 1}
    """
    found = {".": 0, ",": 0, "either": 0}
    for text in texts:
        if sign := _decimal_sign(text):
            found[sign] += 1
    return found


def _decimal_sign(text: str) -> str:
    """`.`, `,` or `either`; empty where a text has no sign or is no number."""
    core, _ = _without_sign(text.strip() if len(text) <= LONGEST else "")
    core, _ = _without_currency(core)
    core = _without_unit(core.strip("-−–+() ").rstrip("%％ "))
    if not re.fullmatch(r"[\d.,\u0020\u00a0\u202f\u2009\u2007'’_]*\d[\d.,]*", core):
        return ""
    dots, commas = core.count("."), core.count(",")
    if dots and commas:
        last = "." if core.rfind(".") > core.rfind(",") else ","
        return last if min(dots, commas) >= 1 and core.count(last) == 1 else ""
    if not dots and not commas:
        return ""
    sign = "." if dots else ","
    other = "," if dots else "."
    if dots + commas > 1:
        return other
    before, after = core.split(sign)
    grouped = re.search(r"[\u0020\u00a0\u202f\u2009\u2007'’_]", before)
    if len(after) == 3 and re.fullmatch(r"[1-9]\d{0,2}", before) and not grouped:
        return "either"
    return sign


def _without_sign(text: str) -> tuple[str, bool]:
    """The text without a minus, plus or accounting brackets, and whether it was negative."""
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        return text[1:-1].strip(), True
    if text[:1] in ("-", "−", "–"):
        return text[1:].lstrip(), True
    if text[-1:] in ("-", "−", "–") and text[:1].isdigit():
        return text[:-1].rstrip(), True
    return text.removeprefix("+").lstrip(), False


def _without_currency(text: str) -> tuple[str, str]:
    """The text without a currency sign or code, and the ISO code; unknown letters stay."""
    match = _EDGE.match(text)
    if match is None or not (match["before"] or match["after"]):
        return text, ""
    marks = [mark for mark in (match["before"], match["after"]) if mark]
    codes = [currency_of(mark) for mark in marks]
    known = all(code or mark in SHARED_SIGNS for code, mark in zip(codes, marks, strict=True))
    named = {code for code in codes if code}
    if not known or len(named) > 1:
        return text, ""
    return match["core"].strip(), next(iter(named), "")


_COUNTED = re.compile(
    r"(.*\d)\s*(items?|tasks?|units?|labels?|images?|pcs\.?|pieces?|annotations?|records?|files?|"
    r"calls?|documents?|docs?|judge?ments?|hits?|rows?|stk\.?|stück)",
    re.IGNORECASE,
)


def _without_unit(text: str) -> str:
    """The text without the word for what is counted.

    >>> _without_unit("85 items")
    '85'
    """
    match = _COUNTED.fullmatch(text)
    return match[1] if match else text


def _plain_number(core: str, decimal: str) -> Decimal | None:
    """The value of digits with grouping and one decimal sign; None where they are anything else."""
    match = _GROUPS[decimal].fullmatch(core)
    if match is None or not re.match(r"[.,]?\d", core):
        return None
    if any(c.isdigit() and not c.isdecimal() for c in core):
        return None
    kept = re.sub(r"[\u0020\u00a0\u202f\u2009\u2007'’_]", "", core).replace(
        "," if decimal == "." else ".", ""
    )
    return Decimal(kept.replace(",", "."))


def _example(decimal: str) -> str:
    return "1234.5 or 1,234.5" if decimal == "." else "1234,5 or 1.234,5"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
