"""What a person decided about a story: applied to it, and applied again after a second reading of the article.

A decision names a place by its id, which is made from the article's spelling, so it finds the place again. One that no
longer finds its place is kept and does nothing.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from geo.document import MAX_NAME, MAX_WORDING, STATEMENTS
from geo.embargo import embargo_until
from geo.errors import BadInput, NotFound
from geo.model import Candidate, Change, Place, PlaceKind, Publish, Review, Role, Statement, Story, Strike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# A person who points at the map is taken at their word to about a hundred metres.
POINTED_PRECISION_M = 100.0
# A correction line is a few sentences; under a map there is room for no more.
MAX_CORRECTION = MAX_WORDING


def decide(story: Story, change: Change) -> Story:
    """The story with one more decision: applied, and kept in ``changes``.

    A decision ends a review: what was reviewed is no longer what stands there. An embargo alone does not, for it says
    nothing of what stands there.

    Raises:
        NotFound: there is no such place, strike or candidate.
        BadInput: the value does not fit the action.
    """
    changed = _ACTIONS[change.action](story, change)
    review = story.review if change.action == "embargo" else None
    return replace(
        changed, changes=(*story.changes, change), review=review, changed=change.at, revision=story.revision + 1
    )


def decide_again(story: Story, changes: Iterable[Change]) -> Story:
    """A freshly read story with the decisions of an earlier reading applied; those that find nothing are kept.

    A place that was added and that the text now names itself is there already.
    """
    for change in changes:
        is_there = change.action == "add" and story.place(change.target) is not None
        try:
            applied = story if is_there else _ACTIONS[change.action](story, change)
        except NotFound:
            applied = story
        story = replace(applied, changes=(*story.changes, change), changed=change.at, revision=story.revision + 1)
    return story


def reviewed(story: Story, *, by: str, at: str) -> Story:
    """The story as a person has checked it: strike, origin and range. Their tick also accepts the reported strikes.

    What they refused stays refused.

    Args:
        by: who; kept in the story, never published.
        at: ISO 8601 instant with zone.

    Raises:
        BadInput: nobody's name.
    """
    if not by.strip():
        raise BadInput("a review needs the name of who checked, not {value!r}", value=by)
    strikes = tuple(strike if strike.refused else replace(strike, accepted=True) for strike in story.strikes)
    return replace(story, strikes=strikes, review=Review(by=by.strip(), at=at), changed=at, revision=story.revision + 1)


def _place(story: Story, change: Change) -> Place:
    place = story.place(change.target)
    if place is None:
        raise NotFound("there is no place {value!r} in this story", value=change.target)
    return place


def _with_place(story: Story, place: Place) -> Story:
    return replace(story, places=tuple(place if other.id == place.id else other for other in story.places))


def _rename(story: Story, change: Change) -> Story:
    name = str(change.value.get("name", "")).strip()
    if not name or len(name) > MAX_NAME:
        raise BadInput("{value!r} is not a name: expected 1 to {most} characters", value=name, most=MAX_NAME)
    return _with_place(story, replace(_place(story, change), name=name))


def _move(story: Story, change: Change) -> Story:
    lon, lat = _lon_lat(change)
    place = _place(story, change)
    moved = replace(place, lon=lon, lat=lat, moved=True, precision_m=POINTED_PRECISION_M, confidence=1.0)
    return _with_place(story, moved)


def _lon_lat(change: Change) -> tuple[float, float]:
    try:
        lon, lat = float(change.value["lon"]), float(change.value["lat"])
    except (KeyError, ValueError):
        raise BadInput("{value!r} is not a place: expected lon and lat", value=change.value) from None
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise BadInput(
            "{value} is not on Earth: expected latitude -90 to 90 and longitude -180 to 180", value=(lat, lon)
        )
    return lon, lat


def _choose(story: Story, change: Change) -> Story:
    place = _place(story, change)
    wanted = change.value.get("candidate")
    candidate = next((item for item in (place.chosen, *place.rivals) if item.id == wanted), None)
    if candidate is None and "lon" in change.value:
        candidate = _added_record(change)  # one that a person looked up, and that the decision tells itself
    if candidate is None:
        raise NotFound("{value!r} is not among the other possibilities for {name!r}", value=wanted, name=place.name)
    rivals = tuple(item for item in (place.chosen, *place.rivals) if item.id != wanted)
    chosen = replace(
        place,
        chosen=candidate,
        rivals=rivals,
        lon=candidate.lon,
        lat=candidate.lat,
        precision_m=candidate.precision_m,
        confidence=1.0,
        moved=False,
    )
    return _with_place(story, chosen)


def _role(story: Story, change: Change) -> Story:
    role = change.value.get("role")
    for known in get_args(Role):
        if role == known:
            return _with_place(story, replace(_place(story, change), role=known))
    raise BadInput("{value!r} is not a role: expected one of {known}", value=role, known=", ".join(get_args(Role)))


def _publish(story: Story, change: Change) -> Story:
    publish = change.value.get("publish")
    for known in get_args(Publish):
        if publish == known:
            return _with_place(story, replace(_place(story, change), publish=known))
    raise BadInput("{value!r} is unknown: expected one of {known}", value=publish, known=", ".join(get_args(Publish)))


def _remove(story: Story, change: Change) -> Story:
    place = _place(story, change)
    strikes = tuple(replace(s, where=None) if s.where == place.id else s for s in story.strikes)
    return replace(story, places=tuple(p for p in story.places if p.id != place.id), strikes=strikes)


def _add(story: Story, change: Change) -> Story:
    if story.place(change.target) is not None:
        raise BadInput("there is already a place {value!r}", value=change.target)
    candidate = _added_record(change)
    place = Place(
        id=change.target,
        name=str(change.value.get("name", "")).strip() or change.target,
        chosen=candidate,
        lon=candidate.lon,
        lat=candidate.lat,
        precision_m=candidate.precision_m,
        confidence=1.0,
        moved=candidate.match == "person",
    )
    return replace(story, places=(*story.places, place))


def _added_record(change: Change) -> Candidate:
    """The record that an added place was found by, or a point of a person's own where it names none."""
    lon, lat = _lon_lat(change)
    value = change.value
    name = str(value.get("name", "")).strip() or change.target
    record, kind = str(value.get("candidate", "")), value.get("kind")
    for known in get_args(PlaceKind):
        if record and kind == known:
            number = record.removeprefix("geonames:")
            return Candidate(
                id=record,
                name=name,
                lon=lon,
                lat=lat,
                kind=known,
                feature_code=str(value.get("feature_code", "")),
                country=str(value["country"]) if "country" in value else None,
                admin1=str(value["admin1"]) if "admin1" in value else None,
                admin1_name=str(value["admin1_name"]) if "admin1_name" in value else None,
                population=int(value.get("population", 0)),
                geonameid=int(number) if number.isdecimal() else None,
                precision_m=float(value.get("precision_m", POINTED_PRECISION_M)),
            )
    precision_m = POINTED_PRECISION_M
    return Candidate(
        id=f"person:{change.target}", name=name, lon=lon, lat=lat, kind="point", match="person", precision_m=precision_m
    )


