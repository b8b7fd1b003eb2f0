"""The index on the disk: whole or not there, whatever happens to its builder."""

from __future__ import annotations

import importlib.metadata
import inspect
import json
import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from geo.errors import DataError
from geo.gazetteer.cache import Progress, cache_folder, edition, ensure_index, is_whole
from geo.gazetteer.index import Gazetteer

ROOT = Path(__file__).resolve().parents[1]


def small_builder(folder: Path, progress: Progress | None) -> None:
    """Writes an index of one file, slowly enough for two to meet."""
    if progress:
        progress("Reading settlements", 0.0)
    (folder / "names.bin").write_bytes(b"Koersk")
    with (folder.parent / "builds.txt").open("a") as log:
        log.write("built\n")
    time.sleep(0.3)
    (folder / "manifest.json").write_text(json.dumps({"names.bin": [6, zlib.crc32(b"Koersk")]}))


def test_an_edition_is_named_after_its_sources() -> None:
    assert edition() == edition()
    assert edition().startswith("gazetteer-")


def test_builds_once_and_tells_its_progress(tmp_path: Path) -> None:
    stages: list[str] = []
    first = ensure_index(tmp_path / "deep" / "down", lambda stage, _: stages.append(stage), small_builder)
    again = ensure_index(tmp_path / "deep" / "down", None, small_builder)
    assert first == again
    assert stages == ["Reading settlements"]
    assert (tmp_path / "deep" / "down" / "builds.txt").read_text() == "built\n"


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "no manifest", "broken manifest", "empty manifest"])
def test_a_damaged_index_is_built_anew(tmp_path: Path, damage: str) -> None:
    index = ensure_index(tmp_path, None, small_builder)
    if damage == "cut":
        (index / "names.bin").write_bytes(b"Koer")
    elif damage == "changed":
        (index / "names.bin").write_bytes(b"Koersj")
    elif damage == "gone":
        (index / "names.bin").unlink()
    elif damage == "no manifest":
        (index / "manifest.json").unlink()
    else:
        (index / "manifest.json").write_text("{}" if damage == "empty manifest" else '{"names.bin": ')
    assert not is_whole(index)
    assert is_whole(ensure_index(tmp_path, None, small_builder))


def test_two_processes_build_one_index(tmp_path: Path) -> None:
    code = (
        "import json, time, zlib; from pathlib import Path; from geo.gazetteer.cache import ensure_index\n"
        f"{inspect.getsource(small_builder)}\n"
        f"ensure_index(Path({str(tmp_path)!r}), None, small_builder)\n"
    )
    code = "from __future__ import annotations\n" + code
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    builders = [subprocess.Popen([sys.executable, "-c", code], env=environment) for _ in range(2)]
    assert [process.wait(60) for process in builders] == [0, 0]
    assert (tmp_path / "builds.txt").read_text() == "built\n"
    assert is_whole(tmp_path / edition())


def test_a_killed_builder_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    code = (
        "import time; from pathlib import Path; from geo.gazetteer.cache import ensure_index\n"
        "def stuck(folder, progress):\n"
        "    (folder / 'names.bin').write_bytes(b'half')\n"
        "    print('half way', flush=True)\n"
        "    time.sleep(60)\n"
        f"ensure_index(Path({str(tmp_path)!r}), None, stuck)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        process.send_signal(signal.SIGKILL)
    assert list(tmp_path.glob(".building-*"))
    assert is_whole(ensure_index(tmp_path, None, small_builder))
    assert not list(tmp_path.glob(".building-*"))


def test_a_builder_that_fails_is_a_clear_error(tmp_path: Path) -> None:
    def fails(folder: Path, progress: Progress | None) -> None:
        (folder / "names.bin").write_bytes(b"Koersk")

    with pytest.raises(DataError, match="could not be built"):
        ensure_index(tmp_path, None, fails)
    assert not (tmp_path / edition()).exists()
    assert not list(tmp_path.glob(".building-*"))


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(DataError, match="cannot be written"):
        ensure_index(blocked / "cache", None, small_builder)


def test_an_index_of_other_sources_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = ensure_index(tmp_path, None, small_builder)
    real = importlib.metadata.version
    newer = {"babel": "999.0"}
    monkeypatch.setattr("geo.gazetteer.cache.version", lambda name: newer.get(name) or real(name))
    assert ensure_index(tmp_path, None, small_builder) != stale
    assert (tmp_path / "builds.txt").read_text() == "built\nbuilt\n"


@pytest.mark.skipif(sys.platform == "win32", reason="limits on the size of files are POSIX")
def test_a_full_disk_is_a_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from geo.errors import DataError\n"
        "from geo.gazetteer.cache import ensure_index\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: ensure_index(Path(sys.argv[1]), None, lambda folder, _: (folder / 'a.bin').write_bytes(bytes(99_999)))\n"
        "except DataError as error: print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, env=environment
    )
    assert "cannot be written" in done.stdout
    assert not list(tmp_path.glob(".building-*"))
    assert not (tmp_path / edition()).exists()


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    """As in a read-only folder, and for root too: a folder cannot stand inside a file."""
    file = tmp_path / "file"
    file.write_text("in the way")
    with pytest.raises(DataError, match="cannot be written"):
        ensure_index(file / "cache", None, small_builder)
    assert file.read_text() == "in the way"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root writes into read-only folders; see the test above"
)
def test_a_read_only_folder_is_a_clear_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DataError, match="cannot be written"):
            ensure_index(tmp_path / "cache", None, small_builder)
    finally:
        tmp_path.chmod(0o700)


def test_a_whole_index_in_a_read_only_folder_is_opened(tmp_path: Path) -> None:
    index = ensure_index(tmp_path, None, small_builder)
    tmp_path.chmod(0o500)
    try:
        assert ensure_index(tmp_path, None, small_builder) == index
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("name", ["names.marisa", "records.npy", "postings.npy", "aliases.bin", "ids.json", "text.bin"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_file_is_never_an_empty_answer(gazetteer: Gazetteer, tmp_path: Path, name: str, damage: str) -> None:
    """Opened past the check, the index is refused or answers; what is built anew is tested above."""
    for path in gazetteer.folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    content = (gazetteer.folder / name).read_bytes()
    (tmp_path / name).unlink()
    if damage == "cut":
        (tmp_path / name).write_bytes(content[: len(content) // 2])
    assert not is_whole(tmp_path)
    if damage == "gone" or name in ("names.marisa", "records.npy", "postings.npy", "ids.json"):
        with pytest.raises(DataError, match="cannot be read"):
            Gazetteer(tmp_path)


def test_an_index_of_nothing_is_never_opened(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        Gazetteer(tmp_path)


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEMAP_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("STRIKEMAP_CACHE")
    assert cache_folder().name == "strikemap"
