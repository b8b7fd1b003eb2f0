"""Step three: how far, by whose word, measured from where, and onto which country."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import shapely
import streamlit as st

from geo.errors import BadInput
from geo.model import Origin, OriginKind, Policy
from geo.publishing.translated import DRAWN_LINE
from geo.ui import ahead, choices, deskmap, figures, house, mapmode, opened, own, safe, say
from geo.ui.choices import KM, RangeChoice
from geo.ui.heard import when_changed
from geo.units import parse_radius
from geo.words import DEFAULT_LANGUAGE, Words, map_words, with_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.model import EdgeWhy, RangeArea, Reach, Weapon
    from geo.reachable import PlaceWithin
    from geo.ui.desk import Desk

PART, ORIGIN, INSIDE = "ranges", "origin", "inside"
# An outline drawn on the map, and for which story; kept for this visit until it is used.
DRAWN = "outline-drawn"
# From so far on a range round a country takes seconds: it goes round the globe, through every bay of an outline.
FAR_M = 3_000_000.0
# The option of a select box that chooses nothing.
NONE = ""
USUAL_RADIUS_M = 300_000.0
MOST_LISTED = 200
ORIGINS: dict[OriginKind, str] = {
    "territory": "a country",
    "undisputed territory": "a country without its occupied or disputed parts",
    "point": "a place or point",
    "points": "several places",
    "line": "a border or line",
    "held land": "an outline of your own",
}
EDGES: dict[EdgeWhy, str] = {
    "stated reach": "sources state different ranges",
    "outline": "the border is only known so well",
    "origin": "depends on from where it is measured",
}


def show(desk: Desk, words: Words) -> None:
    """Weapon and slider, what is stated and by whom, origin, country, borders, and the places inside."""
    choice = _choice(desk)
    weapon = choices.weapon_in(desk.story, choice.weapon)
    _weapon(desk, choice, words)
    _slider(desk, choice, weapon, words)
    say.notice(desk, PART, words)
    if weapon is not None:
        _stated(weapon, words)
        _beside(desk, choice, words)
    _origin(desk, choice, words)
    say.notice(desk, ORIGIN, words)
    _onto(desk, choice, words)
    house.policy_box(desk, words)
    _inside(desk, choice, words)


def _choice(desk: Desk) -> RangeChoice:
    """The choice that the story's ranges come from, or the one that is still being made."""
    if desk.story.ranges:
        return choices.choice_of(desk.story)
    kept = st.session_state.get("wanted")
    if kept is not None and kept[0] == desk.story.id:
        wanted: RangeChoice = kept[1]
        return wanted
    named = desk.story.weapons
    return RangeChoice(weapon=named[0].id if named else None)


def _set(desk: Desk, part: str, what: str = "", **changes: Any) -> None:
    """Change the choice and measure; what cannot be measured is said, and the ranges stay as they were."""
    # Of another weapon, or from elsewhere, other lines lie near the story.
    anew = {"beside": None} if changes.keys() & {"weapon", "origin"} else {}
    with desk.attempt(part):
        choice = replace(_choice(desk), **anew, **changes)
        with _measuring(choice):
            story = choices.with_choice(desk.story, choice)
        st.session_state["wanted"] = (story.id, choice)
        desk.change(story, what)
    if part in desk.notices:
        desk.turn += 1


@contextmanager
def _measuring(choice: RangeChoice) -> Iterator[None]:
    """Says that it is being measured, where that may take longer than a blink: a far range from a whole territory."""
    words = Words(st.session_state.get("language") or DEFAULT_LANGUAGE)
    with st.spinner(words("Measuring")) if _is_far(choice) else nullcontext(), opened.turn:
        yield


def _is_far(choice: RangeChoice) -> bool:
    weapon = choices.weapon_of(choice.weapon)
    reaches = () if weapon is None else tuple(reach.max_m for reach in weapon.reaches)
    return max((choice.radius_m or 0.0, *reaches)) >= FAR_M


