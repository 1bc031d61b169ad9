"""The command line as a schedule uses it: exit codes, refusals in words, JSON of a known shape."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LABELS = "item,annotator,label\ni1,a,x\ni1,b,x\ni2,a,y\ni2,b,x\n"
WORK = """Task ID,Annotator,Submit time,Status,Seconds
t1,ann,2026-11-16 09:00:00,approved,30
t2,ann,2026-11-16 09:01:00,approved,thirty
t3,bob,2026-11-17 10:00:00,rejected,40
"""
DATES = (
    "Task ID,Annotator,Submit date,Status\nt1,ann,03/04/2025,approved\nt2,ann,05/06/2025,approved\n"
)


class Shell:
    """Runs commands on a home of its own, without a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "analytics", *arguments],
            cwd=ROOT,
            env=os.environ | {"PLUMBLINE_HOME": str(self.folder / "home")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def json(self, *arguments: str, code: int = 0):
        done = self.run(*arguments, "--json")
        assert (done.returncode, done.stderr) == (code, "")
        return json.loads(done.stdout)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


def test_a_file_is_loaded_measured_undone_and_the_journal_holds(shell):
    told = shell.json("load", shell.file("labels.csv", LABELS), "--vendor", "Kestrel")
    (file,) = told["files"]
    assert (file["file"], file["outcome"]) == ("labels.csv", "load")
    assert [(one["table"], one["rows"], one["refused"]) for one in file["loads"]] == [
        ("labels", 4, 0)
    ]
    assert set(file["loads"][0]) == {
        "load_id", "sheet", "table", "rows", "refused", "not_data", "warnings",
    }  # fmt: skip
    (row,) = shell.json("measure", "percent_agreement", "--by", "vendor")
    assert (row["vendor"], row["agreement"], row["items"]) == ("Kestrel", 0.5, 2)
    before = shell.json("status")
    assert before["tables"]["labels"]["rows"] == 4
    assert shell.json("rebuild")["tables"] == before["tables"]
    assert shell.json("undo", "1") == {"undone": [1]}
    assert shell.json("status")["tables"]["labels"]["rows"] == 0
    assert shell.json("verify") == {"problems": []}


def test_refused_rows_make_exit_code_1_and_the_rest_counts(shell):
    told = shell.json("load", shell.file("work.csv", WORK), code=1)
    (file,) = told["files"]
    assert file["outcome"] == "load_with_rejects"
    assert sum(one["refused"] for one in file["loads"]) == 1
    assert shell.json("status")["tables"]["work"]["rows"] == 2


def test_without_a_terminal_a_choice_is_refused_and_named(shell):
    path = shell.file("dates.csv", DATES)
    refused = shell.run("load", path)
    assert refused.returncode == 2
    assert "day_first" in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    (file,) = shell.json("load", path, code=2)["files"]
    assert (file["outcome"], file["loads"]) == ("reject", [])
    assert shell.json("status")["revision"] == 0
    shell.json("load", path, "--choose", "day_first=yes")
    assert {row["day"] for row in shell.json("measure", "accepted_items", "--by", "day")} == {
        "2025-04-03",
        "2025-06-05",
    }


def test_a_folder_is_loaded_like_its_files_and_again_changes_nothing(shell):
    folder = shell.folder / "inbox"
    folder.mkdir()
    (folder / "a.csv").write_text(LABELS)
    (folder / ".hidden").write_text("not a file of a vendor")
    (folder / "b.csv").write_text(LABELS)
    told = shell.json("load", str(folder))
    assert [one["file"] for one in told["files"]] == ["a.csv", "b.csv"]
    assert shell.json("status")["tables"]["labels"]["rows"] == 4
    assert "Already loaded" in told["files"][1]["message"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["load", "nowhere.csv"], "no file or folder"),
        (["measure", "happiness"], "happiness"),
        (["measure", "error_rate", "--by", "colour"], "colour"),
        (["measure", "error_rate", "--from", "yesterday"], "yesterday"),
        (["undo", "77"], "77"),
        (["load", "README.md", "--map", "item"], "name=value"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(shell, arguments, words):
    done = shell.run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_every_metric_can_be_measured_on_an_empty_home_as_json_and_csv(shell):
    names = [one["name"] for one in shell.json("metrics")]
    assert "error_rate" in names
    for name in names[:2]:
        assert isinstance(shell.json("measure", name), list)
    assert shell.run("measure", "error_rate", "--csv").stdout.startswith("wrong,")


def test_a_reader_that_stops_early_is_no_error(shell):
    closed, writes = os.pipe()
    os.close(closed)
    with os.fdopen(writes, "w") as nobody:
        done = subprocess.run(
            [sys.executable, "-m", "analytics", "metrics"],
            cwd=ROOT,
            env=os.environ | {"PLUMBLINE_HOME": str(shell.folder / "home")},
            stdout=nobody,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    assert (done.returncode, done.stderr) == (0, "")
