"""The events of a story as a layer of the scene: column by column, so that 50,000 of them cost no more than a glance.

An event that its source knows less exactly than a town is drawn as such: a wider, hollow mark, with its radius to scale
where that is larger. Without a place it is not on the map, without a date it has none: both are counted and said.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from geo.drawing.scene import EventLayer, EventRow, TextColumn
from geo.events.dates import EPOCH, edtf_days
from geo.model import EVENT_TEXTS
from geo.units import format_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.drawing.view import View
    from geo.model import Events
    from geo.words import Words

# What is known less exactly than this is drawn as known only roughly: a town and what lies round it.
ROUGH_M = 10_000.0
MOST_ROWS = 200
# A longer text says no more on a map.
MOST_LETTERS = 300
# Of an EDTF value: approximate, uncertain, both.
SIGNS = frozenset("~?%")


def event_layer(events: Events, *, view: View, say: Words, more: Sequence[str] = ()) -> EventLayer | None:
    """The layer, or None where there are no events.

    Args:
        events: as they may be shown.
        view: whose longitudes run on; what lies beyond the ground that is drawn round it stays off the map.
        say: the reader's language.
        more: further columns that are shown.
    """
    if not len(events):
        return None
    placed = np.flatnonzero(~np.isnan(events.lon))
    lon = events.lon[placed] + 360 * np.round((_middle(view) - events.lon[placed]) / 360)
    near = _near(view, lon, events.lat[placed])
    order, lon = placed[near], lon[near]
    low, high, dated = event_days(events.when)
    metres = events.precision_m[order]
    rough = metres > ROUGH_M
    # The roughly known lie under the others; neighbours on the map are neighbours here, which packs best.
    sorting = np.lexsort((low[order], np.round(events.lat[order], 4), np.round(lon, 4), ~rough))
    order, lon, metres, rough = order[sorting], lon[sorting], metres[sorting], rough[sorting]
    stated = ~np.isnan(metres)
    values, index = np.unique(metres[stated], return_inverse=True)
    precision = np.full(len(order), -1)
    precision[stated] = index
    at = order.tolist()
    return EventLayer(
        lon=lon,
        lat=events.lat[order],
        rough=rough,
        precision=precision,
        precisions=tuple((float(value), precision_words(float(value), say)) for value in values),
        low=low[order],
        high=high[order],
        dated=dated[order],
        texts=_texts(events, at, more),
        more=tuple(more),
        rows=_rows(events, low, dated, say),
        total=len(events),
        unplaced=len(events) - len(placed),
        outside=int((~near).sum()),
    )


def event_days(when: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The first and last day of EDTF values, from 1970-01-01, and which of them are dates at all."""
    texts = list(when)
    different = list(dict.fromkeys(texts))
    days = [edtf_days(value) for value in different]
    places = dict(zip(different, range(len(different)), strict=True))
    at = np.fromiter(map(places.__getitem__, texts), dtype=np.int64, count=len(texts))
    dated = np.array([pair is not None for pair in days], dtype=bool)
    low, high = np.array([pair or (0, 0) for pair in days], dtype=np.int64).reshape(-1, 2).T
    return low[at], high[at], dated[at]


def _middle(view: View) -> float:
    return (view.wide.west + view.wide.east) / 2


