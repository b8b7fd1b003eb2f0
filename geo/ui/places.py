"""Step two: every place that was found, and what a person makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.model import SURE
from geo.ui import choices, figures, inline, mapmode, marked, own, say, searchbox
from geo.ui.heard import when_changed
from geo.ui.safe import filled, html, plain
from geo.ui.searchbox import typed_point

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geo.model import Candidate, Place
    from geo.ui.desk import Action, Desk
    from geo.words import Words

PART, ADD = "places", "add"
MOST_FOUND, MOST_OFFERED = 10, 3
# The text scrolls by itself here: what belongs to a place stands below it.
TEXT_HEIGHT_PX, LIST_HEIGHT_PX, RIVALS_HEIGHT_PX = 260, 250, 280
SEARCH = "search"


def show(desk: Desk, words: Words) -> None:
    """The marked text, the list of places, adding one, and the one that is looked at."""
    story = desk.story
    if story.places:
        desk.chosen = looked_at(desk)
    if story.article.text:
        marked.show(desk, words, key="places-marks", most=TEXT_HEIGHT_PX)
    if story.places:
        _list(desk, words)
    else:
        st.info(words("No places were found in this text. Add one by its name below."))
    _add(desk, words)
    if story.places:
        _chosen(desk, words)
    if story.unresolved:
        with st.container(key="sm-unknown"):
            names = dict.fromkeys(mention.text for mention in story.unresolved)
            say.note(words("Not found: {names}", names=", ".join(names)))
            _offer(desk, words)


def _list(desk: Desk, words: Words) -> None:
    """The places of the story, the one that is looked at lit."""
    key = "places-list"

    def chosen() -> None:
        place_id = inline.told(key, "chosen")
        if isinstance(place_id, str) and desk.story.place(place_id) is not None:
            desk.look_at(place_id)

    rows = [_row(place, desk.story.places, words) for place in desk.story.places]
    data = {"label": words("The places of this story"), "rows": rows, "chosen": desk.chosen, "most": LIST_HEIGHT_PX}
    inline.part("records", data, key=key, on_chosen_change=chosen)


def _row(place: Place, places: tuple[Place, ...], words: Words) -> dict[str, str]:
    """A place in the list: its name and role, how sure it is, what it is taken to be, and how often it is named."""
    record = searchbox.row_of(place.chosen, words)
    taken = f"{', '.join(part for part in (record['name'], record['where']) if part)} ({record['what']})"
    if place.moved:
        taken = f"{words(figures.MATCHES['person'])}: {figures.point(place.lon, place.lat)}"
    named = words.plural("named {n} time", "named {n} times", len(place.mentions))
    return {
        "id": place.id,
        "name": plain(figures.place_label(place, places, words)),
        "where": words(figures.ROLES[place.role]),
        "mark": marked.look(place),
        "what": plain(f"{taken} · {named}" if place.mentions else taken),
        "side": figures.confidence(place, words),
    }


# ---------------------------------------------------------------- one place


def _chosen(desk: Desk, words: Words) -> None:
    place = desk.story.place(looked_at(desk))
    if place is None:
        return
    with st.container(border=True, key="sm-place"):
        _editor(desk, place, words)
        say.notice(desk, PART, words)


def _editor(desk: Desk, place: Place, words: Words) -> None:
    """The boxes for one place. A value that is refused gives way to the one that stands."""
    turn = desk.turn  # as it is when the boxes are drawn: another callback may have turned the page since

    def key(name: str) -> str:
        return f"{name}-{place.id}-{turn}"

    def decide(action: Action, box: str, field: str, standing: str) -> None:
        if desk.story.place(place.id) is None:
            return  # the box of a place that undo has just taken away
        _decide(desk, PART, action, place.id, **{field: st.session_state[key(box)]})
        if PART in desk.notices:
            st.session_state[key(box)] = standing

    st.html(f'<p class="sm-group"><bdi>{html(figures.place_label(place, desk.story.places, words))}</bdi></p>')
    if place.mentions:
        start, end = place.mentions[0].sentence
        say.note(desk.story.article.text[start:end].strip())
    first, second = st.columns(2)
    with first:
        st.text_input(
            words("Name on the map"),
            place.name,
            key=key("name"),
            on_change=when_changed(key("name"), place.name, lambda: decide("rename", "name", "name", place.name)),
        )
    with second:
        roles = list(figures.ROLES)
        st.selectbox(
            words("What it is"),
            roles,
            index=roles.index(place.role),
            format_func=lambda role: words(figures.ROLES[role]),
            key=key("role"),
            on_change=when_changed(key("role"), place.role, lambda: decide("role", "role", "role", place.role)),
        )
    _spelling(desk, place, words, key("spelling"))
    _rivals(desk, place, words, f"record-{place.id}")
    # Once chosen by a person, it is sure.
    if place.confidence < SURE:
        st.button(
            words("Yes, this is the place"),
            key=key("sure"),
            icon=":material/check:",
            on_click=lambda: _decide(desk, PART, "choose", place.id, candidate=place.chosen.id),
        )
    searchbox.show(
        f"{SEARCH}-record",
        words,
        searchbox.around(desk.story),
        lambda record_id, text: _take(desk, place.id, record_id, text),
        label=words("Is it another place?"),
        hint=words("Name, or latitude,longitude"),
    )
    # Another record is another box: what a slow browser still sends of the old one moves nothing.
    point_key, point = key(f"point-{place.chosen.id}"), figures.point(place.lon, place.lat)
    left, right = st.columns(2, vertical_alignment="bottom")
    left.text_input(
        words("Latitude, longitude"),
        point,
        key=point_key,
        on_change=when_changed(point_key, point, lambda: _move(desk, place, point_key)),
    )
    with right:
        _on_map(
            words("Move on the map"),
            f"move-{place.id}",
            words,
            lambda: mapmode.begin(
                "move",
                f"move-{place.id}",
                says=words("Click where {name} is.", name=plain(place.name)),
                then=lambda point: _moved(desk, place.id, point),
            ),
        )
    levels = list(figures.PUBLISH)
    st.selectbox(
        words("May be published"),
        levels,
        index=levels.index(place.publish),
        format_func=lambda level: words(figures.PUBLISH[level]),
        key=key("publish"),
        on_change=when_changed(
            key("publish"), place.publish, lambda: decide("publish", "publish", "publish", place.publish)
        ),
    )
    st.button(
        words("Remove this place"),
        key=key("remove"),
        icon=":material/delete:",
        on_click=lambda: _decide(desk, PART, "remove", place.id),
    )


def looked_at(desk: Desk) -> str:
    """Id of the place that is looked at: the one chosen, else the first reported strike, else the first of all."""
    if all(place.id != desk.chosen for place in desk.story.places):
        return sorted(desk.story.places, key=lambda place: place.role != "reported strike")[0].id
    return str(desk.chosen)


def _on_map(label: str, target: str, words: Words, begin: Callable[[], None]) -> None:
    """A button that turns the map into a mode, and while it is on, one that leaves it."""
    if mapmode.mode(target) is not None:
        st.button(words("Cancel"), key=f"stop-{target}", icon=":material/close:", on_click=mapmode.cancel,
                  width="stretch")  # fmt: skip
    else:
        st.button(label, key=f"begin-{target}", icon=":material/ads_click:", on_click=begin, width="stretch")


def _spelling(desk: Desk, place: Place, words: Words, key: str) -> None:
    """Where a person wrote a place otherwise, or took it to be another: whether that holds for later articles too."""
    if not own.is_new(place, desk.story.changes):
        return
    language = desk.story.language
    remembered = own.is_remembered(place, language)

    def ticked() -> None:
        with desk.attempt(PART):
            own.remember(place, language, keep=bool(st.session_state[key]))

    st.checkbox(
        filled(words("Write and understand {name} so in later articles too"), name=place.name),
        value=remembered,
        key=key,
        on_change=when_changed(key, remembered, ticked),
    )


def _rivals(desk: Desk, place: Place, words: Words, key: str) -> None:
    """What the name is taken to mean, and the other possibilities, each with what speaks for it."""
    # In an order of their own, so that choosing one does not shuffle the list.
    records = {record.id: record for record in sorted((place.chosen, *place.rivals), key=lambda item: -item.score)}

    def chosen() -> None:
        record_id = inline.told(key, "chosen")
        if isinstance(record_id, str):
            _decide(desk, PART, "choose", place.id, candidate=record_id)

    rows = [searchbox.row_of(record, words) | {"why": _why(record, words)} for record in records.values()]
    label = words("Taken to be") if len(rows) == 1 else words("Taken to be, or other possibilities")
    data = {"label": label, "rows": rows, "chosen": place.chosen.id, "most": RIVALS_HEIGHT_PX}
    inline.part("records", data, key=key, on_chosen_change=chosen)


def _why(record: Candidate, words: Words) -> str:
    if not record.reasons:
        return ""
    return plain(words("Why: {reasons}", reasons="; ".join(words(reason) for reason in record.reasons)))


def _take(desk: Desk, place_id: str, record_id: str, text: str) -> None:
    """Take a place to be a record that a person looked up, or put it at the point that they typed."""
    with desk.attempt(PART):
        found = searchbox.found(record_id, text, desk.story.language)
        if found.place is None:
            story = desk.decided("move", place_id, lon=found.lon, lat=found.lat)
        else:
            values = choices.record_values(found.place, found.place.name)
            story = desk.decided("choose", place_id, **values)
        desk.put(choices.measured_again(story))
        desk.turn += 1


def _moved(desk: Desk, place_id: str, point: BaseGeometry) -> None:
    """Put a place where a person clicked on the map."""
    with desk.attempt(PART):
        desk.put(choices.measured_again(desk.decided("move", place_id, lon=point.x, lat=point.y)))  # type: ignore[attr-defined]
        desk.turn += 1


def _show_point(desk: Desk, place_id: str, key: str) -> None:
    """Put where the place stands now into its box."""
    place = desk.story.place(place_id)
    if place is not None:
        st.session_state[key] = figures.point(place.lon, place.lat)


def _move(desk: Desk, place: Place, key: str) -> None:
    if desk.story.place(place.id) is None:
        return
    with desk.attempt(PART):
        lat, lon = typed_point(st.session_state[key])
        story = desk.decided("move", place.id, lon=lon, lat=lat)
        desk.put(choices.measured_again(story))
    _show_point(desk, place.id, key)


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
    key = f"{SEARCH}-add"
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        searchbox.show(
            key,
            words,
            searchbox.around(desk.story),
            lambda record_id, text: _add_found(desk, record_id, text),
            label=words("Add a place"),
            hint=words("Name, or latitude,longitude"),
        )
    with right:
        _on_map(words("Add on the map"), "add", words, lambda: _begin_adding(desk, words, searchbox.typed(key)))
    say.notice(desk, ADD, words)


def _begin_adding(desk: Desk, words: Words, name: str) -> None:
    """Let the next click on the map add a place, by the name that stands in the box."""
    name = " ".join(name.split())
    says = words("Click where {name} is.", name=plain(name)) if name else ""
    mapmode.begin("add", "add", says=says, then=lambda point: _add_point(desk, name, point))


def _add_point(desk: Desk, name: str, point: BaseGeometry) -> None:
    with desk.attempt(ADD):
        lon, lat = point.x, point.y  # type: ignore[attr-defined]
        _put_added(desk, name=name or figures.point(lon, lat), lon=lon, lat=lat)


def _add_found(desk: Desk, record_id: str, text: str) -> None:
    with desk.attempt(ADD):
        found = searchbox.found(record_id, text, desk.story.language)
        if found.place is None:
            _put_added(desk, name=found.name, lon=found.lon, lat=found.lat)
        else:
            _put_added(desk, **choices.record_values(found.place, found.name))


def _add_record(desk: Desk, candidate: Candidate, name: str) -> None:
    with desk.attempt(ADD):
        _put_added(desk, **choices.record_values(candidate, name))


def _put_added(desk: Desk, **values: str | float | bool) -> None:
    place_id = choices.new_place_id(str(values["name"]), desk.story)
    desk.put(desk.decided("add", place_id, **values))
    desk.look_at(place_id)
