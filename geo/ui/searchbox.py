"""A box that completes names while they are typed; a fragment of the page, so that typing draws nothing else anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from geo.errors import BadInput, NotFound
from geo.gazetteer.complete import beginnings
from geo.gazetteer.names import key_of
from geo.model import LonLat
from geo.ui import figures, inline, mapmode, opened, own
from geo.ui.safe import plain
from geo.units import parse_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model import Candidate, Story
    from geo.words import Words

MOST_ROWS = 8
# From so many letters on a name that nothing begins with is looked for by its sound too.
LEAST_TO_HEAR = 3
POINT = "point"
# Areas say little about where a story is; its towns do.
_WIDE = frozenset({"country", "continent", "area", "water"})


class Found(NamedTuple):
    """What a person chose: a record, or None for a bare point; where it is; and what it would be called."""

    place: Candidate | None
    lon: float
    lat: float
    name: str


@dataclass(frozen=True, slots=True)
class Around:
    """What a story speaks of: places near these points and in these countries come first."""

    near: tuple[LonLat, ...] = ()
    countries: tuple[str, ...] = ()
    language: str = "en"


def around(story: Story) -> Around:
    """What lies near the story's places is meant before what does not."""
    towns = sorted(story.places, key=lambda place: place.role not in {"reported strike", "origin"})
    near = tuple(LonLat(place.lon, place.lat) for place in towns if place.chosen.kind not in _WIDE)
    countries = dict.fromkeys(place.chosen.country for place in story.places if place.chosen.country)
    return Around(near, tuple(countries), story.language)


def show(
    key: str, words: Words, place: Around, then: Callable[[str, str], None], *, label: str, hint: str = ""
) -> None:
    """Show the box.

    Args:
        key: Streamlit's key. place: what comes first.
        then: is called with the id of what was chosen and the text that was typed, for ``found``, before the page is
            drawn anew; it says itself what it cannot do.
        label, hint: what the box is for, and what may be typed.
    """
    st.session_state[_drawn(key)] = _page()
    _box(key, words, place, then, label, hint)


def _drawn(key: str) -> str:
    return f"{key} page"


def _page() -> tuple[object, ...]:
    """What of the page a click elsewhere would have changed."""
    desk = st.session_state.get("desk")
    of_desk = () if desk is None else (desk.story, desk.chosen, desk.turn)
    return *of_desk, *(st.session_state.get(name) for name in (mapmode.KEY, "language"))


def typed(key: str) -> str:
    """What stands in the box, as far as the page knows."""
    asked = inline.told(key, "typed")
    text = asked.get("text") if isinstance(asked, dict) else None
    return text if isinstance(text, str) and st.session_state.get(f"{key} done") != asked else ""


@st.fragment
def _box(key: str, words: Words, place: Around, then: Callable[[str, str], None], label: str, hint: str) -> None:
    taken = f"{key} taken"

    def chosen() -> None:
        value = inline.told(key, "chosen")
        if not isinstance(value, dict):
            return
        st.session_state[f"{key} done"] = inline.told(key, "typed")
        st.session_state[taken] = True
        then(str(value.get("id", "")), str(value.get("text", "")))

    if _page() != st.session_state[_drawn(key)]:
        # The browser sends what is done at one moment as one message, and where this box is part of it, for this box
        # alone: the click beside it was heard, and the page knows nothing of it yet.
        st.rerun(scope="app")
    text = typed(key)
    data: dict[str, Any] = {"label": label, "hint": hint, "answers": inline.told(key, "typed")}
    data["rows"], data["said"] = answer(text, words, place)
    inline.part("search", data, key=key, on_typed_change=_nothing, on_chosen_change=chosen)
    if st.session_state.pop(taken, False):
        st.rerun(scope="app")


def _nothing() -> None:
    """What is typed is answered when the box is drawn again."""


