"""Step two: every place that was found, and what a person makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import BadInput, NotFound
from geo.ui import choices, figures, own, say
from geo.ui.marked import legend, marked_text
from geo.units import parse_number

if TYPE_CHECKING:
    from geo.model import Candidate, Place
    from geo.ui.desk import Action, Desk
    from geo.words import Words

PART, ADD = "places", "add"
MOST_FOUND, MOST_OFFERED = 10, 3


def show(desk: Desk, words: Words) -> None:
    """The table of places, the one that is looked at, and adding one."""
    story = desk.story
    if not story.places:
        st.info(words("No places were found in this text. Add one by its name below."))
    else:
        _table(desk, words)
        _chosen(desk, words)
    _add(desk, words)
    with st.expander(words("The text with its places"), key="places-text"):
        st.html(legend(story, words) + marked_text(story, words, chosen=desk.chosen))
    if story.unresolved:
        names = dict.fromkeys(mention.text for mention in story.unresolved)
        say.note(words("Not found: {names}", names=", ".join(names)))
        _offer(desk, words)


# ---------------------------------------------------------------- the table


def _table(desk: Desk, words: Words) -> None:
    places = desk.story.places
    rows = [
        {
            words("Name"): place.name,
            words("What it is"): words(figures.ROLES[place.role]),
            words("Sure?"): figures.confidence(place, words),
            words("Taken to be"): figures.record(place.chosen, words),
            words("Latitude, longitude"): figures.point(place.lon, place.lat),
            words("Named"): len(place.mentions),
        }
        for place in places
    ]
    key = f"table-{desk.turn}-{len(places)}"

    def picked() -> None:
        selected = st.session_state[key]["selection"]["rows"]
        if selected and selected[0] < len(places):
            desk.look_at(places[selected[0]].id)

    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        on_select=picked,
        selection_mode="single-row",
        height=min(38 + 35 * len(rows), 320),
        alt=words("The places of this story"),
    )


# ---------------------------------------------------------------- one place


def _chosen(desk: Desk, words: Words) -> None:
    places = {place.id: place for place in desk.story.places}
    if desk.chosen not in places:
        doubtful = sorted(desk.story.places, key=lambda place: place.role != "reported strike")
        desk.chosen = doubtful[0].id
    # Its labels are the names: after a renaming it is another box. The boxes of the editor stay, and keep the focus.
    key = f"place-{desk.turn}-{desk.story.revision}"

    def picked() -> None:
        desk.chosen = st.session_state[key]

    st.selectbox(
        words("Place to look at"),
        list(places),
        index=list(places).index(desk.chosen),
        format_func=lambda place_id: figures.place_label(places[place_id], desk.story.places, words),
        key=key,
        on_change=picked,
    )
    place = places[desk.chosen]
    with st.container(border=True, key="sm-place"):
        _editor(desk, place, words)
        say.notice(desk, PART, words)


def _editor(desk: Desk, place: Place, words: Words) -> None:
    """The boxes for one place. A value that is refused gives way to the one that stands."""

    def key(name: str) -> str:
        return f"{name}-{place.id}-{desk.turn}"

    def decide(action: Action, box: str, field: str, standing: str) -> None:
        _decide(desk, PART, action, place.id, **{field: st.session_state[key(box)]})
        if PART in desk.notices:
            st.session_state[key(box)] = standing

    if place.mentions:
        start, end = place.mentions[0].sentence
        say.note(desk.story.article.text[start:end].strip())
    first, second = st.columns(2)
    with first:
        st.text_input(
            words("Name on the map"),
            place.name,
            key=key("name"),
            on_change=lambda: decide("rename", "name", "name", place.name),
        )
    with second:
        roles = list(figures.ROLES)
        st.selectbox(
            words("What it is"),
            roles,
            index=roles.index(place.role),
            format_func=lambda role: words(figures.ROLES[role]),
            key=key("role"),
            on_change=lambda: decide("role", "role", "role", place.role),
        )
    _rivals(desk, place, words, key("record"))
    # Another record is another box: what a slow browser still sends of the old one moves nothing.
    point_key = key(f"point-{place.chosen.id}")
    st.text_input(
        words("Latitude, longitude"),
        figures.point(place.lon, place.lat),
        key=point_key,
        on_change=lambda: _move(desk, place, point_key),
    )
    levels = list(figures.PUBLISH)
    st.selectbox(
        words("May be published"),
        levels,
        index=levels.index(place.publish),
        format_func=lambda level: words(figures.PUBLISH[level]),
        key=key("publish"),
        on_change=lambda: decide("publish", "publish", "publish", place.publish),
    )
    st.button(
        words("Remove this place"),
        key=key("remove"),
        icon=":material/delete:",
        on_click=lambda: _decide(desk, PART, "remove", place.id),
    )


def _rivals(desk: Desk, place: Place, words: Words, key: str) -> None:
    """What the name is taken to mean, and the other possibilities."""
    # In an order of their own, so that choosing one does not shuffle the list.
    records = {record.id: record for record in sorted((place.chosen, *place.rivals), key=lambda item: -item.score)}

    def chosen() -> None:
        _decide(desk, PART, "choose", place.id, candidate=st.session_state[key])

    st.selectbox(
        words("Taken to be, or other possibilities"),
        list(records),
        index=list(records).index(place.chosen.id),
        format_func=lambda record_id: figures.record(records[record_id], words),
        key=key,
        on_change=chosen,
        disabled=len(records) == 1,
    )
    if place.chosen.reasons:
        say.note(words("Why: {reasons}", reasons="; ".join(words(reason) for reason in place.chosen.reasons)))


def _show_point(desk: Desk, place_id: str, key: str) -> None:
    """Put where the place stands now into its box."""
    place = desk.story.place(place_id)
    if place is not None:
        st.session_state[key] = figures.point(place.lon, place.lat)


def _move(desk: Desk, place: Place, key: str) -> None:
    with desk.attempt(PART):
        lat, lon = typed_point(st.session_state[key])
        story = desk.decided("move", place.id, lon=lon, lat=lat)
        desk.put(choices.measured_again(story))
    _show_point(desk, place.id, key)


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


def _decide(desk: Desk, part: str, action: Action, target: str, **value: str | float | bool) -> None:
    """Decide, and measure again what may have changed by it."""
    with desk.attempt(part):
        story = desk.decided(action, target, **value)
        desk.put(story if action in {"publish", "accept"} else choices.measured_again(story))


# ---------------------------------------------------------------- adding


def _offer(desk: Desk, words: Words) -> None:
    """For the first names that nothing explains, what they may mean by their sound: for a person to choose."""
    from geo.reading.offered import offered

    mentions = {mention.text: mention for mention in desk.story.unresolved}
    for name, mention in list(mentions.items())[:MOST_FOUND]:
        for number, candidate in enumerate(offered(mention, own.names(), desk.story.places)[:MOST_OFFERED]):
            line, button = st.columns([4, 1], vertical_alignment="center")
            line.text(f"{name}: {figures.record(candidate, words)}")
            key = f"offer-{name}-{number}-{candidate.id}"
            button.button(words("Add"), key=key, on_click=_add_record, args=(desk, candidate, name))


def _add(desk: Desk, words: Words) -> None:
    with st.expander(words("Add a place"), icon=":material/add_location_alt:", expanded=ADD in desk.notices, key="add"):
        with st.form("find-place", border=False):
            text = st.text_input(words("Name, or latitude,longitude"), key=f"add-name-{desk.turn}")
            if st.form_submit_button(words("Search")):
                _search(desk, words, text)
        found: list[Candidate] = st.session_state.get("found", [])
        for number, candidate in enumerate(found):
            line, button = st.columns([4, 1], vertical_alignment="center")
            line.text(figures.record(candidate, words))
            button.button(
                words("Add"), key=f"add-{number}-{candidate.id}", on_click=_add_record, args=(desk, candidate)
            )
        say.notice(desk, ADD, words)


def _search(desk: Desk, words: Words, text: str) -> None:
    st.session_state["found"] = []
    with desk.attempt(ADD):
        from geo.where import parse_coordinates

        if not text.strip():
            raise BadInput("an empty text names no place: expected a name, latitude,longitude or border:UA")
        point = parse_coordinates(text)
        if point is not None:
            name = text.strip()
            place_id = choices.new_place_id(name, desk.story)
            desk.put(desk.decided("add", place_id, name=name, lon=point.lon, lat=point.lat))
            desk.look_at(place_id)
            st.rerun()
        with say.working(words):
            found = own.names().locate(text.strip(), language=desk.story.language, limit=MOST_FOUND)
        if not found:
            raise NotFound("no place is called {value!r}", value=text)
        st.session_state["found"] = list(found)
        st.session_state["found-for"] = text.strip()


def _add_record(desk: Desk, candidate: Candidate, offered_for: str = "") -> None:
    with desk.attempt(ADD):
        name = offered_for or str(st.session_state.get("found-for") or candidate.name)
        place_id = choices.new_place_id(name, desk.story)
        desk.put(desk.decided("add", place_id, **choices.record_values(candidate, name)))
        st.session_state["found"] = []
        desk.look_at(place_id)
