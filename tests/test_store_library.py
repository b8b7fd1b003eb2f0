"""A whole library as one file: out and in again without loss, and nothing taken of a file that is not right."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import clock_fixture, sample, small, store_fixture  # noqa: F401

from geo.cli import main
from geo.desk import OWNER, Entry, Store, library, open_store
from geo.document import dumps, loads
from geo.errors import BadLibrary, StrikemapError

_people = (f"librarian {n}" for n in itertools.count(1))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def own(store: Store, by: str) -> list[Entry]:
    return [entry for entry in store.recent(by, limit=1000) if entry.owner == by]


def held(store: Store, by: str) -> list[Any]:
    """All that somebody's library holds, but for the keys."""
    return sorted(
        [
            (version.number, version.at, version.by, version.what, dumps(store.version(entry.key, version.number, by)))
            for version in store.history(entry.key, by)
        ]
        for entry in own(store, by)
    )


def packed(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(texts, min_size=1, max_size=4), max_size=4))
def test_a_library_comes_back_as_it_was(store, clock, titles):
    ann, bob = next(_people), next(_people)
    for versions in titles:
        kept = store.create(small(versions[0]), by=ann)
        for n, title in enumerate(versions[1:]):
            clock.move(100)
            kept = store.save(kept.key, small(title), by=ann, base=kept.number, what=f"step {n}")
    data = store.export_library(ann)
    assert data == store.export_library(ann)
    done = store.import_library(data, bob)
    assert (len(done.added), done.known) == (len(titles), ())
    assert held(store, bob) == held(store, ann)
    assert {entry.owner for entry in done.added} <= {bob} and not any(entry.shared for entry in done.added)
    assert not {entry.key for entry in done.added} & {entry.key for entry in store.recent(ann, limit=1000)}
    # A second time it is all there, also after more work on it.
    for entry in done.added[:1]:
        store.save(entry.key, small("later"), by=bob, base=entry.number)
    again = store.import_library(data, bob)
    assert again.added == () and len(again.known) == len(titles)


def test_a_library_holds_one_s_own_stories_only_and_each_opens_by_itself(store):
    ann, bob = next(_people), next(_people)
    kept = store.create(sample(), by=ann)
    theirs = store.create(small("Van bob"), by=bob)
    store.share(theirs.key, bob, shared=True)
    files = unpacked(store.export_library(ann))
    assert set(files) == {"index.json", f"stories/{kept.key}/1.geojson"}
    assert loads(files[f"stories/{kept.key}/1.geojson"]) == sample()


# ---------------------------------------------------------------- what is not right


@pytest.fixture(scope="module")
def right() -> dict[str, bytes]:
    """The files of a library that is right: two stories of two versions."""
    index = {"strikemap library": 1, "stories": []}
    files: dict[str, bytes] = {}
    for key in ("a", "b"):
        versions = []
        for number in (1, 2):
            name = f"stories/{key}/{number}.geojson"
            files[name] = dumps(small(f"{key} {number}")).encode()
            at = f"2024-11-19T12:00:0{number}+00:00"
            versions.append({"number": number, "at": at, "by": "ann", "what": "text", "file": name})
        index["stories"].append({"key": key, "title": key, "created": versions[0]["at"], "versions": versions})
    return {**files, "index.json": json.dumps(index).encode()}


def with_index(files: dict[str, bytes], change: Callable[[Any], None]) -> bytes:
    index = json.loads(files["index.json"])
    change(index)
    return packed({**files, "index.json": json.dumps(index)})


def last_version(index: Any) -> Any:
    return index["stories"][1]["versions"][1]


