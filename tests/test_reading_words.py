"""Every sentence that the reader can show is translated."""

from __future__ import annotations

import ast
from pathlib import Path

from geo.reading import resolving
from geo.words import Words

READING = Path(resolving.__file__).parent
ERRORS = {"BadArticle", "BadInput", "DataError"}


def messages() -> set[str]:
    """First arguments of the errors raised in the reader."""
    found = set()
    for path in READING.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                said = node.args[0]
                found.add(ast.literal_eval(named[said.id] if isinstance(said, ast.Name) else said))
    return found


def test_every_message_has_its_dutch() -> None:
    words = Words("nl")
    said = messages()
    assert len(said) > 8
    assert [message for message in said if words(message) == message] == []
