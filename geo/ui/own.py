"""Places and spellings of one's own, over the list of names that all share.

Files hold for this visit; a spelling that a person asked to be remembered holds for later ones too.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.decisions import decide
from geo.errors import Unavailable
from geo.gazetteer.own import HouseSpellings, OwnPlace, distinct, read_places, read_spellings
from geo.model import Change
from geo.ui import house, keeping, opened, person, say
from geo.ui.desk import now
from geo.where import Finder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.gazetteer.index import Gazetteer
    from geo.model import Place, Policy, Story
    from geo.ui.desk import Desk
    from geo.words import Words

PART = "own"
KEY = "own-names"


@dataclass(frozen=True, slots=True)
class Own:
    """What this visitor brought, and the list of names with it laid ``over`` another.

    Attributes:
        spellings: of files, for this visit. remembered: those that a person asked to be kept.
    """

    places: tuple[OwnPlace, ...] = ()
    spellings: HouseSpellings = field(default_factory=HouseSpellings)
    remembered: HouseSpellings = field(default_factory=HouseSpellings)
    gazetteer: Gazetteer | None = None
    over: Gazetteer | None = None


def names(progress: Callable[[float], None] | None = None) -> Gazetteer:
    """The list of place names, waited for, with the house's spellings and then this visitor's own files over it.

    Raises:
        DataError: it cannot be made or read.
    """
    shared = opened.names(progress)
    style = house.in_use()
    if style is not None:
        from geo.publishing.maps import spelled

        shared = spelled(shared, style)
    own = _own()
    if not own.places and not own.spellings and not own.remembered:
        return shared
    if own.gazetteer is None or own.over is not shared:
        own = replace(own, gazetteer=shared.with_own(own.places, own.spellings | own.remembered), over=shared)
        st.session_state[KEY] = own
    return own.gazetteer or shared


def finder(policy: Policy) -> Finder:
    """Finds what people type for a place, their own places too."""
    return Finder(names, lambda: house.borders(policy))


# ---------------------------------------------------------------- what a person decided once


def is_new(place: Place, changes: Sequence[Change]) -> bool:
    """Whether a person wrote this place otherwise than its article does, or took it to be another record."""
    decided = any(change.target == place.id and change.action in {"rename", "choose"} for change in changes)
    return decided and bool(_written(place)) and place.chosen.match != "person"


def _written(place: Place) -> set[str]:
    """What the article calls it by name, not "Russian" or "the Kremlin"."""
    return {mention.text for mention in place.mentions if mention.kind == "toponym"}


def is_remembered(place: Place, language: str) -> bool:
    """Whether the spelling of this place holds for later articles already."""
    kept = _own().remembered.by_language.get(_base(language), {})
    return all(kept.get(written) == ours for written, ours in _pairs(place).items())


def remember(place: Place, language: str, *, keep: bool = True) -> None:
    """Have later articles in a language call this place so, and take that name to mean it; or no longer.

    Raises:
        Unavailable: it cannot be kept now; nothing has changed.
    """
    own = _own()
    # Beside what is kept now, not what was when this window first looked: another may have had one remembered since.
    kept = keeping.store().respell(_base(language), _pairs(place), person.owner(), keep=keep)
    st.session_state[KEY] = Own(own.places, own.spellings, HouseSpellings({_base(language): {}, **kept}))


def written_so(story: Story) -> Story:
    """A story just read, with its places called as was asked to be remembered; each a decision that can be undone."""
    kept = _own().remembered.by_language.get(_base(story.language), {})
    decided = {change.target for change in story.changes if change.action == "rename"}
    for place in story.places if kept else ():
        ours = kept.get(place.chosen.id) if _written(place) else None
        if ours is not None and ours != place.name and place.id not in decided:
            story = decide(story, Change(action="rename", target=place.id, value={"name": ours}, at=now()))
    return story


def _pairs(place: Place) -> dict[str, str]:
    """What others write, or the record, and what is written for it here."""
    others = _written(place) - {place.name}
    return {place.chosen.id: place.name, **dict.fromkeys(sorted(others), place.name)}


def _base(language: str) -> str:
    return language.split("-")[0].lower()


def _own() -> Own:
    """What this visitor brought, and what was remembered in earlier visits."""
    found = st.session_state.get(KEY)
    if not isinstance(found, Own):
        # Without a store there is nothing to remember; that it is away is said where something is to be kept.
        with suppress(Unavailable):
            found = st.session_state[KEY] = Own(remembered=HouseSpellings(keeping.store().spellings(person.owner())))
    return found if isinstance(found, Own) else Own()


def box(desk: Desk, words: Words) -> None:
    """Where files with places and spellings come in; they hold for what is read from then on."""
    own = _own()
    with st.expander(
        words("Your own places and spellings"), icon=":material/playlist_add:", expanded=PART in desk.notices, key=PART
    ):
        say.note(
            words(
                "Places: CSV (name, lat, lon) or GeoJSON points. Spellings: CSV (from, to, language) or TOML. "
                "They win over the list of names when an article is read after this."
            )
        )
        places = st.file_uploader(words("Places"), type=["csv", "geojson", "json"], key=f"own-places-{desk.turn}")
        spellings = st.file_uploader(words("Spellings"), type=["csv", "toml"], key=f"own-spellings-{desk.turn}")
        if st.button(words("Use these files"), key="own-use", disabled=places is None and spellings is None):
            with desk.attempt(PART):
                brought = own.places
                if places is not None:
                    brought = distinct((*own.places, *read_places(places.getvalue(), filename=places.name)))
                written = own.spellings
                if spellings is not None:
                    written = own.spellings | read_spellings(spellings.getvalue(), filename=spellings.name)
                own = Own(brought, written, own.remembered)
                st.session_state[KEY] = own
        if own.places or own.spellings or own.remembered:
            count = sum(len(rows) for rows in (own.spellings | own.remembered).by_language.values())
            say.note(words("{places} places and {spellings} spellings of your own", places=len(own.places),
                           spellings=count))  # fmt: skip
            if st.button(words("Forget them"), key="own-forget"):
                with desk.attempt(PART):
                    keeping.store().remember({}, person.owner())
                    st.session_state[KEY] = Own()
                    st.rerun()
        say.notice(desk, PART, words)
