"""Files that people name: what is no file is written to and never replaced, a link stays a link."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from geo import files
from geo.errors import BadInput
from geo.files import read_bytes, write_bytes


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_or_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_bytes(pipe, b"a map")
    reader.join(5)
    assert got == [b"a map"]
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_link_stays_a_link_to_the_new_file(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.html", tmp_path / "link.html"
    kept.write_bytes(b"old")
    link.symlink_to(kept)
    write_bytes(link, b"new")
    assert link.is_symlink() and kept.read_bytes() == b"new"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_device_is_told() -> None:
    with pytest.raises(BadInput, match="cannot be written: No space left"):
        write_bytes("/dev/full", b"a map")
    assert Path("/dev/full").is_char_device()


def test_a_folder_is_no_output(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_bytes(tmp_path, b"a map")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device without end")
def test_a_device_without_end_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_READ_BYTES", 1_000_000)
    with pytest.raises(BadInput, match="is too large"):
        read_bytes("/dev/zero")


def test_large_files_are_told_by_their_size(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(files.MAX_READ_BYTES + 1)
    with pytest.raises(BadInput, match="is too large"):
        read_bytes(str(tmp_path / "sparse"))
    with pytest.raises(BadInput, match="Is a directory"):
        read_bytes(str(tmp_path))
