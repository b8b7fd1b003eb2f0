"""Every sentence that the reader can show is translated."""

from __future__ import annotations

import ast
from pathlib import Path

from geo.reading import resolving
from geo.words import Words

READING = Path(resolving.__file__).parent
ERRORS = {"BadArticle", "BadInput", "NotYet", "DataError"}


def messages() -> set[str]:
    """First arguments of the errors raised in the reader."""
    found = set()
    for path in READING.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                found.add(ast.literal_eval(node.args[0]))
    return found


def test_every_message_has_its_dutch() -> None:
    words = Words("nl")
    said = messages()
    assert len(said) > 8
    assert [message for message in said if words(message) == message] == []