def twice(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file, pytest.warns(UserWarning):
        for name, data in [*files.items(), *files.items()]:
            file.writestr(name, data)
    return out.getvalue()


def lying(files: dict[str, bytes], size: int, told: int) -> bytes:
    """Says of its last document that it unpacks into ``told`` bytes, not into ``size``."""
    data, real = bytearray(packed({**files, "stories/b/2.geojson": b" " * size})), size.to_bytes(4, "little")
    while real in data:
        data[data.index(real) : data.index(real) + 4] = told.to_bytes(4, "little")
    return bytes(data)


def locked(files: dict[str, bytes]) -> bytes:
    """Says that it is encrypted."""
    data = bytearray(packed(files))
    for head, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = 0
        while (start := data.find(head, start)) >= 0:
            data[start + at] |= 1
            start += 4
    return bytes(data)


WRONG: dict[str, tuple[Callable[[dict[str, bytes]], bytes], str]] = {
    "nothing": (lambda _: b"", "not a zip"),
    "no zip": (lambda _: b"PK but no", "not a zip"),
    "cut off": (lambda files: packed(files)[:-30], "not a zip"),
    "another zip": (lambda _: packed({"word/document.xml": "x"}), "index.json"),
    "a bomb": (lambda files: lying(files, 1_000_003, library.MAX_BYTES + 1), "larger than it can be"),
    "many bombs": (lambda files: lying(files, 1_000_003, 2**32 - 2), "larger than one can be"),
    "a bomb that lies": (lambda files: lying(files, 50_000_001, 100), "broken|cannot be read"),
    "an index like a bomb": (lambda _: packed({"index.json": b" " * (library.MAX_INDEX + 1)}), "larger than"),
    "locked": (locked, "is encr"),
    "twice the same name": (twice, "twice"),
    "no document": (lambda files: packed({**files, "stories/b/2.geojson": "{}"}), "stories/b/2.geojson"),
    "half a document": (
        lambda files: packed({**files, "stories/b/1.geojson": files["stories/b/1.geojson"][:300]}),
        "stories/b/1.geojson",
    ),
    "a newer document": (
        lambda files: packed(
            {**files, "stories/b/1.geojson": files["stories/b/1.geojson"].replace(b'"version": 1', b'"version": 99')}
        ),
        "newer",
    ),
    "a missing document": (
        lambda files: packed({name: data for name, data in files.items() if name != "stories/b/2.geojson"}),
        "is not there",
    ),
    "a path": (lambda f: with_index(f, lambda i: last_version(i).update(file="../../etc/passwd")), "is not there"),
    "one document for two": (
        lambda f: with_index(f, lambda i: last_version(i).update(file="stories/a/1.geojson")),
        "names it twice",
    ),
    "versions out of order": (lambda f: with_index(f, lambda i: last_version(i).update(number=1)), "out of order"),
    "a number below 1": (lambda f: with_index(f, lambda i: last_version(i).update(number=-5)), "index.json"),
    "a number that is none": (lambda f: with_index(f, lambda i: last_version(i).update(number="2")), "index.json"),
    "a number too large": (lambda f: with_index(f, lambda i: last_version(i).update(number=2**40)), "index.json"),
    "a moment without a zone": (
        lambda f: with_index(f, lambda i: last_version(i).update(at="2024-11-19T12:00:00")),
        "not a moment with a zone",
    ),
    "a moment that is none": (lambda f: with_index(f, lambda i: last_version(i).update(at="gisteren")), "index.json"),
    "nobody": (lambda f: with_index(f, lambda i: last_version(i).update(by="")), "index.json|not a name"),
    "a very long name": (lambda f: with_index(f, lambda i: last_version(i).update(by="x" * 10**6)), "index.json"),
    "a nought": (lambda f: with_index(f, lambda i: last_version(i).update(what="\x00")), "not a name"),
    "blanks": (lambda f: with_index(f, lambda i: last_version(i).update(by="  ")), "not a name"),
    "a moment before all": (
        lambda f: with_index(f, lambda i: last_version(i).update(at="0001-01-01T00:00:00+23:59")),
        "not a moment",
    ),
    "no versions": (lambda f: with_index(f, lambda i: i["stories"][1].update(versions=[])), "index.json"),
    "a newer library": (lambda f: with_index(f, lambda i: i.update({"strikemap library": 2})), "newer"),
    "no version of its own": (lambda f: with_index(f, lambda i: i.pop("strikemap library")), "index.json"),
    "an index too deep": (lambda f: packed({**f, "index.json": b"[" * 100_000}), "index.json"),
    "an index that is no text": (lambda f: packed({**f, "index.json": b"\xff\xfe{}"}), "index.json"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_not_right_is_refused_with_the_reason(right, name):
    make, told = WRONG[name]
    with pytest.raises(BadLibrary, match=f"(?i){told}"):
        library.read_library(make(right))


@pytest.mark.parametrize("name", ["half a document", "no document", "nobody"])
def test_of_a_file_that_is_not_right_nothing_is_taken(store, right, name):
    by = next(_people)
    with pytest.raises(BadLibrary):
        store.import_library(WRONG[name][0](right), by)
    assert own(store, by) == []


def test_what_others_put_into_the_zip_is_left_alone(store, right):
    by = next(_people)
    more = {"__MACOSX/._index.json": "x", "../../etc/cron.d/x": "x", "/absolute": "x", "stories/": ""}
    done = store.import_library(packed({**right, **more}), by)
    assert [entry.title for entry in done.added] == ["a 2", "b 2"]
    assert [version.number for version in store.history(done.added[0].key, by)] == [2, 1]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_library_is_said_or_whole(store, right, data):
    content = bytearray(packed(right))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    by = next(_people)
    try:
        done = store.import_library(bytes(content), by)
    except StrikemapError:
        assert own(store, by) == []
        return
    assert len(own(store, by)) == len(done.added)
    for entry in done.added:
        for version in store.history(entry.key, by):
            store.version(entry.key, version.number, by)


# ---------------------------------------------------------------- the command


def test_the_command_lists_takes_out_and_puts_back(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("STRIKEMAP_DEBUG", "1")
    monkeypatch.delenv("STRIKEMAP_DATABASE", raising=False)
    monkeypatch.setenv("STRIKEMAP_DATA", str(tmp_path / "one"))
    file = str(tmp_path / "library.zip")

    def run(*arguments: str, expect: int = 0) -> Any:
        result = CliRunner().invoke(main, ["library", *arguments])
        assert result.exit_code == expect, (result.output, result.exception)
        return result

    assert json.loads(run("list", "--json").stdout) == []
    with open_store() as here:
        key = here.create(sample()).key
        here.create(small("\x1b[31mrood"))
        here.create(small("van ann"), by="ann")
    told = run("list")
    assert sample().title in told.stdout and "\x1b" not in told.output and str(tmp_path / "one") in told.stderr
    assert "van ann" not in told.stdout and "van ann" in run("list", "--by", "ann").stdout
    (found,) = json.loads(run("list", "--json", "--text", "KARATSJOV").stdout)
    assert (found["key"], found["number"], found["owner"], found["shared"]) == (key, 1, OWNER, False)
    run("export", file)
    monkeypatch.setenv("STRIKEMAP_DATA", str(tmp_path / "two"))
    assert "2 stories added, 0 were here already" in run("import", file).stderr
    assert "0 stories added, 2 were here already" in run("import", file).stderr
    with open_store() as there:
        assert sample() in [there.load(entry.key).story for entry in there.recent()]
    Path(file).write_bytes(b"no library")
    assert "cannot be read" in run("import", file, expect=1).stderr
    monkeypatch.setenv("STRIKEMAP_DATABASE", "mysql://root:s3cret@host/db")
    said = run("list", expect=1)
    assert "mysql://…" in said.stderr and "s3cret" not in said.output