# ---------------------------------------------------------------- weapon and range


def _weapon(desk: Desk, choice: RangeChoice, words: Words) -> None:
    offered = choices.weapons_offered(desk.story)
    named = {weapon.id for weapon in desk.story.weapons}
    names = {weapon.id: words(weapon.name) for weapon in offered}
    ids = [*names, NONE]
    current = choice.weapon if choice.weapon in names else NONE

    def shown(weapon_id: str) -> str:
        if weapon_id == NONE:
            return words("no weapon: a range of your own")
        name = names.get(weapon_id, weapon_id)
        return words("{weapon} (named in the article)", weapon=name) if weapon_id in named else name

    key = f"weapon-{desk.turn}"

    def chosen() -> None:
        weapon_id = st.session_state[key] or None
        radius_m = (_choice(desk).radius_m or USUAL_RADIUS_M) if weapon_id is None else None
        _set(desk, PART, weapon=weapon_id, radius_m=radius_m)

    st.selectbox(
        words("Weapon"),
        ids,
        index=ids.index(current),
        format_func=shown,
        key=key,
        on_change=when_changed(key, current, chosen),
    )


def _slider(desk: Desk, choice: RangeChoice, weapon: Weapon | None, words: Words) -> None:
    main_m = USUAL_RADIUS_M if weapon is None else choices.leading_reach(desk.story, weapon).max_m
    value_m = main_m if choice.radius_m is None else choice.radius_m
    scale = choices.slider_scale(value_m, main_m)
    wanted = scale.value
    key = f"radius-{desk.turn}-{choice.weapon}"

    typed_key = f"typed-{desk.turn}-{choice.weapon}"

    def moved() -> None:
        # Another range is chosen: what was typed before is no longer wanted.
        st.session_state[typed_key] = ""
        now = int(st.session_state[key])
        _set(desk, PART, "radius", radius_m=own_radius(now))
        if abs(now - wanted) == scale.step and scale.least <= 2 * now - wanted <= scale.most:
            _measure_ahead(desk, own_radius(2 * now - wanted))

    def own_radius(kilometres: float) -> float | None:
        """A distance in metres; None where it is the weapon's own."""
        is_own = weapon is None or abs(kilometres * KM - main_m) >= KM / 2
        return kilometres * KM if is_own else None

    kept = st.session_state.get(key)
    known = st.session_state.setdefault("scales", {})
    # The ends of a slider in use stay: a scale that moved under the hand would jump.
    if kept is not None and key in known and known[key].least <= scale.value <= known[key].most:
        scale = known[key]
    known.clear()
    known[key] = scale
    # What was refused, or chosen elsewhere, shows here too: the slider never tells another range than the map.
    if kept is None or abs(float(kept) - wanted) >= scale.step / 2:
        st.session_state[key] = wanted
    st.slider(
        words("Range (km)"),
        min_value=scale.least,
        max_value=scale.most,
        step=scale.step,
        key=key,
        on_change=when_changed(key, wanted, moved),
    )
    left, right = st.columns([4, 5], gap="small", vertical_alignment="bottom")

    def typed() -> None:
        _typed(desk, st.session_state[typed_key])

    left.text_input(
        words("Or type a range"),
        key=typed_key,
        placeholder=words("300 km, 186 mi, 160 nmi"),
        on_change=when_changed(typed_key, "", typed),
    )
    right.button(
        words("Use the stated range"),
        key="stated",
        disabled=weapon is None or choice.radius_m is None,
        on_click=lambda: _back(desk),
    )
    _refused(st.session_state.get(typed_key) or "", words)
    _summary(desk, choice, words)


def _measure_ahead(desk: Desk, radius_m: float | None) -> None:
    """Have the next step of the slider ready, where it takes no more than a blink of a quiet server."""
    choice = replace(_choice(desk), radius_m=radius_m)
    if PART not in desk.notices and not _is_far(choice) and house.in_use() is None:
        ahead.measure(desk.story, choice, deskmap.language(desk), opened.borders(desk.story.policy))