def _accept(story: Story, change: Change) -> Story:
    """The story with a strike accepted, refused, or put back to a draft. The mark of its place goes with it."""
    refused = bool(change.value.get("refused", False))
    accepted = bool(change.value.get("accepted", True)) and not refused
    before = _strike(story, change)
    judged = _with_strike(story, replace(before, accepted=accepted, refused=refused))
    place = story.place(before.where) if before.where else None
    if place is None or refused == before.refused:
        return judged
    # A place bears the mark of a reported strike for as long as one of those told of there is not refused.
    told = any(strike.where == place.id and not strike.refused for strike in judged.strikes)
    if place.role == "reported strike" and not told:
        return _with_place(judged, replace(place, role="mentioned"))
    if place.role == "mentioned" and told:
        return _with_place(judged, replace(place, role="reported strike"))
    return judged


def _detail(story: Story, change: Change) -> Story:
    """The story with one account of a detail of a strike refused, or taken back in.

    The account is named by what it says and who says so: its place in the text may be another at a second reading.
    """
    value, strike = change.value, _strike(story, change)
    name, refused = str(value.get("detail", "")), bool(value.get("refused", True))
    found = False

    def judged(said: Statement) -> Statement:
        nonlocal found
        if str(said.value) != str(value.get("value", "")) or (said.said_by or "") != str(value.get("said_by", "")):
            return said
        found = True
        return replace(said, refused=refused)

    first: Statement | None = getattr(strike, name) if name in STATEMENTS else None
    changed: dict[str, Any] = {} if first is None else {name: judged(first)}
    others = {**strike.others, name: tuple(map(judged, strike.others[name]))} if name in strike.others else {}
    if not found:
        raise NotFound("nobody says {value!r} of this strike", value=value.get("value", ""))
    return _with_strike(story, replace(strike, others=others or strike.others, **changed))


def _strike(story: Story, change: Change) -> Strike:
    found = next((strike for strike in story.strikes if strike.id == change.target), None)
    if found is None:
        raise NotFound("there is no reported strike {value!r} in this story", value=change.target)
    return found


def _with_strike(story: Story, strike: Strike) -> Story:
    return replace(story, strikes=tuple(strike if other.id == strike.id else other for other in story.strikes))


def _correct(story: Story, change: Change) -> Story:
    """The story with that correction line, or without one where the text is empty; since when is part of it."""
    text = _one_line(change)
    if len(text) > MAX_CORRECTION:
        raise BadInput(
            "{value!r} is too long for a correction: {size} characters, at most {most}",
            value=text,
            size=len(text),
            most=MAX_CORRECTION,
        )
    return replace(story, correction=text, corrected=change.at if text else None)


def _embargo(story: Story, change: Change) -> Story:
    """The story under that embargo, or under none where there is no moment."""
    until = str(change.value.get("until", "")).strip()
    return replace(story, embargo=embargo_until(until) if until else None)


def _alt(story: Story, change: Change) -> Story:
    return replace(story, alt=_wording(change))


def _caption(story: Story, change: Change) -> Story:
    return replace(story, caption=_wording(change))


def _wording(change: Change) -> str:
    """What a person wrote to stand with the map, on one line; empty for the words made from the story."""
    text = _one_line(change)
    if len(text) > MAX_WORDING:
        raise BadInput(
            "{value!r} is too long to stand with a map: {size} characters, at most {most}",
            value=text,
            size=len(text),
            most=MAX_WORDING,
        )
    return text


def _one_line(change: Change) -> str:
    text = str(change.value.get("text", ""))
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


_ACTIONS: dict[str, Callable[[Story, Change], Story]] = {
    "rename": _rename,
    "move": _move,
    "choose": _choose,
    "role": _role,
    "publish": _publish,
    "remove": _remove,
    "add": _add,
    "accept": _accept,
    "detail": _detail,
    "correct": _correct,
    "embargo": _embargo,
    "alt": _alt,
    "caption": _caption,
}
