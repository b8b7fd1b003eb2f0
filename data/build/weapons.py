"""Makes data/weapons.json from weapons.toml, the table that people edit. Source: our own reading, cited row by row.

Run it with `python data/build/weapons.py`; `--check` only says whether weapons.json is what the table gives.
Every rule that the table breaks is printed, with the row that breaks it. Lengths become whole metres.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("weapons.toml")
TARGET = Path(__file__).resolve().parents[1] / "weapons.json"

LANGUAGES = ("nl", "en", "de", "fr", "uk", "ru")
KINDS = (
    "air-defence missile",
    "ballistic missile",
    "cruise missile",
    "drone",
    "glide bomb",
    "guided rocket",
    "rocket",
    "rocket launcher",
)
METRES = {"km": 1000.0, "mi": 1609.344, "nmi": 1852.0}
# No two places on earth are farther apart (half a meridian of WGS 84 is 20,003.9 km).
LONGEST_M = 20_004_000
# A shorter name is found by accident in any text.
SHORTEST_ALIAS = 4
LENGTH = re.compile(r"(\d+(?:\.\d+)?) (km|mi|nmi)")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Which way a hedge goes (geo.model.Bound).
BOUNDS = ("more", "nearly", "at_most")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
WORD_TABLES = ("context_words", "range_words", "other_words")
WEAPON_KEYS = {"id", "name", "kind", "country", "aliases", "in_context", "variant", "reach"}
VARIANT_KEYS = {"id", "name", "aliases"}
REACH_KEYS = {"variant", "max", "min", "stated_by", "stated", "address", "platform", "about", "bound", "note"}

Row = dict[str, Any]


def main() -> int:
    """Write weapons.json, or with --check compare; 1 where the table breaks a rule or the file is stale."""
    table = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    broken = problems(table)
    for problem in broken:
        print(f"weapons.toml: {problem}", file=sys.stderr)
    if broken:
        return 1
    text = rebuilt(table)
    if "--check" in sys.argv[1:]:
        return int(TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


def rebuilt(table: Row | None = None) -> str:
    """The text of weapons.json, weapons by id, everything else in the table's order."""
    table = table or tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    document = {
        "about": "Stated reaches of weapons. Made from data/build/weapons.toml; edit that file. Lengths in metres.",
        "licence": "MIT; facts only, each with who states it",
        **{name: table[name] for name in WORD_TABLES},
        "weapons": [weapon(row) for row in sorted(table["weapon"], key=lambda row: row["id"])],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def weapon(row: Row) -> Row:
    """One weapon as geo.model.Weapon has it; what is empty is left out."""
    out = {key: row[key] for key in ("id", "name", "kind", "country") if key in row}
    for key in ("aliases", "in_context"):
        names = {language: row[key][language] for language in LANGUAGES if language in row.get(key, {})}
        out |= {key: names} if names else {}
    out["variants"] = row["variant"]
    out["reaches"] = [reach(row["id"], r) for r in row["reach"]]
    return out


def reach(weapon_id: str, row: Row) -> Row:
    """One reach as geo.model.Reach has it; its id is made from who states what, so that it survives reordering."""
    max_m = metres(row["max"])
    out = {"id": f"{weapon_id}:{row['variant']}:{slug(row['stated_by'])}:{max_m // 1000}", "variant": row["variant"]}
    out["max_m"] = max_m
    if "min" in row:
        out["min_m"] = metres(row["min"])
    kept = ("stated_by", "stated", "address", "platform", "about", "bound", "note")
    return out | {k: row[k] for k in kept if k in row}


def metres(text: str) -> int:
    """Whole metres of "300 km", "90 mi" or "100 nmi"."""
    match = LENGTH.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a length such as '300 km', '90 mi' or '100 nmi'")
    return round(float(match[1]) * METRES[match[2]])


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def key(name: str) -> str:
    """What two spellings share when case, diacritics, spaces and hyphens are put aside (as in geo.weapons)."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())


def problems(table: Row) -> list[str]:
    """Every rule that the table breaks, in words."""
    rows = table["weapon"]
    found = [f"{name}: {tag} is missing" for name in WORD_TABLES for tag in LANGUAGES if not table[name].get(tag)]
    found += [f"weapon id {name!r} stands {times} times" for name, times in _repeated(row["id"] for row in rows)]
    bearers: dict[str, set[str]] = {}
    for row in rows:
        found += [f"{row['id']}: {problem}" for problem in _weapon_problems(row)]
        for name in _names(row):
            bearers.setdefault(key(name), set()).add(row["id"])
    return found + [f"{name!r} names {sorted(ids)}" for name, ids in bearers.items() if len(ids) > 1]


def _repeated(values: Iterable[str]) -> list[tuple[str, int]]:
    return [(value, times) for value, times in Counter(values).items() if times > 1]


def _names(row: Row) -> list[str]:
    """Every name by which the weapon or one of its variants can be found."""
    lists = [*row.get("aliases", {}).values(), *row.get("in_context", {}).values()]
    lists += [[variant["name"], *variant.get("aliases", [])] for variant in row.get("variant", [])]
    return [row["id"], row["name"], *(name for names in lists for name in names)]


def _weapon_problems(row: Row) -> Iterator[str]:
    yield from _unknown(row, WEAPON_KEYS)
    if not ID.fullmatch(row["id"]):
        yield f"id {row['id']!r} is not of the form abc-1"
    if row["kind"] not in KINDS:
        yield f"kind {row['kind']!r} is not one of {KINDS}"
    if not re.fullmatch("[A-Z]{2}", row["country"]):
        yield f"country {row['country']!r} is not ISO 3166-1 alpha-2"
    for tag in LANGUAGES:
        yield from _alias_problems(tag, [*row["aliases"].get(tag, []), *row.get("in_context", {}).get(tag, [])])
    variants = [variant["id"] for variant in row["variant"]]
    stated_for = {stated.get("variant") for stated in row["reach"]}
    for variant in row["variant"]:
        yield from _unknown(variant, VARIANT_KEYS)
        if variant["id"] not in stated_for:
            yield f"variant {variant['id']!r} has no reach"
    broken = [f"reach of {r.get('stated_by')!r}: {problem}" for r in row["reach"] for problem in _reach_problems(r)]
    yield from broken
    for stated in sorted(map(str, stated_for - set(variants))):
        yield f"a reach is of variant {stated!r}, which is not in the list"
    ids = [] if broken else [reach(row["id"], stated)["id"] for stated in row["reach"]]
    for name, times in _repeated([*variants, *ids]):
        yield f"{name!r} stands {times} times"


def _unknown(row: Row, known: set[str]) -> Iterator[str]:
    for field in sorted(set(row) - known):
        yield f"unknown field {field!r}"


def _alias_problems(tag: str, names: list[str]) -> Iterator[str]:
    if not names:
        yield f"no alias in {tag}"
    for name, times in _repeated(names):
        yield f"{tag} lists {name!r} {times} times"
    for name in names:
        if name != name.strip() or len(name) < SHORTEST_ALIAS:
            yield f"{name!r} ({tag}) has spaces around it or is too short"


def _reach_problems(row: Row) -> Iterator[str]:
    yield from _unknown(row, REACH_KEYS)
    if not row.get("stated_by", "").strip():
        yield "nobody states it"
    if not row.get("address") and not row.get("note"):
        yield "has neither an address nor a note on where it was stated"
    if "stated" in row and not DATE.fullmatch(row["stated"]):
        yield f"stated {row['stated']!r} is not a date"
    if row.get("bound", "more") not in BOUNDS:
        yield f"bound {row['bound']!r} is not one of {BOUNDS}"
    if not row.get("address", "https://").startswith(("https://", "http://")):
        yield f"address {row['address']!r} is not of the web"
    try:
        least, most = metres(row.get("min", "0 km")), metres(row.get("max", ""))
    except ValueError as error:
        yield str(error)
        return
    if not 0 <= least < most <= LONGEST_M:
        yield f"{least} to {most} m is no reach on earth"


if __name__ == "__main__":
    sys.exit(main())