def _typed(desk: Desk, text: str) -> None:
    desk.notices.clear()
    radius_m = _radius(text)
    if isinstance(radius_m, float):
        _set(desk, PART, radius_m=radius_m)
        desk.turn += 1


def _radius(text: str) -> float | BadInput | None:
    """The range that was typed in metres, why it is none, or None where nothing was typed."""
    if not text.strip():
        return None
    try:
        return parse_radius(text)
    except BadInput as error:
        return error


def _refused(text: str, words: Words) -> None:
    """Says what is wrong with a typed range for as long as it stands in its box."""
    error = _radius(text)
    if isinstance(error, BadInput):
        st.error(safe.message(error, words))


def _back(desk: Desk) -> None:
    _set(desk, PART, radius_m=None)
    desk.turn += 1


def _summary(desk: Desk, choice: RangeChoice, words: Words) -> None:
    """The range that is drawn solid, in one line: how far, by whose word, measured from where."""
    main = next((area for area in desk.story.ranges if area.main), None)
    if main is None:
        if choice.origin is None:
            say.note(words("No range is drawn until you say from where it is measured."))
            _suggested(desk, words)
        return
    far = _hedged(main, words)
    whose = words("according to {source}", source=words(main.stated_by)) if main.stated_by else words("chosen by you")
    origin = words("measured from {origin}", origin=_origin_name(main.origin, words))
    say.note(" · ".join((words("Range {distance}", distance=far), whose, origin)))


def _hedged(stated: RangeArea | Reach, words: Words) -> str:
    """How far, with the hedge of who states it."""
    far = figures.length(stated.max_m, words)
    if stated.bound is not None:
        return with_bound(words, far, stated.bound)
    return words("about {distance}", distance=far) if stated.about else far


def _suggested(desk: Desk, words: Words) -> None:
    """From where it is measured by what the text says of who attacked; a person's to take."""
    from geo.analysis import inferred_origin, likely_origin

    borders = house.borders(desk.story.policy)
    origin = likely_origin(desk.story, borders)
    if origin is not None:
        label = safe.filled(words("As the text has it: measure from {origin}"), origin=_origin_name(origin, words))
    elif (inferred := inferred_origin(desk.story, borders)) is not None:
        origin, place = inferred
        say.note(words("The text does not say who attacked. Fired from, as it has it: {place}", place=place.name))
        label = safe.filled(words("Inferred from that: measure from {origin}"), origin=_origin_name(origin, words))
    else:
        return
    st.button(label, key="origin-suggested", on_click=lambda: _set(desk, ORIGIN, origin=origin))


def _stated(weapon: Weapon, words: Words) -> None:
    """Every stated range of the weapon with who states it; sources that disagree stand side by side."""
    reaches = sorted(weapon.reaches, key=lambda reach: (-reach.max_m, reach.stated_by))
    label = words.plural("{n} stated range", "{n} stated ranges, and by whom", len(reaches))
    with st.expander(label, key="stated-ranges", expanded=len(reaches) <= 4):
        names = {variant.id: words(variant.name) for variant in weapon.variants}
        rows = []
        for reach in reaches:
            far = _hedged(reach, words)
            if reach.min_m > 0:
                far = words(
                    "{distance}, no nearer than {least}", distance=far, least=figures.length(reach.min_m, words)
                )
            who = words(reach.stated_by)
            who = f"{who} ({words(reach.stated)})" if reach.stated else who
            platform = words(reach.platform) if reach.platform else ""
            rows.append((far, names.get(reach.variant, reach.variant), who, platform))
        headers = (words("Range"), words("Version"), words("Who says so"), words("Fired from"))
        if not any(row[3] for row in rows):
            headers, rows = headers[:3], [row[:3] for row in rows]  # type: ignore[assignment, misc]
        say.table(headers, rows)


