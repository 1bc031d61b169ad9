"""Who may import whom, and where a database, a spreadsheet or Streamlit may be touched."""

import ast
import re
from pathlib import Path

import pytest

from analytics.definitions import DEFINITIONS
from analytics.measure import _METRICS
from analytics.store.rollups import SUBJECTS

ROOT = Path(__file__).parents[1]
SPREADSHEETS = {"openpyxl", "fastexcel", "python_calamine", "xlsxwriter"}
LAYERS = {
    f"analytics.{name}" for name in ("ingest", "store", "stats", "metrics", "charts", "review")
}
BANNED = {
    "analytics": {"streamlit", "pages", "app", "tests", "sample_data"},
    "analytics/stats": {"plotly", "duckdb", "pandas", *LAYERS - {"analytics.stats"}, *SPREADSHEETS},
    "analytics/metrics": {"plotly", "duckdb", "analytics.store", "analytics.charts", *SPREADSHEETS},
    "analytics/charts": {"duckdb", "scipy", "analytics.metrics", "analytics.store", *SPREADSHEETS},
    "analytics/ingest": {"plotly", "duckdb", *LAYERS - {"analytics.ingest", "analytics.stats"}},
    "analytics/store": {"plotly", "scipy", "analytics.metrics", "analytics.charts", *SPREADSHEETS},
    "analytics/review": {"plotly", "duckdb", *SPREADSHEETS},
    "analytics/reports": {"duckdb", "analytics.store"},
    "pages": {"duckdb", "scipy", "plotly.express", *SPREADSHEETS},
    "pages/views": {"pages.views", "plotly"},
}  # fmt: skip
"""What the files of a folder may not import."""

CASES = [(folder, path) for folder in BANNED for path in sorted((ROOT / folder).rglob("*.py"))]
PACKAGE = sorted((ROOT / "analytics").rglob("*.py"))
VIEWS = sorted((ROOT / "pages" / "views").glob("*.py"))
OURS = [*PACKAGE, *sorted((ROOT / "pages").rglob("*.py")), ROOT / "app.py"]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """Every dotted name a file imports, with all its prefixes."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name.rsplit(".", cut)[0] for name in names for cut in range(name.count(".") + 1)}


def name_of(path: object) -> str:
    return str(path.relative_to(ROOT)) if isinstance(path, Path) else str(path)


@pytest.mark.parametrize(("folder", "path"), CASES, ids=name_of)
def test_a_layer_imports_nothing_above_it(folder, path):
    assert not imported(path) & BANNED[folder]


def test_only_the_store_talks_to_a_database():
    users = {path.parent for path in OURS if "duckdb" in imported(path)}
    assert users == {ROOT / "analytics" / "store"}


def test_only_ingest_reads_spreadsheets_and_only_reports_write_them():
    users = {path.relative_to(ROOT).parts[1] for path in PACKAGE if imported(path) & SPREADSHEETS}
    assert users <= {"ingest", "reports"}


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_imports_are_absolute(path):
    assert not [n for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom) and n.level]


def test_no_import_goes_in_a_circle():
    inside = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PACKAGE
    }
    needs = {
        name: {one for one in imported_now(path) if one in inside and not name.startswith(one)}
        for name, path in inside.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail, name])
        if name not in done:
            for one in needs[name]:
                visit(one, (*trail, name))
            done.add(name)

    for name in needs:
        visit(name, ())


def imported_now(path: Path) -> set[str]:
    """The modules that a file imports when it is imported; a package does not need its parts."""
    names: set[str] = set()
    for node in tree(path).body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_a_view_reads_as_a_story(path):
    """No definitions, no arithmetic on data, no SQL: a line that could be wrong lives elsewhere."""
    nodes = list(ast.walk(tree(path)))
    assert not [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.Lambda))]
    assert not [n for n in nodes if isinstance(n, ast.BinOp) and not isinstance(n.op, ast.Add)]
    assert "select " not in path.read_text(encoding="utf-8").lower().replace("st.select", "")


def test_only_the_frame_sits_directly_in_pages():
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["frame.py"]


def test_the_frame_stays_a_frame():
    for path in (ROOT / "app.py", ROOT / "pages" / "frame.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 40


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_nothing_is_swallowed_and_nothing_is_asserted(path):
    nodes = list(ast.walk(tree(path)))
    assert not [n for n in nodes if isinstance(n, ast.Assert)]
    broad = {"Exception", "BaseException"}
    for node in nodes:
        if isinstance(node, ast.ExceptHandler):
            names = {getattr(node.type, "id", None)} if node.type else {None}
            raises = any(isinstance(one, ast.Raise) for one in ast.walk(node))
            assert raises or not (names & broad or node.type is None)


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_pages_carry_no_markup_of_their_own(path):
    text = path.read_text(encoding="utf-8")
    assert "unsafe_allow_html" not in text
    assert not re.search("[\U0001f300-\U0001faff]", text), "no emoji"


def test_every_sql_file_says_its_grain():
    for path in sorted((ROOT / "analytics" / "store" / "sql").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("-- "), path.name
        assert "-- Grain:" in text, path.name


def test_every_metric_is_defined_and_every_definition_is_measured():
    assert set(_METRICS) == set(DEFINITIONS)
    for one in DEFINITIONS.values():
        assert one.measure in SUBJECTS[one.subject].measures, one.name


def test_nothing_is_named_for_saying_nothing():
    empty = {"utils", "helpers", "common", "constants", "misc", "tools"}
    assert not [path for path in OURS if empty & {path.stem, *path.relative_to(ROOT).parts}]


def test_the_house_as_it_is_described_is_the_house_that_stands():
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("```")[1]
    rooms = set(re.findall(r"^  (\w+)(?:\.py|/)", told.split("analytics/")[1], flags=re.MULTILINE))
    stand = {one.stem for one in (ROOT / "analytics").iterdir() if one.suffix == ".py"}
    stand |= {one.parent.name for one in (ROOT / "analytics").glob("*/__init__.py")}
    assert rooms == stand - {"__init__"}