def answer(text: str, words: Words, place: Around) -> tuple[list[dict[str, str]], str]:
    """The rows for what is typed, and a sentence on them for who cannot see them."""
    if not text.strip():
        return [], ""
    point = _point(text)
    if point is not None:
        row = {"id": POINT, "name": figures.point(point.lon, point.lat), "where": words("this point"), "what": ""}
        return [row], words("this point")
    if not opened.names_ready():
        return [], words("Making the list of place names: once on this computer, about a minute")
    names = own.names()
    begun = names.complete(text, near=place.near, countries=place.countries, limit=MOST_ROWS)
    rows = [row_of(completion.place, words, written=completion.written) for completion in begun]
    if not rows and len(key_of(text)) >= LEAST_TO_HEAR:
        near = place.near[0] if place.near else None
        rows = [row_of(record, words) for record in names.locate(text.strip(), near=near, limit=MOST_ROWS)
                if record.kind != "site"]  # fmt: skip
    if not rows:
        return [], words("No place is called so.")
    return rows, words.plural("{n} place", "{n} places", len(rows))


def row_of(record: Candidate, words: Words, *, written: str = "") -> dict[str, str]:
    """A record as a row: what it is called, its region and country, what it is and how many people live there.

    Args:
        written: the name that begins as was typed, told beside the usual one where that does not.
    """
    name = _name(record, words.language)
    row = {"id": record.id, "name": plain(name), "where": plain(_whereabouts(record, words.language)),
           "what": plain(figures.facts(record, words))}  # fmt: skip
    if written:
        row["match"] = plain(written)
        if key_of(written) != key_of(name):
            row["also"] = plain(f"({written})")
    return row


def _name(record: Candidate, language: str) -> str:
    """A record's name in a language where it is known."""
    if not opened.names_ready():
        return record.name
    return own.names().name_in(record.id, language) or record.name


def _whereabouts(record: Candidate, language: str) -> str:
    """The region and country of a record, as a language calls them where it does."""
    from babel import Locale

    countries = Locale.parse(language).territories
    country = None if record.kind == "country" else record.country
    region = None if record.kind == "region" else record.admin1_name
    if region and record.admin1 and opened.names_ready():
        region = own.names().name_in(f"iso:{record.admin1}", language) or region
    return ", ".join(str(part) for part in (region, country and countries.get(country, country)) if part)


def _point(text: str) -> LonLat | None:
    """The point that was typed, or None where it is a name, or no point on Earth yet."""
    if not any(letter.isdigit() for letter in text):
        return None
    try:
        lat, lon = typed_point(text)
    except BadInput:
        return None
    return LonLat(lon, lat)


def typed_point(text: str) -> tuple[float, float]:
    """Latitude and longitude as a person types them: "53.12, 34.98", or with decimal commas "53,12 34,98".

    Raises:
        BadInput: not two numbers, or not on Earth.
    """
    from geo.where import parse_coordinates

    point = parse_coordinates(text)
    if point is not None:
        return point.lat, point.lon
    parts = text.replace(";", " ").split()
    if len(parts) != 2:
        raise BadInput("{value!r} is not a point: expected latitude,longitude such as 53.2,34.4", value=text)
    lat, lon = (parse_number(part) for part in parts)
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise BadInput("{value!r} is not on Earth: expected latitude -90 to 90, longitude -180 to 180", value=text)
    return lat, lon


def found(record_id: str, text: str, language: str) -> Found:
    """What was chosen, with the name that it gets: as it was typed where that is all of a name, else as is usual.

    Raises:
        NotFound: there is no such record.
    """
    point = _point(text) if record_id == POINT else None
    if point is not None:
        return Found(None, point.lon, point.lat, " ".join(text.split()))
    names = own.names()
    record = names.record(record_id)
    if record is None:
        raise NotFound("no place is called {value!r}", value=text or record_id)
    key, begins = key_of(text), beginnings(text)
    written = {key_of(name): name for name in reversed(names.names(record_id))}
    as_typed = written.get(key)
    if as_typed is None and key and not any(f"{known} ".startswith(begins) for known in written):
        as_typed = " ".join(text.split())  # found by its sound: a spelling that no list has
    return Found(record, record.lon, record.lat, as_typed or names.name_in(record_id, language) or record.name)