def _beside(desk: Desk, choice: RangeChoice, words: Words) -> None:
    """Which other versions and statements have a line on the map; one far beyond the story has none at first."""
    if choice.origin is None:
        return
    offered = choices.beside_offered(desk.story, choice)
    # Beside a range of one's own the weapon's first is a dashed line too, by which the weapon stays on the map.
    first = [area for area in desk.story.ranges if area.weapon and not area.main and area.max_m not in offered]
    for area in first:
        far = f"{_hedged(area, words)} · {words(area.stated_by or '')}"
        say.note(words("Dashed beside your own range, as the weapon's stated range: {range}", range=far))
    if not offered:
        return
    lines = tuple(far for far in offered if any(area.max_m == far and not area.main for area in desk.story.ranges))
    key = f"beside-{desk.turn}-{choice.weapon}"

    def chosen() -> None:
        # The first range is no line beside itself, and stays the first when the slider makes it one of the others.
        first = tuple(area.max_m for area in desk.story.ranges if area.max_m not in offered)
        _set(desk, PART, beside=(*first, *st.session_state[key]))

    def shown(far: float) -> str:
        return f"{_hedged(offered[far], words)} · {words(offered[far].stated_by)}"

    st.multiselect(
        words("Also drawn, dashed"),
        list(offered),
        default=list(lines),
        format_func=shown,
        key=key,
        on_change=when_changed(key, list(lines), chosen),
        placeholder=words("None of the other ranges"),
    )
    if len(lines) < len(offered):
        say.note(words("What is not drawn is told in words with the map."))


# ---------------------------------------------------------------- origin


def _origin(desk: Desk, choice: RangeChoice, words: Words) -> None:
    kinds = list(ORIGINS)
    kind: OriginKind = choice.origin.kind if choice.origin is not None else "territory"
    kind = kind if kind in ORIGINS else "point"
    kind_key = f"origin-kind-{desk.turn}"

    def changed() -> None:
        chosen: OriginKind = st.session_state[kind_key]
        origin = _choice(desk).origin
        if origin is not None and origin.country and chosen in {"territory", "undisputed territory"}:
            _set(desk, ORIGIN, origin=Origin(kind=chosen, name=origin.name, country=origin.country))

    left, right = st.columns(2)
    with left:
        picked: OriginKind = st.selectbox(
            words("Measured from"),
            kinds,
            index=kinds.index(kind),
            format_func=lambda item: words(ORIGINS[item]),
            key=kind_key,
            on_change=when_changed(kind_key, kind, changed),
        )
    with right:
        if picked == "point":
            _origin_point(desk, choice, words)
        elif picked == "points":
            _origin_points(desk, choice, words)
        elif picked == "line":
            _origin_line(desk, choice, words)
        elif picked != "held land":
            _origin_country(desk, choice, picked, words)
    if picked == "held land":
        _origin_outline(desk, choice, words)
    for number, origin in enumerate(choices.launch_origins(desk.story)):
        if choice.origin is None or choice.origin.name != origin.name:
            st.button(
                safe.filled(words("Fired from {place}, as the text has it: measure from there"), place=origin.name),
                key=f"origin-launch-{number}",
                icon=":material/my_location:",
                on_click=partial(_set, desk, ORIGIN, origin=origin),
            )


def _origin_country(desk: Desk, choice: RangeChoice, kind: OriginKind, words: Words) -> None:
    countries = choices.countries_offered(desk.story, house.borders(desk.story.policy), words)
    codes = list(countries)
    current = choice.origin.country if choice.origin is not None else None
    key = f"origin-country-{desk.turn}"

    def chosen() -> None:
        code = st.session_state[key]
        if code:
            _set(desk, ORIGIN, origin=Origin(kind=kind, name=countries[code], country=code))

    st.selectbox(
        words("Country"),
        codes,
        index=codes.index(current) if current in codes else None,
        format_func=lambda code: countries[code],
        key=key,
        on_change=when_changed(key, current if current in codes else None, chosen),
        placeholder=words("Choose a country"),
    )


