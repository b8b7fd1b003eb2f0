"""The slider's next step is measured and drawn before it is asked for, and only while nobody asks for anything."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from stories import founding_story
from test_ui_page import labelled, started

from geo.model import Origin, Story
from geo.ui import ahead, choices, drawn, opened
from geo.ui.choices import RangeChoice

# Of no other test: what is kept of one range is kept for the whole process.
NEXT_M, OTHER_M = 287_300.0, 293_700.0


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Nobody has asked for a page lately, and nothing is measured from one test into another."""
    all_measured()
    ahead._asked_at = 0.0
    yield
    all_measured()


def all_measured() -> None:
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer) and thread.function is ahead._measure:
            thread.join(60)


@pytest.fixture(name="story", scope="module")
def story_fixture() -> Story:
    """A story with a range."""
    opened.names()
    return founding_story()


def choice_of(radius_m: float) -> RangeChoice:
    """A range of one's own from a country onto another."""
    return RangeChoice(origin=Origin(kind="territory", country="UA", name="Ukraine"), radius_m=radius_m, onto="RU")


def measured(work: Callable[[], object]) -> int:
    """How many ranges were measured anew by it."""
    before = choices._area.cache_info().misses
    work()
    return choices._area.cache_info().misses - before


def test_the_next_step_is_measured_and_drawn_once_and_comes_from_what_is_kept(story: Story) -> None:
    choice = choice_of(NEXT_M)
    assert measured(lambda: ahead.measure(story, choice, "nl", opened.borders()).join(60)) == 1
    scenes = drawn._scene.cache_info().currsize
    assert scenes > 0
    assert measured(lambda: choices.with_choice(story, choice, opened.borders())) == 0


def test_nothing_is_measured_while_others_ask_for_pages(story: Story) -> None:
    def busy() -> None:
        waiting = ahead.measure(story, choice_of(OTHER_M), "nl", opened.borders())
        while waiting.is_alive():
            ahead.asked()
            time.sleep(ahead.QUIET_S / 10)

    assert measured(busy) == 0


def test_a_page_that_was_asked_for_is_waited_for(story: Story) -> None:
    waiting = ahead.measure(story, choice_of(OTHER_M + 100), "nl", opened.borders())
    time.sleep(ahead.AFTER_S - ahead.QUIET_S / 2)
    ahead.asked()
    assert measured(lambda: waiting.join(60)) == 1


def test_of_several_steps_only_the_one_after_the_last_is_measured(story: Story) -> None:
    steps = [choice_of(OTHER_M + 200), choice_of(OTHER_M + 300)]

    def moved() -> None:
        for waiting in [ahead.measure(story, step, "nl", opened.borders()) for step in steps]:
            waiting.join(60)

    assert measured(moved) == 1
    assert measured(lambda: choices.with_choice(story, steps[1], opened.borders())) == 0


def test_nothing_is_measured_while_all_turns_are_taken(story: Story) -> None:
    taken = 0
    while opened.turn.acquire(blocking=False):
        taken += 1
    try:
        assert measured(lambda: ahead.measure(story, choice_of(OTHER_M), "nl", opened.borders()).join(60)) == 0
    finally:
        for _ in range(taken):
            opened.turn.release()


def test_what_cannot_be_measured_ahead_is_told_to_nobody_and_leaves_its_turn(story: Story) -> None:
    too_far = replace(choice_of(NEXT_M), radius_m=1e9)
    ahead.measure(story, too_far, "nl", opened.borders()).join(60)
    assert opened.turn.acquire(blocking=False), "a turn was kept"
    opened.turn.release()


def test_a_step_of_the_slider_has_the_one_after_it_ready(story: Story) -> None:
    choices._area.cache_clear()  # another test may have asked for these very ranges
    app = started(story, "ranges")
    slider = labelled(app, "slider", "Bereik (km)")
    start = slider.value
    slider.set_value(start + 10).run()
    assert not app.exception
    kept = choices._area.cache_info().currsize
    end = time.monotonic() + 60
    while choices._area.cache_info().currsize == kept and time.monotonic() < end:
        time.sleep(0.05)
    assert choices._area.cache_info().currsize == kept + 1
    assert measured(lambda: labelled(app, "slider", "Bereik (km)").set_value(start + 20).run()) == 0
    assert [area.max_m for area in app.session_state["desk"].story.ranges if area.weapon is None] == [
        (start + 20) * 1000.0
    ]


def test_a_jump_of_the_slider_has_nothing_measured_after_it(story: Story) -> None:
    app = started(story, "ranges")
    slider = labelled(app, "slider", "Bereik (km)")
    labelled(app, "slider", "Bereik (km)").set_value(slider.value + 150).run()
    misses = choices._area.cache_info().misses
    time.sleep(2 * ahead.AFTER_S)
    assert choices._area.cache_info().misses == misses
