"""Many documents: nothing lost, nothing doubled, whatever stops a run or stands in a line."""

import gzip
import io
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadInput, StrikemapError
from geo.reading import many
from geo.reading.checkpoint import beside
from geo.reading.chunks import Mark, Source, chunks, lines_of, opened, skip_to
from geo.reading.jsonl import MAX_CHARACTERS, MAX_LINE_BYTES
from geo.reading.many import cores, toponyms_of_file
from geo.reading.toponyms import toponyms_of

ROOT = Path(__file__).resolve().parents[1]
TOWNS = ("Kyiv", "Warsaw", "Lagos", "Lima", "Cairo", "Oslo", "Quito", "Hanoi")
BAD = (
    b"not json",
    b"[1, 2]",
    b'{"id": 3}',
    b'{"id": [3], "text": "a list is no id"}',
    b'{"id": true, "text": "nor is a truth"}',
    b'{"id": 3, "text": "a language", "language": 4}',
    b'{"id": 3, "text": "half of \\ud800 it"}',
    b'{"id": "\\udc00", "text": "half an id"}',
    b'{"id": 3, "text": "binary \\u0000"}',
    b'{"id": 3, "text": "\xff\xfe no UTF-8"}',
    b"[" * 100_000,
    b'{"id": 3, "text": "cut off',
)


def document(number):
    town = TOWNS[number % len(TOWNS)]
    return json.dumps(
        {"id": number, "text": f"The mayor of {town} spoke. In {town} it rained on day {number}."}
    ).encode()


def written(path, lines):
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("many")


@pytest.fixture(scope="module")
def mixed(folder):
    """Documents with bad and empty lines among them."""
    lines = [document(number) for number in range(40)]
    for place, line in enumerate(BAD):
        lines.insert(3 * place + 1, line)
    return written(folder / "mixed.jsonl", [*lines[:20], b"", b"  ", *lines[20:]])


@pytest.fixture(scope="module")
def expected(mixed, gazetteer, folder):
    output = folder / "expected.jsonl"
    counts = toponyms_of_file(mixed, output, gazetteer)
    assert (counts.done, counts.bad_lines) == (40, len(BAD))
    return output.read_bytes()


@pytest.fixture(scope="module")
def large(folder):
    """Enough for all workers to be at it when they are stopped: 2 MB, eight pieces."""
    plain = "and then nobody said anything for a while that would have been worth a line in the paper. " * 20
    text = " ".join(f"In {town} people spoke of {TOWNS[0]} " + plain for town in TOWNS[:3])
    rows = (json.dumps({"id": f"nr {number}", "text": f"Day {number}. {text}"}).encode() for number in range(400))
    return written(folder / "large.jsonl", rows)


@pytest.fixture(scope="module")
def large_expected(large, gazetteer, folder):
    output = folder / "large-expected.jsonl"
    assert toponyms_of_file(large, output, gazetteer).done == 400
    return output.read_bytes()


# ---------------------------------------------------------------- pieces


@given(
    data=st.lists(st.sampled_from([b"a", b"\n", b"bc\n", b"\r\n", b"\xef\xbb\xbf", b"word" * 9]), max_size=40).map(
        b"".join
    ),
    size=st.integers(1, 40),
    longest=st.integers(1, 40),
)
def test_pieces_are_the_whole_and_know_where_they_end(data, size, longest):
    found = list(chunks(Source("x", io.BytesIO(data)), Mark(), size=size, longest=longest))
    assert [chunk.begin for chunk in found] == [Mark(), *(chunk.end for chunk in found[:-1])][: len(found)]
    for chunk in found:
        assert chunk.too_long or chunk.data == data[chunk.begin.offset : chunk.end.offset]
        assert chunk.end.crc == zlib.crc32(data[: chunk.end.offset])
        assert chunk.end.offset == len(data) or data[: chunk.end.offset].endswith(b"\n")
        assert len(chunk.data) <= size + longest
    if found:
        assert found[-1].end.offset == len(data)
    lines = data.split(b"\n")
    lines = lines[:-1] if lines[-1] == b"" else lines
    cut = [(line, mark) for chunk in found for line, mark in lines_of(chunk)]
    assert [mark.lines for _, mark in cut] == list(range(1, len(lines) + 1))
    for (line, _), whole in zip(cut, lines, strict=True):
        assert line.rstrip(b"\n") == whole if line else len(whole) + 1 > longest


