"""Every error of measuring can be said in Dutch, with the same fields."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from rows import each_row

from geo.words import Words

ROOM = Path(__file__).resolve().parents[1] / "geo" / "measuring"
FILES = ("planar", "geodesy", "equidistant", "ranges", "inside", "outlines")


def messages():
    for name in FILES:
        for node in ast.walk(ast.parse((ROOM / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                message = node.exc.args[0]
                assert isinstance(message, ast.Constant), f"a message that cannot be translated in {name}.py"
                yield message.value


@each_row("message", sorted(set(messages())))
def test_message_has_a_translation(message):
    dutch = Words("nl")(message)
    assert dutch != message
    assert sorted(re.findall(r"\{.*?\}", dutch)) == sorted(re.findall(r"\{.*?\}", message))