def _near(view: View, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points lie on the ground that is drawn, which goes on for a view on every side."""
    west, south, east, north = view.wide
    width, height = east - west, north - south
    return (
        (lon >= west - width) & (lon <= east + width) & (lat >= south - height) & (lat <= north + height)
    )  # fmt: skip


def _texts(events: Events, at: list[int], more: Sequence[str]) -> dict[str, TextColumn]:
    """The columns of texts that hold anything."""

    def chosen(texts: tuple[str, ...]) -> list[str]:
        return list(map(texts.__getitem__, at))

    given = {name: chosen(getattr(events, name)) for name in EVENT_TEXTS if name != "when"}
    when = chosen(events.when)
    given["clock"] = [_clock(text) if "T" in text else "" for text in when]
    given["sign"] = [text[-1] if text[-1:] in SIGNS else "" for text in when]
    for number, name in enumerate(more):
        given[f"more {number}"] = [_cell(events.columns[n].get(name)) for n in at]
    columns = {name: _column(texts) for name, texts in given.items()}
    return {name: column for name, column in columns.items() if column.table}


def _column(texts: list[str]) -> TextColumn:
    table = dict.fromkeys(texts)
    table.pop("", None)
    places = {text: number for number, text in enumerate(table)} | {"": -1}
    index = np.fromiter(map(places.__getitem__, texts), dtype=np.int64, count=len(texts))
    return TextColumn(table=tuple(map(_cut, table)), index=index)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _clock(when: str) -> str:
    """The time of day of an EDTF value, where it is one moment, with its offset from UTC."""
    _, sign, clock = when.partition("T")
    return clock.rstrip("~?%").replace("Z", " UTC").replace("+", " +") if sign and "/" not in when else ""


def _rows(events: Events, low: NDArray[np.int64], dated: NDArray[np.bool_], say: Words) -> tuple[EventRow, ...]:
    """The newest events, as a table tells them; those without a date last."""
    order = np.lexsort((np.arange(len(low)), -low, ~dated))[:MOST_ROWS]
    found = []
    for at in order.tolist():
        event = events[at]
        place = event.place
        if event.precision_m is not None and event.precision_m > ROUGH_M:
            place = f"{place} ({precision_words(event.precision_m, say)})" if place else ""
        found.append(
            EventRow(
                when=date_words(event.when or "", say),
                title=_cut(event.title),
                place=_cut(place),
                source=_cut(" · ".join(filter(None, (event.source, event.licence)))),
            )
        )
    return tuple(found)


# ---------------------------------------------------------------- words


def precision_words(metres: float, say: Words) -> str:
    """How exactly a place is known: "place known to within about 25 km"."""
    length = format_length(metres, language=say.language, uncertainty_m=metres / 10)
    return say("place known to within about {length}", length=length)


def date_words(when: str, say: Words) -> str:
    """A date as exactly as it is known; the script of the page says it in the same words."""
    days = edtf_days(when)
    if days is None:
        return say("date not known")
    first, last = (datetime.date.fromordinal(day + EPOCH) for day in days)
    sign = when[-1]
    locale = Locale.parse(say.language)
    if sign in "~%":
        middle = datetime.date.fromordinal((days[0] + days[1]) // 2 + EPOCH)
        return say("around {date}", date=format_date(middle, "long", locale=locale))
    following = last + datetime.timedelta(days=1) if last < datetime.date.max else last
    if first == last:
        text = str(format_date(first, "long", locale=locale))
    elif first.day == 1 and first.month == 1 and (last.year, last.month, last.day) == (first.year, 12, 31):
        text = str(first.year)
    elif first.day == 1 and following.day == 1 and (last.year, last.month) == (first.year, first.month):
        text = str(format_date(first, "LLLL y", locale=locale))
    else:
        text = " – ".join(str(format_date(day, "long", locale=locale)) for day in (first, last))
    clock = _clock(when)
    text = f"{text}, {clock}" if clock else text
    return say("{date} (uncertain)", date=text) if sign == "?" else text


def count_words(count: int, say: Words) -> str:
    """A number of events: "10,000 events"."""
    return say.plural("{number} event", "{number} events", count, number=format_decimal(count, locale=say.language))


def script_words(say: Words) -> dict[str, str]:
    """What the script says of events, in the reader's language."""
    return {
        "events count": say("{shown} of {total} events on the map"),
        "events period": say("Choose a period"),
        "events from": say("From"),
        "events to": say("To"),
        "events undated": say("Also events without a date ({n})"),
        "events all": say("Whole period"),
        "events unknown": say("date not known"),
        "events around": say("around {date}"),
        "events uncertain": say("{date} (uncertain)"),
        "events previous": say("Previous"),
        "events next": say("Next"),
        "events of": say("{n} of {total}"),
        "events more": say("and {n} more here"),
        "events in view": say("Events in view"),
        "events none": say("No events in view"),
        "events untitled": say("Event"),
        "events no precision": say("how exactly the place is known is not stated"),
    }