def _origin_point(desk: Desk, choice: RangeChoice, words: Words) -> None:
    offered = _points_offered(desk, words)
    current = choice.origin.name if choice.origin is not None and choice.origin.kind == "point" else None
    names = list(dict.fromkeys([*offered, *([current] if current else [])]))
    key = f"origin-point-{desk.turn}"

    def chosen() -> None:
        text = st.session_state[key]
        if not text or text == current:
            return
        with desk.attempt(ORIGIN):
            origin = choices.point_origin(desk.story, text, offered, own.finder(desk.story.policy))
            _set(desk, ORIGIN, origin=origin)

    st.selectbox(
        words("Place, or latitude,longitude"),
        names,
        index=names.index(current) if current in names else None,
        key=key,
        on_change=when_changed(key, current, chosen),
        accept_new_options=True,
        placeholder=words("Choose or type"),
    )

    def pointed(point: BaseGeometry) -> None:
        lon, lat = point.coords[0]
        _set(desk, ORIGIN, origin=Origin(kind="point", name=f"{lat:.3f}, {lon:.3f}", geometry=point))

    _draw("point", words("Point on the map"), pointed, words)


def _points_offered(desk: Desk, words: Words) -> dict[str, str]:
    """What a point to measure from can be chosen from: the story's places that are points.

    A seat that stands for who governs there ("the Kremlin") is none; what was struck comes last.
    """
    ends = choices.ends_offered(desk.story, words)
    points = {name: meant for name, meant in ends.items() if _is_point(desk, meant.removeprefix("place:"))}
    struck = {f"place:{place.id}" for place in desk.story.places if place.role == "reported strike"}
    return dict(sorted(points.items(), key=lambda item: item[1] in struck))


def _origin_points(desk: Desk, choice: RangeChoice, words: Words) -> None:
    """Several places; the range is what lies in reach of any one of them."""
    offered = _points_offered(desk, words)
    key = f"origin-points-{desk.turn}"
    chosen = st.multiselect(
        words("Places, or latitude,longitude"),
        list(dict.fromkeys([*offered, *st.session_state.get(key, [])])),
        key=key,
        accept_new_options=True,
        placeholder=words("Choose or type"),
    )

    def use() -> None:
        with desk.attempt(ORIGIN):
            finder = own.finder(desk.story.policy)
            _set(desk, ORIGIN, origin=choices.points_origin(desk.story, chosen, offered, finder))

    st.button(words("Measure from these"), key="origin-points-use", on_click=use, disabled=len(chosen) < 2)
    if choice.origin is not None and choice.origin.kind == "points":
        say.note(words("measured from {origin}", origin=choice.origin.name))


def _origin_line(desk: Desk, choice: RangeChoice, words: Words) -> None:
    """A border, of the story or typed."""
    ends = choices.ends_offered(desk.story, words)
    offered = {name: meant for name, meant in ends.items() if meant.startswith("border:")}
    current = choice.origin.name if choice.origin is not None and choice.origin.kind == "line" else None
    names = list(dict.fromkeys([*offered, *([current] if current else [])]))
    key = f"origin-line-{desk.turn}"

    def chosen() -> None:
        text = st.session_state[key]
        if not text or text == current:
            return
        with desk.attempt(ORIGIN):
            _set(desk, ORIGIN, origin=choices.line_origin(desk.story, text, offered, own.finder(desk.story.policy)))

    st.selectbox(
        words("Border"),
        names,
        index=names.index(current) if current in names else None,
        key=key,
        on_change=when_changed(key, current, chosen),
        accept_new_options=True,
        placeholder="border:UA-RU",
    )

    def drawn(line: BaseGeometry) -> None:
        name = map_words(desk.story.language)(DRAWN_LINE)  # printed on the map, so in the words of its readers
        _set(desk, ORIGIN, origin=Origin(kind="line", name=name, geometry=line))

    _draw("line", words("Draw a line on the map"), drawn, words)


