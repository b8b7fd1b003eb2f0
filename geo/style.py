"""A house's style: one small TOML file for colours, names, borders, credit, font and sizes; two styles are built in.

A file says only what differs from the built-in style that it ``extends``; ``house_toml`` writes one whole, and
``starting_file`` one to begin with. What cannot be used is an error that names the key and quotes the value. What can
be used but reads badly (contrast below WCAG 2.2 AA, hues that colour-blind readers take for one) is a remark, and
nothing is changed for it. ``docs/style.md`` is the page for art directors.
"""

from __future__ import annotations

import difflib
import json
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from geo.document import MAKER, credit_line
from geo.drawing.fonts import (
    HEAVY_BYTES,
    FontFace,
    FontFamily,
    characters,
    family_name,
    font_face,
    is_variable,
    known_family,
    may_travel,
)
from geo.drawing.scene import Theme
from geo.drawing.theme import (
    BUILT_IN,
    RANGE_HUES,
    Lines,
    Palette,
    alike_hues,
    alike_in_print,
    grounds_of,
    inks,
    looks,
    passing,
    weak_looks,
)
from geo.errors import BadInput
from geo.files import read_bytes
from geo.gazetteer.own import HouseSpellings, spellings_of
from geo.measuring.borders import POLICIES, disputed_areas
from geo.model import Policy, Story
from geo.words import DESK_LANGUAGES, Words, map_words

Show = Literal["dashed", "left-out"]

DEFAULT = "strikemap"
# What each built-in style is, in a message id.
STYLES: Mapping[str, str] = {
    "strikemap": "calm: warm land, pale sea, one warm hue for the range",
    "newsprint": "cool greys and one red, thin lines; holds in black-and-white print",
}
MOST_BYTES = 1_000_000
MOST_LETTERS, MOST_CREDIT = 80, 400
COLUMNS_MM: Mapping[str, float] = {"print-1col": 88.0, "print-2col": 180.0}
LEAST_MM, MOST_MM = 30.0, 1200.0
LEAST_OPACITY, MOST_OPACITY = 0.05, 0.9
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_COLUMN = re.compile(r"print-[a-z0-9][a-z0-9-]{0,30}")
# What stands for a field of the credit line; other braces are text.
_FIELD = re.compile(r"\{([A-Za-z_][\w.!:\[\]]*)\}")
CREDIT_FIELDS = ("source", "house", "data")
_PART = re.compile(r"( [·|] )")
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;()–éëïöüäçèêßœ"
_LETTERS = {"uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"}


class LeastText(NamedTuple):
    """The smallest text of each medium: points in print, px on a phone, px on television (of 1080 lines)."""

    print_pt: float = 6.5
    phone_px: float = 11.0
    tv_px: float = 28.0

    @property
    def by_medium(self) -> dict[str, float]:
        """As the sizes of pictures take it."""
        return {"print": self.print_pt, "phone": self.phone_px, "tv": self.tv_px}


_LEAST_BOUNDS = {"print-pt": (4.0, 24.0), "phone-px": (8.0, 32.0), "tv-px": (12.0, 120.0)}