@given(data=st.binary(max_size=200), offset=st.integers(0, 250))
def test_a_file_is_known_by_what_was_read_of_it(data, offset):
    mark = Mark(offset, 0, zlib.crc32(data[:offset]))
    assert skip_to(Source("x", io.BytesIO(data + b"grown")), mark) == (offset <= len(data))
    changed = bytes([data[0] ^ 1, *data[1:]]) if data else b""
    assert not skip_to(Source("x", io.BytesIO(changed)), mark) or offset == 0 or not data


# ---------------------------------------------------------------- bad lines


def test_each_bad_line_is_named_and_no_document_is_missed(mixed, gazetteer, tmp_path, expected):
    assert [json.loads(row)["id"] for row in expected.splitlines()] == list(range(40))
    counts = toponyms_of_file(mixed, tmp_path / "out", gazetteer)
    lines = mixed.read_bytes().split(b"\n")
    assert [lines[bad.number - 1] for bad in counts.bad] == list(BAD)
    assert all(bad.said_in(str) for bad in counts.bad)


def test_a_line_without_end_is_passed_over_and_not_kept(gazetteer, tmp_path):
    giant = b'{"id": 1, "text": "' + b"Kyiv " * (MAX_LINE_BYTES // 5) + b'"}'
    long = b'{"id": 1, "text": "' + b"Kyiv " * (MAX_CHARACTERS // 5 + 1) + b'"}'
    source = written(tmp_path / "giant.jsonl", [document(0), giant, document(2), long])
    counts = toponyms_of_file(source, tmp_path / "out", gazetteer)
    assert (counts.done, [bad.number for bad in counts.bad]) == (2, [2, 4])
    assert "16 MB" in counts.bad[0].said_in(str) and "2000000" in counts.bad[1].said_in(str)


def test_a_fault_of_ours_is_a_bad_line_too(gazetteer, tmp_path, monkeypatch):
    def broken(text, *arguments, **settings):
        raise KeyError(text)

    monkeypatch.setattr("geo.reading.jsonl.toponyms_of", broken)
    counts = toponyms_of_file(written(tmp_path / "a", [document(0)]), tmp_path / "out", gazetteer)
    assert (counts.done, counts.bad_lines) == (0, 1) and "KeyError" in counts.bad[0].said_in(str)


def test_only_so_many_bad_lines_are_named_and_all_are_counted(gazetteer, tmp_path):
    counts = toponyms_of_file(written(tmp_path / "a", [b"bad"] * 5000), tmp_path / "out", gazetteer)
    assert (counts.bad_lines, len(counts.bad)) == (5000, 100)


# ---------------------------------------------------------------- going on


@settings(max_examples=40, deadline=None)
@given(share=st.floats(0, 1))
def test_wherever_an_output_was_cut_it_is_completed(mixed, expected, gazetteer, folder, share):
    output = folder / "cut.jsonl"
    output.write_bytes(expected[: int(share * len(expected))])
    counts = toponyms_of_file(mixed, output, gazetteer, resume=True)
    assert output.read_bytes() == expected
    assert (counts.done + counts.skipped, counts.bad_lines) == (40, len(BAD))


@settings(max_examples=15, deadline=None)
@given(stop=st.integers(1, 12), torn=st.binary(max_size=30))
def test_a_stopped_run_goes_on_from_its_note(mixed, expected, gazetteer, folder, stop, torn):
    output = folder / "stopped.jsonl"
    pieces = 0

    def tell(now):
        nonlocal pieces
        pieces += 1
        if pieces == stop:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.reading.many.chunks", lambda source, begin: chunks(source, begin, size=100))
        first = toponyms_of_file(mixed, output, gazetteer, progress=tell)
    assert first.stopped and beside(output).exists()
    with output.open("ab") as file:  # what was written after the note, to any byte
        file.write(torn)
    second = toponyms_of_file(mixed, output, gazetteer, resume=True)
    assert output.read_bytes() == expected and not beside(output).exists()
    assert (first.done, second.skipped, first.done + second.done) == (first.done, first.done, 40)
    assert (second.bad_lines, len(second.bad)) == (len(BAD), len(BAD))


def stopped(mixed, output, gazetteer):
    """A run that was stopped after its first piece."""

    def tell(now):
        raise KeyboardInterrupt

    toponyms_of_file(mixed, output, gazetteer, progress=tell)
    return output


def test_a_run_goes_on_with_the_same_input_and_settings_only(mixed, gazetteer, tmp_path):
    source = Path(shutil.copy(mixed, tmp_path / "source.jsonl"))
    output = stopped(source, tmp_path / "out.jsonl", gazetteer)
    note, rows = beside(output).read_bytes(), output.read_bytes()
    with pytest.raises(BadInput, match="demonyms"):
        toponyms_of_file(source, output, gazetteer, resume=True, demonyms=False)
    source.write_bytes(source.read_bytes().replace(b"Oslo", b"Rome"))
    with pytest.raises(BadInput, match=r"source\.jsonl.*not the file"):
        toponyms_of_file(source, output, gazetteer, resume=True)
    assert (beside(output).read_bytes(), output.read_bytes()) == (note, rows)


def test_an_input_that_grew_is_gone_on_with(mixed, expected, gazetteer, tmp_path):
    source = Path(shutil.copy(mixed, tmp_path / "source.jsonl"))
    output = stopped(source, tmp_path / "out.jsonl", gazetteer)
    with source.open("ab") as file:
        file.write(document(40) + b"\n")
    assert toponyms_of_file(source, output, gazetteer, resume=True).done == 1
    assert output.read_bytes().startswith(expected) and output.read_bytes().count(b"\n") == 41


def test_the_output_of_other_documents_is_not_gone_on_with(mixed, gazetteer, tmp_path):
    output = tmp_path / "out.jsonl"
    output.write_text('{"id": 7, "toponyms": []}\n')
    with pytest.raises(BadInput, match="row 1 is of another"):
        toponyms_of_file(mixed, output, gazetteer, resume=True)
    assert output.read_text() == '{"id": 7, "toponyms": []}\n'


def test_a_file_that_is_none_of_ours_is_left_alone(mixed, gazetteer, tmp_path):
    note = tmp_path / "out.jsonl.progress"
    note.write_text("my own notes")
    with pytest.raises(BadInput, match="move it elsewhere"):
        toponyms_of_file(mixed, tmp_path / "out.jsonl", gazetteer)
    assert note.read_text() == "my own notes" and not (tmp_path / "out.jsonl").exists()


def test_an_input_is_not_written_over(mixed, gazetteer, tmp_path):
    source = Path(shutil.copy(mixed, tmp_path / "source.jsonl"))
    with pytest.raises(BadInput, match="over itself"):
        toponyms_of_file(source, tmp_path / "." / "source.jsonl", gazetteer)
    assert source.read_bytes() == mixed.read_bytes()


# ---------------------------------------------------------------- several processes


def command(*arguments, **kwargs):
    # At a lower priority, so that the test is never too late to stop it.
    line = ["nice", "-n", "5", sys.executable, "-m", "geo.cli", "toponyms", *map(str, arguments)]
    environment = {**os.environ, "LC_ALL": "en_GB.UTF-8"}
    return subprocess.Popen(
        line, cwd=ROOT, env=environment, stderr=subprocess.PIPE, start_new_session=True,
        # A shell that runs the tests in the background has left Ctrl-C aside for all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **kwargs,
    )  # fmt: skip


def until_it_writes(process, output, least):
    deadline = time.monotonic() + 60
    while process.poll() is None and not (output.exists() and output.stat().st_size > least):
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_killed_and_stopped_in_the_middle_then_resumed(large, large_expected, tmp_path):
    output = tmp_path / "out.jsonl"
    with command(large, "-o", output, "--jobs", 2) as process:
        until_it_writes(process, output, 0)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130 and "--resume" in said and "Traceback" not in said
    assert beside(output).exists() and output.stat().st_size < len(large_expected)
    with command(large, "-o", output, "--resume", "--jobs", 2) as process:
        until_it_writes(process, output, output.stat().st_size)
        process.kill()
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with command(large, "-o", output, "--resume") as process:
        said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 0 and " 0 bad lines" in said
    assert output.read_bytes() == large_expected and not beside(output).exists()


def test_a_worker_that_dies_is_a_clear_error_and_nothing_is_lost(large, large_expected, gazetteer, tmp_path):
    output = tmp_path / "out.jsonl"

    def tell(now):
        for child in multiprocessing.active_children():
            child.kill()

    with pytest.raises(StrikemapError, match=r"worker process died.*--resume"):
        toponyms_of_file(large, output, gazetteer, jobs=2, progress=tell)
    assert toponyms_of_file(large, output, gazetteer, resume=True).skipped > 0
    assert output.read_bytes() == large_expected


# ---------------------------------------------------------------- where it comes from


def test_gzip_is_read_as_it_is_and_damage_is_named(mixed, expected, gazetteer, tmp_path):
    packed = tmp_path / "docs.jsonl.gz"
    packed.write_bytes(gzip.compress(mixed.read_bytes()))
    assert toponyms_of_file(packed, tmp_path / "out", gazetteer).done == 40
    assert (tmp_path / "out").read_bytes() == expected
    packed.write_bytes(packed.read_bytes()[:-40])
    with pytest.raises(BadInput, match=r"docs\.jsonl\.gz.*damaged"):
        toponyms_of_file(packed, tmp_path / "out", gazetteer)
    packed.write_bytes(b"\x28\xb5\x2f\xfd and more")
    with pytest.raises(BadInput, match="zstd"), opened(packed):
        pass


def test_a_pipe_streams_and_cannot_be_resumed(gazetteer, tmp_path, monkeypatch):
    with command("-", "-o", "-", "--jobs", 1, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        rows, said = process.communicate(document(1) + b"\nbad\n" + document(2), timeout=60)
    assert [json.loads(row)["id"] for row in rows.splitlines()] == [1, 2]
    assert b"1 bad lines" in said and b"line 2" in said
    with pytest.raises(BadInput, match="resumed"):
        toponyms_of_file(None, tmp_path / "out", gazetteer, resume=True)


def test_small_input_starts_no_process_of_its_own(mixed, gazetteer, tmp_path, monkeypatch):
    monkeypatch.setattr(many, "ProcessPoolExecutor", None)
    assert toponyms_of_file(mixed, tmp_path / "out", gazetteer, jobs=8).done == 40
    assert 1 <= cores() <= (os.cpu_count() or 1)


# ---------------------------------------------------------------- what a person may do wrong


def run(*arguments, **about):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "geo.cli", "toponyms", *map(str, arguments)]
    return subprocess.run(command, stderr=subprocess.PIPE, env=environment, timeout=60, check=False, **about)


def test_a_folder_is_no_output(mixed, gazetteer, tmp_path):
    for folder in (tmp_path, Path()):
        with pytest.raises(BadInput, match="cannot be written: Is a directory"):
            toponyms_of_file(mixed, folder, gazetteer)


def test_standard_input_is_not_written_over(gazetteer, tmp_path):
    file = written(tmp_path / "a.jsonl", [document(1)])
    before = file.read_bytes()
    with file.open("rb") as stream:
        done = run("-", "-o", file, stdin=stream)
    assert done.returncode == 1
    assert b"would be written over itself" in done.stderr
    assert file.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("output", ["-", "/dev/full"])
def test_a_full_disk_is_told(mixed, output):
    with Path("/dev/full").open("wb") as full:
        done = run(mixed, "-o", output, stdout=full)
    assert done.returncode == 1
    assert b"cannot be written: No space left on device" in done.stderr


def test_what_stands_before_the_damage_is_written(large, large_expected, gazetteer, tmp_path):
    packed = gzip.compress(large.read_bytes())
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(packed[: len(packed) * 2 // 3])
    output = tmp_path / "out.jsonl"
    with pytest.raises(BadInput, match="is damaged"):
        toponyms_of_file(broken, output, gazetteer)
    first = output.read_bytes()
    assert first and large_expected.startswith(first)
    broken.write_bytes(packed)
    toponyms_of_file(broken, output, gazetteer, resume=True)
    assert output.read_bytes() == large_expected


@pytest.mark.parametrize("tag", ["nl_NL", "NL", "nl-BE", "Dutch", "../../x", ""])
def test_a_language_is_known_however_its_tag_is_written(gazetteer, tag):
    text = "De burgemeester van Antwerpen sprak gisteren met de Amerikaanse regering."
    assert toponyms_of(text, gazetteer, language=tag) == toponyms_of(text, gazetteer, language="nl")


def test_own_places_are_found_in_many_documents_too(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("name,lat,lon\nDepot 107,53.1,34.9\n", encoding="utf-8")
    file = written(tmp_path / "a.jsonl", [b'{"id": 1, "text": "A fire at Depot 107 was put out."}'])
    done = run(file, "-o", tmp_path / "out.jsonl", "--own", own)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads((tmp_path / "out.jsonl").read_bytes())["toponyms"]
    assert (found["name"], found["lat"], found["lon"]) == ("Depot 107", 53.1, 34.9)
