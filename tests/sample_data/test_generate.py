"""The files can be made again, byte for byte, and the committed ones are what is made."""

import gzip
import io
import json
import zipfile

import pytest

from sample_data import plan
from sample_data.generate import generate
from sample_data.overlap import simulate_overlap


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    out = tmp_path_factory.mktemp("fresh")
    generate(out)
    return out


def unpacked(path):
    """What a file holds, apart from how this machine's zlib happens to squeeze it."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(content)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return {member.filename: book.read(member) for member in book.infolist()}
    return content


def test_the_same_seed_gives_the_same_bytes(fresh, tmp_path):
    generate(tmp_path, plan.SEED)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in fresh.iterdir()}


def test_the_committed_files_are_what_the_generator_makes(fresh, files):
    made = {path.name: unpacked(path) for path in fresh.iterdir()}
    committed = {path.name: unpacked(path) for path in files.iterdir()}
    assert sorted(made) == sorted(committed)
    assert [name for name in made if made[name] != committed[name]] == []


def test_another_seed_gives_another_program():
    assert not simulate_overlap(1)["value"].equals(simulate_overlap(2)["value"])


def test_the_manifest_names_every_file_once_and_corrections_after_what_they_correct(files):
    manifest = json.loads((files / "manifest.json").read_bytes())
    names = [entry["file"] for entry in manifest]
    on_disk = {path.name for path in files.iterdir()}
    assert sorted(names) == sorted(on_disk - {"manifest.json", "truth.json"})
    first = names.index("lumen-export-2026-09.csv")
    assert first < names.index("lumen-export-2026-09-corrected.csv.gz")
    assert {entry["vendor"] for entry in manifest} == {"", *plan.VENDORS}
    assert {entry["program"] for entry in manifest} == {"Search relevance 2026"}


def test_workbooks_carry_a_fixed_date(files):
    for path in files.glob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            assert {member.date_time for member in book.infolist()} == {(2026, 11, 23, 6, 0, 0)}
            assert b"2026-11-23T06:00:00Z" in book.read("docProps/core.xml")


def test_the_files_stay_small_enough_to_clone(files):
    assert sum(path.stat().st_size for path in files.iterdir()) < 3_500_000