class DisputedChoice(NamedTuple):
    """What the house does with one disputed area: whose policy decides (None: the map's), and whether it is marked."""

    policy: Policy | None = None
    show: Show = "dashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A house's style, whole: what its file says, over the built-in style that it extends.

    Attributes:
        style: the name of the style, which may travel in a story; never a path.
        name: of the house, for the credit line; "" for ours.
        light, dark: the colours. lines: widths, dashes and lettering, of the built-in style.
        label_language: of names on the map; None for the reader's.
        policy: the border policy where the command line gives none; None where the house has none.
        disputed: what differs for single disputed areas.
        credit: the credit line by language ("" for every other one), with {source}, {house} and {data}.
        columns_mm: the widths of print sizes by their names.
    """

    style: str = DEFAULT
    extends: str = DEFAULT
    name: str = ""
    light: Palette
    dark: Palette
    lines: Lines
    label_language: str | None = None
    spelling: HouseSpellings = field(default_factory=HouseSpellings)
    policy: Policy | None = None
    disputed: Mapping[str, DisputedChoice] = field(default_factory=dict)
    credit: Mapping[str, str] = field(default_factory=dict)
    font: FontFamily | None = None
    least_text: LeastText = field(default_factory=LeastText)
    columns_mm: Mapping[str, float] = field(default_factory=lambda: dict(COLUMNS_MM))

    @property
    def theme(self) -> Theme:
        """How every token of a scene looks; the same object for the same style."""
        return _theme(self.light, self.dark, self.lines, self.least_text.phone_px, self.font)

    @property
    def choices(self) -> dict[str, Policy]:
        """The policy for single disputed areas, as ``open_borders`` takes it."""
        return {area: choice.policy for area, choice in self.disputed.items() if choice.policy is not None}

    @property
    def left_out(self) -> tuple[str, ...]:
        """The disputed areas that are not marked as such."""
        return tuple(area for area, choice in self.disputed.items() if choice.show == "left-out")

    def credit_line(self, story: Story, language: str) -> str:
        """The one line under a map: who reported, map by whom, and the data with its licence."""
        template = self.credit.get(language.split("-")[0].lower(), self.credit.get("", ""))
        if not template:
            return credit_line(story, map_words(language), maker=self.name or MAKER)
        source = story.article.source or ""
        values = {"source": source, "house": self.name or MAKER, "data": _data_credit(story, map_words(language))}
        kept: list[str] = []
        for part in _PART.split(template):
            names = set(_FIELD.findall(part))
            if _PART.fullmatch(part):
                kept += [part] if kept else []
            elif "source" in names and not source and len(names) == 1:
                # Nobody is named: the part goes, and the separator before it.
                kept = kept[:-1]
            else:
                filled = {**values, "source": source or map_words(language)("the article")}
                kept.append(_FIELD.sub(lambda match, filled=filled: filled[match[1]], part))
        return "".join(kept).strip()

    def method(self, language: str) -> tuple[str, ...]:
        """Sentences for "About this map": the font and its licence."""
        if self.font is None:
            return ()
        say = map_words(language)
        return (say("Typeface: {name} ({licence}).", name=self.font.name, licence=self.font.licence),)


def _data_credit(story: Story, say: Words) -> str:
    """The data that a story's map is drawn from, each with its licence: what the plain credit line ends with."""
    line = credit_line(replace(story, article=replace(story.article, source=None)), say)
    maker = say("map: {maker}", maker=MAKER).casefold()  # the line begins with a capital
    return " · ".join(part for part in line.split(" · ") if part.casefold() != maker)


@lru_cache(maxsize=32)
def _theme(light: Palette, dark: Palette, lines: Lines, least_px: float, font: FontFamily | None) -> Theme:
    return Theme(
        light=looks(light, lines, least_px=least_px, font=font),
        dark=looks(dark, lines, least_px=least_px, font=font),
        font=font,
        least_px=least_px,
    )


# ---------------------------------------------------------------- by name, from a file, in a story


def built_in_house(name: str = DEFAULT) -> House:
    """A built-in style.

    Raises:
        BadInput: there is none of that name.
    """
    if name not in BUILT_IN:
        raise BadInput("{value!r} is not a built-in style: expected {known}", value=name, known=", ".join(BUILT_IN))
    drawn = BUILT_IN[name]
    return House(style=name, extends=name, light=drawn.light, dark=drawn.dark, lines=drawn.lines)


def house_named(text: str) -> House:
    """A built-in style by its name, or the style in a file (its name ends in .toml).

    Raises:
        BadInput: neither, or a file that cannot be used.
    """
    if text in BUILT_IN:
        return built_in_house(text)
    if text.lower().endswith(".toml"):
        return read_house(Path(text))
    raise BadInput(
        "{value!r} is not a style: expected {known}, or a file such as house.toml",
        value=text,
        known=", ".join(BUILT_IN),
    )