def _draw(kind: mapmode.Kind, label: str, then: Callable[[BaseGeometry], None], words: Words) -> None:
    """A button that has the map ask for a point, line or area, and while it asks one that ends it."""
    if mapmode.mode(f"origin-{kind}") is not None:
        st.button(words("Cancel"), key=f"draw-{kind}-cancel", icon=":material/close:", on_click=mapmode.cancel)
        return
    st.button(
        label,
        key=f"draw-{kind}",
        icon=":material/draw:",
        on_click=lambda: mapmode.begin(kind, f"origin-{kind}", then=then),
    )


def _is_point(desk: Desk, place_id: str) -> bool:
    place = desk.story.place(place_id)
    if place is None or place.role in {"metonym", "caption"}:
        return False
    return place.chosen.kind in {"settlement", "district", "site", "point"}


def _origin_outline(desk: Desk, choice: RangeChoice, words: Words) -> None:
    """An outline of a person's own (land held on a date), with its date and source; slivers dropped, and said."""
    say.note(
        words("An outline as GeoJSON, such as land held on a day. Its date and source are printed with the range.")
    )
    upload = st.file_uploader(words("Outline (GeoJSON)"), type=["geojson", "json"], key=f"outline-{desk.turn}")

    def drawn(area: BaseGeometry) -> None:
        st.session_state[DRAWN] = desk.story.id, area

    kept = st.session_state.get(DRAWN)
    outline: BaseGeometry | None = kept[1] if kept is not None and kept[0] == desk.story.id else None
    _draw("area", words("Or draw it on the map"), drawn, words)
    if outline is not None and upload is None:
        say.note(words("An outline is drawn; give its date and source, and use it."))
    countries = choices.countries_offered(desk.story, house.borders(desk.story.policy), words)
    code = st.selectbox(
        words("Land of which country"), list(countries), format_func=lambda item: countries[item], key="outline-country"
    )
    left, right = st.columns(2)
    day: date | None = left.date_input(
        words("Date of the outline"), value=None, key="outline-date", format=figures.date_format(words)
    )
    source = right.text_input(words("Source of the outline"), key="outline-source")
    if st.button(words("Use this outline"), key="outline-use"):
        with desk.attempt(ORIGIN):
            if (upload is None and outline is None) or day is None or not source.strip():
                raise BadInput("an outline of your own needs a file or a drawing, its date and its source")
            data = str(shapely.to_geojson(outline)).encode() if upload is None else upload.getvalue()
            origin = outline_origin(data, code, desk.story.policy, day.isoformat(), source.strip(), countries[code])
            _set(desk, ORIGIN, origin=origin)
        if ORIGIN not in desk.notices:
            st.session_state.pop(DRAWN, None)
            desk.turn += 1
        st.rerun()
    if choice.origin is not None and choice.origin.kind == "held land" and choice.origin.dropped:
        say.note(words.plural("{n} sliver left out", "{n} slivers left out", choice.origin.dropped))


def outline_origin(data: bytes, code: str, policy: Policy, day: str, source: str, name: str) -> Origin:
    """The origin of an uploaded outline within a country.

    Raises:
        BadInput: not GeoJSON, no area, off the Earth, nothing of it in that country.
    """
    from geo.measuring.outlines import own_outline

    recognised = house.borders(policy).country(code)
    own = own_outline(data, recognised=recognised, date=day, source=source)
    return Origin(
        kind="held land", name=name, country=code, geometry=own.geometry, date=day, source=source, dropped=own.dropped
    )


def _origin_name(origin: Origin, words: Words) -> str:
    if origin.kind == "undisputed territory":
        return words("{country} without its occupied or disputed parts", country=origin.name)
    if origin.kind == "held land" and origin.date:
        parts = {"country": origin.name, "date": origin.date, "source": origin.source or ""}
        return words("{country}, outline of {date} ({source})", **parts)
    return origin.name


