"""Step four: the article's figures held against the measurement, the reported strike, and distances of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from geo.analysis import without_line
from geo.checks import EVENT_NOT_CHECKED, told
from geo.drawing.wording import accounts, moment_in_words
from geo.errors import BadInput
from geo.ui import between, choices, figures, house, own, safe, say
from geo.ui.heard import when_changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.model import Check, Claim, Line, Statement, Story, Strike
    from geo.reach import PlaceReach
    from geo.ui.desk import Desk
    from geo.words import Words

STRIKE, DISTANCE = "strike", "distance"


def show(desk: Desk, words: Words) -> None:
    """Figures, strikes, distances one by one and all at once."""
    with st.container(key="figures"):
        _figures(desk, words)
    for number, strike in enumerate(desk.story.strikes):
        with st.container(key=f"strike-{number}"):
            _strike(desk, number, strike, words)
    say.notice(desk, STRIKE, words)
    _reach(desk, words)
    _distance(desk, words)
    between.show(desk, words)


# ---------------------------------------------------------------- figures


def _figures(desk: Desk, words: Words) -> None:
    story = desk.story
    st.subheader(words("Figures in the article"), anchor=False)
    checks = {check.claim: check for check in story.checks}
    rows = [_figure(claim, checks.get(claim.id), words, story) for claim in story.claims]
    if rows:
        say.table((words("The article says"), words("Outcome"), words("Why"), words("Who says so")), rows)
    else:
        say.note(words("No numbers to check in this text."))
    st.html(f'<p class="sm-event">{safe.html(words(EVENT_NOT_CHECKED))}</p>')


def _figure(claim: Claim, check: Check | None, words: Words, story: Story) -> tuple[str, str, str, str]:
    said = figures.speaker(claim.said_by, words)
    if check is None:
        return claim.quote, words("cannot be checked"), "", said
    parts = [
        told(check.why, check, words, story=story),
        _interval(check, words),
        *(told(note, check, words, story=story) for note in check.notes),
    ]
    return claim.quote, words(figures.VERDICTS[check.verdict]), " ".join(part for part in parts if part), said


def _interval(check: Check, words: Words) -> str:
    """Between which figures a measured distance lies; nothing where nothing was measured."""
    from geo.units import METRES

    unit = check.unit
    if check.basis != "measured" or check.measured is None or unit is None or unit not in METRES:
        return ""
    if check.low is None or check.high is None or check.measured == 0:
        return ""
    factor = METRES[unit]
    ends = figures.interval(check.low * factor, check.high * factor, check.measured * factor, words, unit=unit)
    if ends is None:
        return ""
    low, high = ends
    return words("Between {low} and {high} {unit}.", low=low, high=high, unit=figures.unit_of(high, unit, words))


# ---------------------------------------------------------------- could it reach


def _reach(desk: Desk, words: Words) -> None:
    """For each weapon and populated place of the story whether it could reach, by whose word."""
    from geo import reach

    story = desk.story
    if not story.weapons and not any(claim.kind == "reach" for claim in story.claims):
        return
    st.subheader(words("Within range?"), anchor=False)
    try:
        answers = reach.reach_of(story, borders=house.borders(story.policy))
    except BadInput:
        say.note(words("Not said until you choose a weapon and from where its range is measured."))
        return
    if not answers:
        is_any = any(place.chosen.kind == "settlement" for place in story.places)
        # Those in the territory that is fired from are no targets.
        none = words("This text names no populated places.")
        say.note(words("No town of the attacked country is named.") if is_any else none)
        return
    say.note(words("measured from {origin}", origin=reach.origin_told(answers[0].origin, words)))
    concerned = reach.concerned(story)
    told = [answer for answer in answers if answer.place in concerned]
    others = [answer for answer in answers if answer.place not in concerned]
    if told:
        _reach_table(told, words)
    else:
        say.note(words("No town of the attacked country is named."))
    if others:
        names = len({answer.place for answer in others})
        label = words.plural("{n} town that is only mentioned", "{n} towns that are only mentioned", names)
        with st.expander(label, key="reach-others"):
            _reach_table(others, words)


def _reach_table(answers: Sequence[PlaceReach], words: Words) -> None:
    from geo import reach

    rows = [
        (
            answer.name,
            _far(reach.distance_told(answer, words), words, is_measured=answer.distance_m > 0),
            f"{reach.weapon_told(answer, variant, words)}, {reach.figures_told(variant, words)}",
            reach.outcome_told(variant, words),
            reach.sources_told(variant, words),
        )
        for answer in answers
        for variant in answer.variants
    ]
    say.table((words("Place"), words("Distance"), words("Weapon"), words("Outcome"), words("Who says so")), rows)


def _far(distance: str, words: Words, *, is_measured: bool) -> str:
    """A distance that is only so well known; one inside the territory itself is plainly 0."""
    return words("about {distance}", distance=distance) if is_measured else distance


# ---------------------------------------------------------------- the reported strike


def _strike(desk: Desk, number: int, strike: Strike, words: Words) -> None:
    """One strike as it was drafted: each account of it to be kept or refused, then the whole to be accepted or refused.

    Args:
        number: of the strike in the story, by which its boxes are called.
    """
    story = desk.story
    place = story.place(strike.where) if strike.where else None
    st.subheader(words("Reported strike"), anchor=False)
    if place is not None:
        label = figures.place_label(place, story.places, words)
        say.note(words("Where: {place}", place=label))
    if strike.refused:
        say.note(words("You left this strike out: it is neither drawn nor published."))
        st.button(
            words("Take it back in"),
            key=f"strike-back-{number}",
            icon=":material/undo:",
            on_click=lambda: _judge(desk, strike, refused=False),
        )
        return
    rows = [row for detail in figures.details() for row in _accounts(strike, detail, words)]
    if not strike.accepted:
        say.note(words("Drafted from the text. Nothing of it is published as long as the box below is not ticked."))
    if rows:
        say.note(words("Untick what is wrong or must not go out: the other details stay."))
    for at, row in enumerate(rows):
        _account(desk, strike, f"{number}-{at}", row, words)
    key = f"accept-{strike.id}-{desk.turn}"
    st.checkbox(
        words("I have looked at these details: what is ticked may be published as reported")
        if rows
        else words("I have looked at this strike: it may be published as reported"),
        value=strike.accepted,
        key=key,
        on_change=when_changed(
            key, strike.accepted, lambda: _judge(desk, strike, accepted=bool(st.session_state[key]))
        ),
    )
    st.button(
        words("Leave this strike out"),
        key=f"strike-out-{number}",
        type="tertiary",
        icon=":material/block:",
        on_click=lambda: _judge(desk, strike, refused=True),
    )


def _judge(desk: Desk, strike: Strike, *, accepted: bool = False, refused: bool = False) -> None:
    with desk.attempt(STRIKE):
        value = {"accepted": accepted} | ({"refused": True} if refused else {})
        story = desk.decided("accept", strike.id, **value)
        # Whom a strike is measured from, and what is checked of it, goes with it.
        desk.put(choices.measured_again(story) if refused != strike.refused else story)


class _Account(NamedTuple):
    """One account of a detail, and how it is shown: what it is, what is stated, who says so, in which words."""

    detail: str
    statement: Statement
    label: str
    stated: str
    said_by: str
    quote: str


def _account(desk: Desk, strike: Strike, name: str, row: _Account, words: Words) -> None:
    """One account with the tick that lets it go out."""
    key = f"detail-{strike.id}-{name}-{desk.turn}"
    is_in = not row.statement.refused

    def ticked() -> None:
        with desk.attempt(STRIKE):
            said = row.statement
            story = desk.decided(
                "detail",
                strike.id,
                detail=row.detail,
                value=str(said.value),
                said_by=said.said_by or "",
                refused=not st.session_state[key],
            )
            desk.put(story)

    with st.container(key=f"sm-detail-{name}"):
        left, right = st.columns([2, 5], gap="small")
        with left:
            st.checkbox(row.label, value=is_in, key=key, on_change=when_changed(key, is_in, ticked))
        with right:
            said = f"{row.said_by}: “{row.quote}”" if row.quote else row.said_by
            looks = "sm-detail" if is_in else "sm-detail sm-out"
            st.html(
                f'<p class="{looks}"><strong><bdi>{safe.html(row.stated)}</bdi></strong><br>'
                f"<span><bdi>{safe.html(said)}</bdi></span></p>"
            )


def _accounts(strike: Strike, detail: str, words: Words) -> Iterator[_Account]:
    """Every account of a detail, one under the other, each with its speaker and words."""
    name = words(figures.details()[detail])
    given = accounts(strike, detail)
    for number, said in enumerate(given):
        is_new = all(said.value != earlier.value for earlier in given[:number])
        label = name if number == 0 else words("{detail}: another account", detail=name)
        if not is_new:
            label = words("{detail}: also said by another", detail=name)
        if said.certainty == "denied":
            label = words("{detail}: denied", detail=name)
        stated = figures.statement(said, words)
        if detail == "when":
            stated = moment_in_words(str(said.value), strike.zone, words)
        yield _Account(detail, said, label, stated, figures.speaker(said.said_by, words), said.quote)


# ---------------------------------------------------------------- distances


def _distance(desk: Desk, words: Words) -> None:
    st.subheader(words("Distances"), anchor=False)
    offered = choices.ends_offered(desk.story, words)
    with st.form("distance", border=False):
        left, right = st.columns(2)
        with left:
            start = _end(words("From"), "distance-from", offered, words)
        with right:
            end = _end(words("To"), "distance-to", offered, words)
        if st.form_submit_button(words("Measure and draw"), icon=":material/straighten:"):
            _measure(desk, start, end, offered, words)
    say.notice(desk, DISTANCE, words)
    say.note(words("Also: a name with its country (Karachev, RU), latitude,longitude, border:UA or border:UA-RU."))
    for line in desk.story.lines:
        _line(desk, line, words)


def _end(label: str, key: str, offered: dict[str, str], words: Words) -> str | None:
    chosen: str | None = st.selectbox(
        label,
        list(offered),
        index=None,
        key=key,
        accept_new_options=True,
        placeholder=words("Choose or type"),
        persist_state="session",
    )
    return chosen


def _measure(desk: Desk, start: str | None, end: str | None, offered: dict[str, str], words: Words) -> None:
    with desk.attempt(DISTANCE):
        if not start or not end:
            raise BadInput("a distance needs two ends: choose or type both")
        typed = any(not offered.get(text, text).startswith(("place:", "border:")) for text in (start, end))
        if typed:
            with say.working(words):
                own.names()
        ends = [choices.find_end(desk.story, text, offered, own.finder(desk.story.policy)) for text in (start, end)]
        desk.change(choices.with_line(desk.story, *ends))
        st.rerun()


def _line(desk: Desk, line: Line, words: Words) -> None:
    """One measured distance, rounded to what its ends bear, and a way to take it off the map."""
    shown = figures.distance(line.distance_m, line.low_m, line.high_m, words)
    text, button = st.columns([7, 3], vertical_alignment="center")
    text.html(
        f'<p class="sm-line"><bdi>{safe.html(line.from_name)}</bdi> – <bdi>{safe.html(line.to_name)}</bdi>: '
        f"<strong>{safe.html(shown)}</strong></p>"
    )
    is_claimed = any(check.line == line.id for check in desk.story.checks)
    button.button(
        words("Remove"),
        key=f"remove-{line.id}",
        icon=":material/close:",
        type="tertiary",
        help=words("The figure of the article that it checks goes with it") if is_claimed else None,
        on_click=lambda: desk.change(without_line(desk.story, line.id)),
    )
