"""What the house says: the messages in its code and tables, and what the catalogues make of them."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from geo.measuring.borders import disputed_areas
from geo.resources import PACKAGE, data_dir, data_path

LOCALE = data_dir() / "locale"
SAYS = frozenset({"words", "say", "_say", "_words", "plural", "desk_words", "map_words"})
# Names in the tables of weapons that stay as they are though they hold a word.
SAME = {"WP Tech"}


@cache
def catalogue(language: str, domain: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The messages of a catalogue with their translations, each with all its plural forms."""
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    return {
        (entry.id,) if isinstance(entry.id, str) else tuple(entry.id): (entry.string,)
        if isinstance(entry.string, str)
        else tuple(entry.string)
        for entry in entries
    }


def domains(language: str) -> list[str]:
    return sorted(path.stem for path in (LOCALE / language / "LC_MESSAGES").glob("*.po"))


@cache
def known(language: str) -> dict[str, tuple[str, ...]]:
    """Every message that some catalogue of a language has, with its translations."""
    found: dict[str, tuple[str, ...]] = {}
    for domain in domains(language):
        for ids, forms in catalogue(language, domain).items():
            found.update(dict.fromkeys(ids, forms))
    return found


def lacking(language: str, said: Iterable[str]) -> list[str]:
    """The messages that no catalogue of the language translates."""
    translations = known(language)
    return sorted(message for message in said if not all(translations.get(message, ("",))))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def name_of(call: ast.Call) -> str:
    """The last name of what is called: "say" of ``self.say(...)``, "map_words" of ``map_words(language)(...)``."""
    function = call.func.func if isinstance(call.func, ast.Call) else call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value:
            yield inner.value


@cache
def tables(path: Path) -> dict[str, list[ast.expr]]:
    """The names that a module gives to values at its top: each with the values themselves, of a dict its values."""
    found: dict[str, list[ast.expr]] = {}
    for node in tree_of(path).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                found[target.id] = list(value.values) if isinstance(value, ast.Dict) else [value]
    return found


@cache
def errors() -> frozenset[str]:
    """The names of our errors, which carry a message to be said."""
    known_errors = {"StrikemapError"}
    classes = [
        node for path in sorted(PACKAGE.rglob("*.py")) for node in tree_of(path).body if isinstance(node, ast.ClassDef)
    ]
    while found := {
        node.name
        for node in classes
        if node.name not in known_errors and known_errors & {getattr(base, "id", "") for base in node.bases}
    }:
        known_errors |= found
    return frozenset(known_errors)


def said_in(path: Path, *, says: frozenset[str] = SAYS) -> Iterator[str]:
    """The message ids that a module says: the texts in the messages of its calls, also where one of two is chosen.

    A name of the module's own in such a message stands for what it holds, a table for its values.
    """
    named = tables(path)
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or name_of(node) not in says:
            continue
        if name_of(node) in {"desk_words", "map_words", "_words"} and not isinstance(node.func, ast.Call):
            continue
        for message in node.args[: 2 if name_of(node) == "plural" else 1]:
            names = [inner.id for inner in ast.walk(message) if isinstance(inner, ast.Name) and inner.id in named]
            parts = [message, *(part for name in names for part in named[name])]
            yield from (text for part in parts for text in messages_of(part))


def messages_of(value: ast.AST) -> Iterator[str]:
    """The texts of an expression but the keys that it looks up in a table and what is held against another."""
    if isinstance(value, ast.Subscript):
        yield from messages_of(value.value)
    elif isinstance(value, ast.IfExp):
        yield from messages_of(value.body)
        yield from messages_of(value.orelse)
    elif isinstance(value, ast.Constant):
        yield from texts(value)
    elif not isinstance(value, ast.Compare | ast.JoinedStr | ast.Call):
        for inner in ast.iter_child_nodes(value):
            yield from messages_of(inner)


def said_in_data() -> set[str]:
    """What the tables of borders and weapons say: names, bases, versions of weapons and who states a range in words."""
    areas = disputed_areas().values()
    weapons = json.loads(data_path("weapons.json").read_text("utf-8"))["weapons"]
    names = {name for area in areas for name in (area.name, *area.says.values())}
    versions = {variant["name"] for weapon in weapons for variant in weapon["variants"]}
    who = {reach["stated_by"] for weapon in weapons for reach in weapon["reaches"]}
    # Names stay as they are ("GMLRS (M30, M31)", "Al Jazeera"); those of them that hold words do not.
    words = re.compile(r"\b[a-z]{3,}\b")
    return names | {name for name in versions if words.search(name)} | (who & set(known("nl")) - SAME)


def sentences(path: Path) -> Iterator[str]:
    """Texts of a module with a word and a field in braces, docstrings and markup aside: they are said somewhere."""
    tree = tree_of(path)
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            quiet |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.add(id(node.value))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in quiet:
            continue
        text = node.value
        is_said = " " in text and re.search(r"[A-Za-z]{3}", text) and re.search(r"\{[a-z_]+(![rs])?\}", text)
        if is_said and not re.search(r"\n|^#", text):
            yield text
