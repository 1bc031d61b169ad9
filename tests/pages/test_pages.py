"""Every page with next to nothing, with one kind of file, with hostile names, with a stale link."""

import pytest

from analytics.metrics import raters
from tests.pages.conftest import words

PAGES = [
    "review", "throughput", "spend", "quality", "errors", "agreement", "planning", "data",
    "definitions",
]  # fmt: skip
FIVE_AUDITS = "Audit date,Item ID,Annotator,Auditor,QA result,Error category\n" + "\n".join(
    f"2026-11-1{6 + n % 3},i{n},ann,eve,{'Pass,' if n else 'Fail,Omission'}" for n in range(5)
)
LABELS = "item,annotator,label\n" + "\n".join(
    f"i{n},{who},{'yes' if (n + (who == 'c')) % 3 else 'no'}" for n in range(9) for who in "abc"
)
INVOICE = (
    "Invoice no,Period start,Period end,Description,Amount,Currency\n"
    "7,2026-11-02,2026-11-15,Work,123.45,USD\n"
)
HOSTILE = [
    "<b>bold</b>",
    "$x$ and $y$",
    ":red[no]",
    "![x](http://x.example/a.png)",
    "[a](b)",
    "`c`",
]


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_home_says_what_to_do_next(reader, page):
    told = words(reader.open(page))
    assert page in {"data", "definitions", "planning"} or "Load" in told or "load" in told


@pytest.mark.parametrize("page", PAGES)
def test_five_audits_are_few_and_no_page_fails(reader, page):
    reader.load("audits.csv", FIVE_AUDITS, vendor="Kestrel")
    app = reader.open(page)
    if page == "review":
        assert "20.0" in words(app)
        assert "n 5 audited" in words(app)


@pytest.mark.parametrize("page", PAGES)
def test_undated_labels_alone_are_enough_for_every_page_to_open(reader, page):
    reader.load("labels.csv", LABELS)
    app = reader.open(page)
    if page == "agreement":
        assert "9 items" in words(app)


@pytest.mark.parametrize("page", ["review", "spend", "throughput"])
def test_an_invoice_alone_is_enough(reader, page):
    reader.load("invoice.csv", INVOICE, vendor="Kestrel")
    app = reader.open(page)
    if page == "review":
        assert "$123" in words(app)


def test_names_of_a_file_are_never_read_as_markup(reader):
    rows = [f'2026-11-16,i{n},"{name}",eve,Fail,"{name}"' for n, name in enumerate(HOSTILE * 3)]
    header = "Audit date,Item ID,Annotator,Auditor,QA result,Error category\n"
    reader.load("audits.csv", header + "\n".join(rows), vendor="[click](http://x.example)")
    for page in ("review", "quality", "errors"):
        told = words(reader.open(page))
        assert "[click](http" not in told
        assert "![x](" not in told


@pytest.mark.parametrize("page", ["review", "quality"])
def test_a_link_that_names_an_unknown_vendor_says_so(reader, page):
    reader.load("audits.csv", FIVE_AUDITS, vendor="Kestrel")
    app = reader.open(page, vendor="Nobody")
    assert page != "review" or "not among the loaded files" in words(app)


def test_the_agreement_page_says_what_it_rests_on(reader):
    reader.load("labels.csv", LABELS)
    told = words(reader.open("agreement"))
    assert "9 items with two answers" in told


def test_very_many_answers_are_compared_one_by_one_only_when_asked(reader, monkeypatch):
    monkeypatch.setattr(raters, "UNASKED", 10)
    reader.load("labels.csv", LABELS)
    app = reader.open("agreement", tab="Annotators")
    assert "of every two annotators" not in words(app)
    app.toggle(key="one_by_one").set_value(True).run()
    assert "of every two annotators" in words(app)
    assert "9 items with two answers" in words(reader.open("agreement"))


def test_the_order_of_a_scale_of_words_is_said(reader):
    scale = LABELS.replace(",yes", ",good").replace(",no", ",poor")
    reader.load("labels.csv", scale)
    assert "Words count as steps of a scale: poor \\< good." in words(reader.open("agreement"))


def test_a_scale_of_ones_own_is_written_down_and_used(reader):
    scale = LABELS.replace(",yes", ",smashing").replace(",no", ",meh")
    reader.load("labels.csv", scale)
    app = reader.open("agreement")
    assert "steps of a scale" not in words(app)
    app.text_area(key="scales").set_value("smashing").run()
    app.button(key="keep_scales").click().run()
    assert "is not a scale" in app.error[0].value
    app.text_area(key="scales").set_value("meh < smashing").run()
    app.button(key="keep_scales").click().run()
    assert "Words count as steps of a scale: meh \\< smashing." in words(app)