# ---------------------------------------------------------------- onto which country, by which borders


def _onto(desk: Desk, choice: RangeChoice, words: Words) -> None:
    countries = choices.countries_offered(desk.story, house.borders(desk.story.policy), words)
    codes = [NONE, *countries]
    onto = choice.onto if choice.onto in countries else NONE
    key = f"onto-{desk.turn}"
    st.selectbox(
        words("Shown on"),
        codes,
        index=codes.index(onto),
        format_func=lambda code: countries.get(code) or words("every country"),
        key=key,
        on_change=when_changed(key, onto, lambda: _set(desk, ORIGIN, onto=st.session_state[key] or None)),
    )


# ---------------------------------------------------------------- populated places inside


def _inside(desk: Desk, choice: RangeChoice, words: Words) -> None:
    if choice.origin is None or not desk.story.ranges:
        return
    with st.expander(words("Towns within this range"), key="inside"):
        if not st.toggle(words("List them"), key="list-inside", persist_state="session"):
            return
        with desk.attempt(INSIDE), say.working(words), st.spinner(words("Measuring")):
            weapon = choices.weapon_in(desk.story, choice.weapon)
            stated = () if weapon is None else weapon.reaches
            found = _found(choice, stated, house.borders(desk.story.policy), own.names())
            _listed(found, choice, words)
        say.notice(desk, INSIDE, words)


@lru_cache(maxsize=16)
def _found(
    choice: RangeChoice, stated: tuple[Reach, ...], borders: Borders, names: Gazetteer
) -> tuple[PlaceWithin, ...]:
    """The populated places inside, nearest first; kept by the choice, and by whose names and borders these are."""
    from geo.reachable import reachable

    if choice.origin is None:
        return ()
    weapon = choices.weapon_of(choice.weapon)
    is_own = choice.radius_m is not None or weapon is None
    pairs = (
        [(choice.radius_m or USUAL_RADIUS_M, None)]
        if is_own or weapon is None
        else [(reach.max_m, reach) for reach in stated]
    )
    inside = reachable(
        choice.origin,
        pairs,
        borders=borders,
        onto=choice.onto,
        weapon=None if is_own else weapon,
    )
    return tuple(inside.places_within(names))


def _listed(found: tuple[PlaceWithin, ...], choice: RangeChoice, words: Words) -> None:
    """The largest of the places inside; each with the versions that reach it and what it depends on."""
    largest = sorted(found, key=lambda place: -place.population)[:MOST_LISTED]
    edges = sum(place.edge_why is not None for place in found)
    counted = words.plural("{n} town within the range", "{n} towns within the range", len(found))
    say.note(f"{counted}, {words.plural('{n} at its edge', '{n} at its edges', edges)}")
    if len(found) > len(largest):
        say.note(words("The {number} largest are listed.", number=len(largest)))
    people, far = words("Inhabitants"), words("Distance (km)")
    rows = [
        {
            words("Town"): _town(place, words),
            far: round(place.distance_m / KM),
            words("At the edge of the range"): words(EDGES[place.edge_why]) if place.edge_why else "",
            people: place.population,
            words("Version"): "" if choice.radius_m is not None else ", ".join(map(words, place.variants)),
        }
        for place in largest
    ]
    if rows:
        from pandas import DataFrame

        # Figures as the page's language writes them (Streamlit's own formats follow the browser), sorted as numbers.
        shown: dict[Any, Any] = dict.fromkeys((people, far), partial(figures.number, words=words))
        st.dataframe(
            DataFrame(rows).style.format(shown),
            hide_index=True,
            height=300,
            alt=words("Towns within this range"),
        )


def _town(place: PlaceWithin, words: Words) -> str:
    """A town's name in the reader's language where one is known."""
    return own.names().name_in(f"geonames:{place.geonameid}", words.language) or place.name