def styled(story: Story, house: House) -> Story:
    """The story with the name of the style that its maps are drawn in."""
    return replace(story, style={**story.style, "name": house.style})


def house_of(story: Story) -> House | None:
    """The built-in style that a story names; None where it names none, or one of a house that is not here."""
    name = story.style.get("name", "")
    return built_in_house(name) if name in BUILT_IN and name != DEFAULT else None


def read_house(source: bytes | Path, *, files: Mapping[str, bytes] | None = None) -> House:
    """The style in a TOML file.

    Args:
        source: the file, beside which its fonts lie; or its bytes.
        files: the font files by name, where the bytes are given.

    Raises:
        BadInput: the file cannot be read, or a key or value of it cannot be used; the message names it.
    """
    filename = source.name if isinstance(source, Path) else "house.toml"
    data = read_bytes(str(source)) if isinstance(source, Path) else source
    if len(data) > MOST_BYTES:
        raise BadInput("{value!r} is too large for a style: at most {most} MB", value=filename, most=1)
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput("{value!r} is no text in UTF-8", value=filename) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput("{value!r} cannot be read: {why}", value=filename, why=error) from None
    folder = source.parent if isinstance(source, Path) else None
    return _Reader(table, filename, folder, files or {}).house()


# ---------------------------------------------------------------- reading


class _Reader:
    """One style file: a method a section, each of which names the key in what it refuses."""

    def __init__(
        self, table: Mapping[str, Any], filename: str, folder: Path | None, files: Mapping[str, bytes]
    ) -> None:
        self.table, self.filename, self.folder, self.files = table, filename, folder, files

    def house(self) -> House:
        """Everything that the file says, over what it extends."""
        table = self.table
        _known_keys(table, _KEYS, "")
        extends = _one_of(table.get("extends", DEFAULT), tuple(BUILT_IN), "extends")
        base = built_in_house(extends)
        name = _text(table.get("name", ""), "name", most=MOST_LETTERS)
        colours = _section(table, "colours", ("light", "dark"))
        borders = _section(table, "borders", ("policy", "disputed"))
        policy = borders.get("policy")
        language = table.get("label-language")
        return replace(
            base,
            style=name or Path(self.filename).stem[:MOST_LETTERS],
            name=name,
            light=_palette(colours.get("light", {}), base.light, base.lines, "colours.light"),
            dark=_palette(colours.get("dark", {}), base.dark, base.lines, "colours.dark"),
            label_language=None if language is None else _one_of(language, DESK_LANGUAGES, "label-language"),
            spelling=self._spelling(),
            policy=None if policy is None else cast("Policy", _one_of(policy, POLICIES, "borders.policy")),
            disputed=_disputed(borders.get("disputed", {})),
            credit=_credit(table.get("credit", {})),
            font=self._font(),
            least_text=_least(table),
            columns_mm=_columns(table.get("columns-mm", {})),
        )

    def _spelling(self) -> HouseSpellings:
        return spellings_of(_table(self.table.get("spelling", {}), "spelling"), filename=self.filename)

    def _font(self) -> FontFamily | None:
        if "font" not in self.table:
            return None
        font = _section(self.table, "font", ("family", "licence", "regular", "bold"))
        for key in ("licence", "regular"):
            if key not in font:
                raise BadInput("font: {key!r} is missing: a font needs its file and its licence", key=key)
        licence = _text(font["licence"], "font.licence", most=200)
        if not licence:
            raise BadInput("font: {key!r} is missing: a font needs its file and its licence", key="licence")
        regular = self._face(font["regular"], "font.regular")
        family = _text(font["family"], "font.family", most=200) if "family" in font else family_name(regular)
        return FontFamily(
            name=known_family(family),
            licence=licence,
            regular=regular,
            bold=self._face(font["bold"], "font.bold") if "bold" in font else None,
        )

    def _face(self, value: object, key: str) -> FontFace:
        """A font file that lies beside the style file; its name is a bare one, never a way to elsewhere."""
        name = _text(value, key, most=200)
        if name != value or not name or name.startswith(".") or re.search(r'[/\\:<>"|?*\x00]', name):
            raise BadInput("{key}: {value!r} is not the name of a file beside the style", key=key, value=value)
        if self.folder is None:
            if name not in self.files:
                raise BadInput("{key}: there is no file {value!r} beside the style", key=key, value=name)
            return font_face(self.files[name], name=name)
        path = self.folder / name
        if not path.is_file():
            raise BadInput("{key}: there is no file {value!r} beside the style", key=key, value=name)
        return font_face(read_bytes(str(path)), name=name)


