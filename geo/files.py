"""Files that people name: read whole within a limit, and written so that a half-written one never replaces a whole."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from geo.errors import BadInput

# An article or story larger than this is not one; the readers have narrower limits of their own.
MAX_READ_BYTES = 256 * 1024 * 1024


def read_bytes(name: str, *, most: int = MAX_READ_BYTES) -> bytes:
    """The bytes of a file, or of standard input for "-": ``most`` at most.

    Raises:
        BadInput: there is no such file, it is a folder, it cannot be read, or it is too large.
    """
    if name == "-":
        return sys.stdin.buffer.read(most)
    try:
        with Path(name).open("rb") as file:
            # A device has no size to go by, and no end.
            is_large = os.fstat(file.fileno()).st_size > most
            data = b"" if is_large else file.read(most + 1)
        if is_large or len(data) > most:
            raise BadInput("{value!r} is too large: at most {most} MB", value=name, most=most >> 20)
        return data
    except OSError as error:
        raise BadInput("{value!r} cannot be read: {why}", value=name, why=error.strerror) from None


def write_bytes(name: str | Path, data: bytes) -> None:
    """Write beside, then rename: a full disk or a killed process leaves the old file whole.

    A link stays one, to the new file; a device or a pipe (/dev/null, /dev/stdout) is written to and never replaced.

    Raises:
        BadInput: the folder is not there or cannot be written.
    """
    asked = Path(name)
    if asked.exists() and not asked.is_file() and not asked.is_dir():
        _write_into(asked, data)
        return
    path = Path(os.path.realpath(asked))
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        raise BadInput("{value!r} cannot be written: {why}", value=str(path), why=error.strerror) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes private files; what a person asked for gets the usual permissions.
        umask = os.umask(0)
        os.umask(umask)
        Path(beside).chmod(0o666 & ~umask)
        Path(beside).replace(path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise BadInput("{value!r} cannot be written: {why}", value=str(path), why=error.strerror) from None


def _write_into(path: Path, data: bytes) -> None:
    try:
        with path.open("wb") as device:
            device.write(data)
    except BrokenPipeError:  # who reads it has enough
        raise
    except OSError as error:
        raise BadInput("{value!r} cannot be written: {why}", value=str(path), why=error.strerror) from None
