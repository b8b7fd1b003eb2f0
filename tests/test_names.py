"""The public names, the import rules and the words, held against the code itself."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import geo
from geo.words import LANGUAGES, Words

ROOT = Path(__file__).resolve().parents[1]
ERRORS = ("BadInput", "BadDocument", "BadArticle", "NotPossible", "NotFound", "Ambiguous", "DataError")
KEYWORDS = {**dict.fromkeys(("words", "_", "_say", *ERRORS)), "plural": (1, 2)}


def test_every_public_name_is_there_and_sorted():
    assert list(geo.__all__) == sorted(geo.__all__)
    assert all(getattr(geo, name) is not None for name in geo.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        geo.nothing_of_the_kind  # noqa: B018


def test_importing_geo_is_light():
    heavy = "{'folium', 'geopandas', 'matplotlib', 'streamlit', 'pandas', 'scipy', 'pyproj', 'shapely'}"
    code = f"import sys, geo; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout == "[]\n"


def test_imports_go_down_only():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout


@cache
def message_ids():
    found = set()
    for name, _, message, _, _ in extract_from_dir(ROOT / "geo", [("**.py", "python")], keywords=KEYWORDS):
        for text in message if isinstance(message, tuple) else (message,):
            found.add((text, name))
    return found


@cache
def catalogues(language):
    """The sentences of each of the language's files, by the file's path."""
    folder = ROOT / "data" / "locale" / language / "LC_MESSAGES"
    return {path: read_po(path.read_text(encoding="utf-8").splitlines()) for path in sorted(folder.glob("*.po"))}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_sentence_is_translated(language):
    known = set()
    for catalogue in catalogues(language).values():
        for message in catalogue:
            if message.id and message.string:
                known |= set(message.id) if isinstance(message.id, tuple) else {message.id}
    missing = sorted(f"{name}: {text}" for text, name in message_ids() if text and text not in known)
    assert missing == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_translation_fills_the_same_fields_and_is_compiled(language):
    import re

    words = Words(language)
    for path, catalogue in catalogues(language).items():
        for message in catalogue:
            if not message.id or isinstance(message.id, tuple):
                continue
            fields = set(re.findall(r"{(\w+)", message.id))
            assert set(re.findall(r"{(\w+)", message.string)) <= fields, message.id
            assert words(message.id) == message.string, f"{path.name} is not compiled: run data/build/catalogues.py"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_sentence_has_one_translation(language):
    homes = {}
    for path, catalogue in catalogues(language).items():
        for message in catalogue:
            if message.id:
                homes.setdefault(str(message.id), {})[path.name] = message.string
    assert {text: found for text, found in homes.items() if len(set(map(str, found.values()))) > 1} == {}