_KEYS = (
    "extends", "name", "label-language", "credit", "colours", "borders", "font", "least-text", "columns-mm", "spelling",
)  # fmt: skip


def _known_keys(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in table:
        if key in known:
            continue
        path = f"{where}.{key}" if where else key
        near = difflib.get_close_matches(key.replace("_", "-").lower(), known, n=1, cutoff=0.5)
        if near:
            raise BadInput("{key!r} is not a key of a style: did you mean {near!r}?", key=path, near=near[0])
        raise BadInput("{key!r} is not a key of a style: expected one of {known}", key=path, known=", ".join(known))


def _table(value: object, key: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadInput("{key}: {value!r} is not a table: expected a section [{key}]", key=key, value=value)
    return value


def _section(table: Mapping[str, Any], key: str, known: Sequence[str]) -> Mapping[str, Any]:
    section = _table(table.get(key, {}), key)
    _known_keys(section, known, key)
    return section


def _text(value: object, key: str, *, most: int) -> str:
    """A text on one line, without signs that cannot be printed."""
    if not isinstance(value, str):
        raise BadInput("{key}: {value!r} is not a text", key=key, value=value)
    text = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if len(text) > most:
        raise BadInput("{key}: {value!r} is too long: at most {most} characters", key=key, value=text, most=most)
    return text


def _one_of(value: object, known: Sequence[str], key: str) -> str:
    if isinstance(value, str) and value in known:
        return value
    near = difflib.get_close_matches(value.lower(), known, n=1, cutoff=0.6) if isinstance(value, str) else []
    if near:
        raise BadInput(
            "{key}: {value!r} is not known: did you mean {near!r}? Expected one of {known}",
            key=key, value=value, near=near[0], known=", ".join(known),
        )  # fmt: skip
    raise BadInput("{key}: {value!r} is not known: expected one of {known}", key=key, value=value,
                   known=", ".join(known))  # fmt: skip


def _number(value: object, key: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadInput("{key}: {value!r} is not a number from {low} to {high}", key=key, value=value,
                       low=f"{low:g}", high=f"{high:g}")  # fmt: skip
    return float(value)


def _colour(value: object, key: str) -> str:
    """A colour as #rrggbb."""
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise BadInput("{key}: {value!r} is not a colour: expected #rgb or #rrggbb", key=key, value=value)
    digits = value[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def _palette(value: object, base: Palette, lines: Lines, key: str) -> Palette:
    """The colours of one scheme: those that are given over those of the built-in style.

    A range's hue that is given without its ink gets the nearest shade of itself that can be read on this map.
    """
    table = _table(value, key)
    _known_keys(table, [name.replace("_", "-") for name in Palette._fields], key)
    given: dict[str, Any] = {}
    for name, colour in table.items():
        path, slot = f"{key}.{name}", name.replace("-", "_")
        if slot in {"ranges", "range_inks"}:
            if not isinstance(colour, list) or not 1 <= len(colour) <= RANGE_HUES:
                raise BadInput("{key}: {value!r} is not a list of 1 to {most} colours", key=path, value=colour,
                               most=RANGE_HUES)  # fmt: skip
            hues = [_colour(one, f"{path}[{number}]") for number, one in enumerate(colour)]
            given[slot] = (*hues, *getattr(base, slot)[len(hues) :])
        elif slot == "range_opacity":
            given[slot] = _number(colour, path, LEAST_OPACITY, MOST_OPACITY)
        else:
            given[slot] = _colour(colour, path)
    found = base._replace(**given)
    count = len(table.get("range-inks", ()))
    scheme = looks(found, lines)
    derived = list(found.range_inks)
    for number in range(count, RANGE_HUES):
        if found.ranges[number] != base.ranges[number]:
            needs = [(colour, 4.5) for colour in grounds_of(f"label-range-{number + 1}", scheme).values()]
            derived[number] = passing(found.ranges[number], needs) or found.ranges[number]
    return found._replace(range_inks=tuple(derived))


def _disputed(value: object) -> dict[str, DisputedChoice]:
    areas = tuple(disputed_areas())
    found: dict[str, DisputedChoice] = {}
    for area, choice in sorted(_table(value, "borders.disputed").items()):
        key = f"borders.disputed.{area}"
        _one_of(area, areas, "borders.disputed")
        if isinstance(choice, str):
            given = _one_of(choice, ("dashed", "left-out", *POLICIES), key)
            is_policy = given in POLICIES
            found[area] = DisputedChoice(
                policy=cast("Policy", given) if is_policy else None,
                show="dashed" if is_policy else cast("Show", given),
            )
            continue
        _known_keys(_table(choice, key), ("policy", "show"), key)
        policy = choice.get("policy")
        found[area] = DisputedChoice(
            policy=None if policy is None else cast("Policy", _one_of(policy, POLICIES, f"{key}.policy")),
            show=cast("Show", _one_of(choice.get("show", "dashed"), ("dashed", "left-out"), f"{key}.show")),
        )
    return found


def _credit(value: object) -> dict[str, str]:
    if isinstance(value, str):
        return {"": _credit_template(value, "credit")}
    found = {}
    for language, text in _table(value, "credit").items():
        _one_of(language, DESK_LANGUAGES, "credit")
        found[language] = _credit_template(text, f"credit.{language}")
    return found


def _credit_template(value: object, key: str) -> str:
    text = _text(value, key, most=MOST_CREDIT)
    for name in _FIELD.findall(text):
        if name not in CREDIT_FIELDS:
            raise BadInput(
                "{key}: {value!r} is not a field of the credit line: expected {known}",
                key=key, value=f"{{{name}}}", known=", ".join(f"{{{field}}}" for field in CREDIT_FIELDS),
            )  # fmt: skip
    if "data" not in _FIELD.findall(text):
        raise BadInput(
            "{key}: {value!r} leaves out {field}: the licence of the data (CC BY 4.0) asks that it is named",
            key=key, value=text, field="{data}",
        )  # fmt: skip
    return text


def _least(table: Mapping[str, Any]) -> LeastText:
    section = _section(table, "least-text", tuple(_LEAST_BOUNDS))
    given = {
        name.replace("-", "_"): _number(value, f"least-text.{name}", *_LEAST_BOUNDS[name])
        for name, value in section.items()
    }
    return LeastText(**given)


def _columns(value: object) -> dict[str, float]:
    found = dict(COLUMNS_MM)
    for name, width in _table(value, "columns-mm").items():
        if not _COLUMN.fullmatch(name):
            raise BadInput("columns-mm: {value!r} is not the name of a column: expected print-1col, print-2col, ...",
                           value=name)  # fmt: skip
        found[name] = _number(width, f"columns-mm.{name}", LEAST_MM, MOST_MM)
    return found


# ---------------------------------------------------------------- remarks


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a style that a person should know: a message id and what fills its fields."""

    message: str
    values: Mapping[str, str]

    def said(self, say: Words) -> str:
        """The remark as a sentence; the values that are words of ours are said too."""
        return say(self.message, **{key: say(value) if key == "kind" else value for key, value in self.values.items()})


def remarks(house: House) -> tuple[Remark, ...]:
    """What reads badly in a style: weak contrast, hues that look alike, a font that is heavy or lacks letters.

    Nothing is changed for it. The built-in styles get none.
    """
    base = built_in_house(house.extends)
    found: list[Remark] = []
    for scheme, palette in (("light", house.light), ("dark", house.dark)):
        found += _weak(house, scheme)
        key = f"colours.{scheme}.ranges"
        for alike in alike_hues(palette.ranges):
            found.append(_alike("{key}: {first} and {second} look the same to readers with {kind}",
                                key, palette.ranges, alike))  # fmt: skip
        holds_in_print = scheme == "light" and not alike_in_print(base.light.ranges)
        for alike in alike_in_print(palette.ranges) if holds_in_print else ():
            found.append(_alike("{key}: {first} and {second} are one grey in black-and-white print",
                                key, palette.ranges, alike))  # fmt: skip
    return (*found, *_font_remarks(house))


def _alike(message: str, key: str, hues: Sequence[str], alike: tuple[int, int, str]) -> Remark:
    first, second, kind = alike
    return Remark(message, {"key": key, "first": hues[first - 1], "second": hues[second - 1], "kind": kind})


def _weak(house: House, scheme: str) -> list[Remark]:
    """The weakest pair of each colour that fails, with the nearest shade that passes on all that it lies on."""
    palette = house.light if scheme == "light" else house.dark
    tokens = looks(palette, house.lines)
    keys = inks()
    worst: dict[str, Any] = {}
    for weak in weak_looks(tokens):
        key = keys.get((weak.token, weak.is_text), weak.token)
        if key not in worst or weak.ratio / weak.needed < worst[key].ratio / worst[key].needed:
            worst[key] = weak
    found = []
    for key, weak in worst.items():
        needs = [
            (ground, 4.5 if is_text else 3.0)
            for (token, is_text), name in keys.items()
            if name == key
            for ground in grounds_of(token, tokens).values()
        ]
        better = passing(weak.colour, needs)
        message = _WEAK_TEXT if weak.is_text else _WEAK_MARK
        values = {
            "key": f"colours.{scheme}.{_listed(key)}",
            "colour": weak.colour,
            "ground": _ground(weak.ground),
            "ground_colour": weak.ground_colour,
            # Rounded down: 4.499 is not shown as the 4.5 that it lacks.
            "ratio": f"{math.floor(weak.ratio * 100) / 100:.2f}",
            "needed": f"{weak.needed:g}",
        }
        found.append(
            Remark(message[0], {**values, "better": better}) if better is not None else Remark(message[1], values)
        )
    return found


def _ground(token: str) -> str:
    """A ground as the file's keys have it: "page", "ranges[0] over land"."""
    tint, sign, under = token.partition(" on ")
    if sign:
        return f"{_listed(tint.replace('range', 'ranges'))} over {under}"
    return {"muted": "page"}.get(token, token)


def _listed(key: str) -> str:
    """A colour as its key is written: "soft-ink", "ranges[0]"."""
    name, _, number = key.partition("-")
    return f"{name.replace('_', '-')}[{int(number) - 1}]" if number else name.replace("_", "-")


_WEAK_TEXT = (
    "{key} {colour} on {ground} {ground_colour}: contrast {ratio}, and a text needs {needed}; nearest that passes: "
    "{better}",
    "{key} {colour} on {ground} {ground_colour}: contrast {ratio}, and a text needs {needed}; no shade of it passes "
    "on all that it lies on",
)
_WEAK_MARK = (
    "{key} {colour} on {ground} {ground_colour}: contrast {ratio}, and a mark needs {needed}; nearest that passes: "
    "{better}",
    "{key} {colour} on {ground} {ground_colour}: contrast {ratio}, and a mark needs {needed}; no shade of it passes "
    "on all that it lies on",
)


def _font_remarks(house: House) -> list[Remark]:
    font = house.font
    if font is None:
        return []
    found = []
    if font.bold is None:
        found.append(Remark("font: without a bold file, bold text is thickened by browsers and plain in pictures", {}))
    for key, face in (("font.regular", font.regular), ("font.bold", font.bold)):
        if face is None:
            continue
        if not may_travel(face):
            found.append(
                Remark("{key}: the file itself says that it may not be embedded: see that your licence allows it",
                       {"key": key})
            )  # fmt: skip
        if is_variable(face):
            found.append(Remark("{key}: a variable font is drawn in its first weight only", {"key": key}))
        if len(face.data) > HEAVY_BYTES:
            size = f"{len(face.data) / 1000:.0f}"
            found.append(
                Remark("{key}: {size} kB travel in every page; a WOFF2 file of the letters in use is lighter",
                       {"key": key, "size": size})
            )  # fmt: skip
        have = characters(face)
        wanted = _LATIN + _LETTERS.get(house.label_language or "", "")
        missing = "".join(letter for letter in wanted if ord(letter) not in have)
        if missing:
            found.append(
                Remark("{key}: it has no {letters}: the reader's own font stands in", {"key": key, "letters": missing})
            )
    return found


# ---------------------------------------------------------------- writing


def house_toml(house: House) -> str:
    """The style as TOML, whole; with ``font_files`` beside it, ``read_house`` gives the same style again."""
    lines = [f"extends = {_quoted(house.extends)}"]
    if house.name:
        lines.append(f"name = {_quoted(house.name)}")
    if house.label_language is not None:
        lines.append(f"label-language = {_quoted(house.label_language)}")
    if "" in house.credit:
        lines.append(f"credit = {_quoted(house.credit[''])}")
    elif house.credit:
        lines += _rows("credit", {key: _quoted(text) for key, text in house.credit.items()})
    for scheme, palette in (("light", house.light), ("dark", house.dark)):
        lines += _rows(f"colours.{scheme}", _colour_rows(palette))
    if house.policy is not None:
        lines += _rows("borders", {"policy": _quoted(house.policy)})
    if house.disputed:
        lines += _rows("borders.disputed", {area: _choice(choice) for area, choice in house.disputed.items()})
    if house.font is not None:
        names = _font_names(house.font)
        rows = {"family": _quoted(house.font.name), "licence": _quoted(house.font.licence)}
        lines += _rows("font", rows | {key: _quoted(name) for key, name in names.items()})
    least = {name: f"{getattr(house.least_text, name.replace('-', '_'))!r}" for name in _LEAST_BOUNDS}
    lines += _rows("least-text", least)
    lines += _rows("columns-mm", {name: f"{width!r}" for name, width in house.columns_mm.items()})
    for language, rows_of in sorted(house.spelling.by_language.items()):
        rows = {_quoted(theirs): _quoted(ours) for theirs, ours in rows_of.items()}
        lines += _rows(f"spelling.{language}" if language else "spelling", rows)
    return "\n".join(lines) + "\n"


def font_files(house: House) -> dict[str, bytes]:
    """The font files that ``house_toml`` names."""
    if house.font is None:
        return {}
    names = _font_names(house.font)
    found = {names["regular"]: house.font.regular.data}
    if house.font.bold is not None:
        found[names["bold"]] = house.font.bold.data
    return found


def _font_names(font: FontFamily) -> dict[str, str]:
    ending = {"woff2": "woff2", "truetype": "ttf", "opentype": "otf"}
    faces = {"regular": font.regular, "bold": font.bold}
    return {key: f"{face.digest}.{ending[face.kind]}" for key, face in faces.items() if face is not None}


def _rows(section: str, rows: Mapping[str, str]) -> list[str]:
    return ["", f"[{section}]", *(f"{key} = {value}" for key, value in rows.items())] if rows else []


def _colour_rows(palette: Palette) -> dict[str, str]:
    def shown(value: Any) -> str:
        if isinstance(value, tuple):
            return "[" + ", ".join(map(_quoted, value)) + "]"
        return _quoted(value) if isinstance(value, str) else repr(value)

    values: tuple[Any, ...] = palette
    return {name.replace("_", "-"): shown(value) for name, value in zip(Palette._fields, values, strict=True)}


def _choice(choice: DisputedChoice) -> str:
    if choice.policy is None:
        return _quoted(choice.show)
    if choice.show == "dashed":
        return _quoted(choice.policy)
    return f"{{ policy = {_quoted(choice.policy)}, show = {_quoted(choice.show)} }}"


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's too, but for the one sign that TOML does not bear bare.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_ABOUT_COLOURS = {
    "page": "behind title, legend and tables",
    "sea": "the sea",
    "land": "all land but the next",
    "highlight": "the country from which the range is measured",
    "coast": "coast lines",
    "border": "borders",
    "disputed": "the dashed lines of disputed areas",
    "ink": "title, places, marks, distance lines",
    "soft_ink": "towns for orientation, small print",
    "area_ink": "names of countries and regions",
    "water_ink": "names of seas",
    "halo": "round every text and mark",
    "ranges": "edge and tint of the first, second and third weapon",
    "range_inks": "what is written on their rings; left out, it follows from the hue",
    "range_opacity": "how strong the tint is, 0.05 to 0.9",
    "draft": "the draft mark",
    "draft_ink": "its words",
    "link": "links, and the ring round what has the keyboard's focus",
    "event": "events",
}


def starting_file(extends: str = DEFAULT) -> str:
    """A style file to begin with: every key with what it does, those that change something set apart by a #.

    It reads as the built-in style that it extends.
    """
    base = built_in_house(extends)
    lines = [
        "# A house style for strikemap. Every line is optional: what is not said is as in the style it extends.",
        "# Take the # off a line to change it. Check the file with: strikemap style house.toml",
        "",
        f"extends = {_quoted(extends)}".ljust(40) + f"# {' or '.join(BUILT_IN)}",
        '# name = "The Gazette"                  # of the house; {house} in the credit line',
        '# label-language = "en"                 # of names on the map; else the reader\'s',
        "# {source} who reported, {house} who made the map, {data} the data with its licence, which has to be there:",
        '# credit = "Source: {source} | map: {house} | {data}"',
    ]
    for scheme, palette in (("light", base.light), ("dark", base.dark)):
        lines += ["", f"[colours.{scheme}]"]
        for (key, value), name in zip(_colour_rows(palette).items(), Palette._fields, strict=True):
            lines.append(f"# {key} = {value}".ljust(39) + f" # {_ABOUT_COLOURS[name]}")
    lines += [
        "",
        "[borders]",
        '# policy = "recognised"'.ljust(40) + f"# {' or '.join(POLICIES)}; --borders goes before it",
        "",
        "# Each disputed area by itself: dashed (with its name), left-out (not marked as disputed), or as one of the",
        '# policies draws it; both: { policy = "natural-earth", show = "left-out" }. The map says what was chosen.',
        "[borders.disputed]",
        *(f'# {area} = "dashed"'.ljust(40) + f"# {about.name}" for area, about in disputed_areas().items()),
        "",
        "# Font files beside this file: WOFF2, TTF or OTF. They travel in every page and picture.",
        "# [font]",
        '# family = "House Sans"                 # else as the file says',
        '# licence = "SIL Open Font License 1.1" # printed under "About this map"; has to be there',
        '# regular = "house-regular.woff2"',
        '# bold = "house-bold.woff2"',
        "",
        "[least-text]",
        *(f"# {name} = {getattr(base.least_text, name.replace('-', '_')):g}" for name in _LEAST_BOUNDS),
        "",
        "[columns-mm]",
        *(f"# {name} = {width:g}" for name, width in COLUMNS_MM.items()),
        "",
        "# How the house writes names, for every language; under [spelling.nl] for one.",
        "[spelling]",
        '# "Kiev" = "Kyiv"',
    ]
    return "\n".join(lines) + "\n"
