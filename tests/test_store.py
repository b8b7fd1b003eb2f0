"""What the store promises, on SQLite and PostgreSQL: kept is kept, one's own is one's own, nothing is overwritten."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule, run_state_machine_as_test
from stores import KINDS, Clock, clock_fixture, fresh_url, sample, small, store_fixture  # noqa: F401
from stories import founding_story, hostile_story

from geo.decisions import decide
from geo.desk import Store, open_store
from geo.desk.extent import bounds_of
from geo.desk.rows import RUN
from geo.document import dumps
from geo.errors import BadDocument, BadInput, Conflict, NotAllowed, NotFound
from geo.events.read import read_events
from geo.events.story import with_events
from geo.model import Bounds, Change, Story

_people = (f"person {n}" for n in itertools.count(1))
WHATS = ("moved", "range", "text")
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.fixture
def ann() -> str:
    return next(_people)


@pytest.fixture
def bob() -> str:
    return next(_people)


# ---------------------------------------------------------------- laws


@dataclass
class Model:
    """What a story must be by what was acknowledged: its versions by number, and the last run of like changes."""

    owner: str
    shared: bool
    versions: dict[int, Story]
    last: int = 1
    by: str = ""
    what: str = ""
    began: Any = None

    def visible(self, who: str) -> bool:
        return self.shared or who == self.owner


def laws(store: Store, clock: Clock) -> type[RuleBasedStateMachine]:
    """A machine that does everything to a store that people can, and holds it against a plain model."""

    class Desk(RuleBasedStateMachine):
        keys = Bundle("keys")
        who = st.integers(0, 2)

        def __init__(self) -> None:
            super().__init__()
            self.people = [next(_people) for _ in range(3)]
            self.kept: dict[str, Model] = {}

        def model(self, key: str, who: str) -> Model | None:
            """The story for who asks; None where it must not be found."""
            found = self.kept.get(key)
            return found if found is not None and found.visible(who) else None

        @rule(target=keys, n=who, title=texts)
        def create(self, n: int, title: str) -> str:
            by, story = self.people[n], small(title)
            kept = store.create(story, by=by)
            assert (kept.owner, kept.number, kept.shared, kept.story) == (by, 1, False, story)
            assert kept.key not in self.kept
            self.kept[kept.key] = Model(by, False, {1: story}, by=by, what="created", began=clock())
            return kept.key

        @rule(key=keys, n=who, title=texts, what=st.sampled_from(WHATS), behind=st.sampled_from((0, 0, 0, 1, 5, -1)))
        def save(self, key: str, n: int, title: str, what: str, behind: int) -> None:
            by, story = self.people[n], small(title)
            model = self.model(key, by)
            base = (model.last if model else 1) - behind
            if model is None:
                with pytest.raises(NotFound):
                    store.save(key, story, by=by, base=base, what=what)
                return
            now = model.versions[model.last]
            if story == now:  # unchanged, or the same save again
                assert store.save(key, story, by=by, base=base, what=what).number == model.last
            elif behind:
                with pytest.raises(Conflict) as caught:
                    store.save(key, story, by=by, base=base, what=what)
                newer = caught.value.newer
                assert (newer.story, newer.number, newer.by) == (now, model.last, model.by)
            else:
                kept = store.save(key, story, by=by, base=base, what=what)
                assert kept.number == base + 1
                in_run = model.last > 1 and (model.by, model.what) == (by, what) and clock() - model.began < RUN
                if in_run:
                    del model.versions[model.last]
                else:
                    model.began = clock()
                model.last, model.by, model.what = kept.number, by, what
                model.versions[kept.number] = story

        @rule(seconds=st.sampled_from((0.2, 1, 40)))
        def wait(self, seconds: float) -> None:
            clock.move(seconds)

        @rule(key=keys, n=who)
        def load(self, key: str, n: int) -> None:
            model = self.model(key, self.people[n])
            if model is None:
                with pytest.raises(NotFound):
                    store.load(key, by=self.people[n])
                return
            kept = store.load(key, by=self.people[n])
            assert (kept.number, kept.story) == (model.last, model.versions[model.last])
            assert (kept.owner, kept.shared, kept.by, kept.what) == (model.owner, model.shared, model.by, model.what)

        @rule(key=keys, n=who)
        def history(self, key: str, n: int) -> None:
            by = self.people[n]
            model = self.model(key, by)
            if model is None:
                with pytest.raises(NotFound):
                    store.history(key, by)
                return
            assert [version.number for version in store.history(key, by)] == sorted(model.versions, reverse=True)
            for number, story in model.versions.items():
                assert store.version(key, number, by) == story

        @rule(key=keys, n=who, shared=st.booleans())
        def share(self, key: str, n: int, shared: bool) -> None:
            self.owned(key, self.people[n], lambda by: store.share(key, by, shared=shared))
            if self.kept.get(key) and self.kept[key].owner == self.people[n]:
                self.kept[key].shared = shared

        @rule(key=consumes(keys), n=who)
        def delete(self, key: str, n: int) -> None:
            self.owned(key, self.people[n], lambda by: store.delete(key, by))
            if self.kept.get(key) and self.kept[key].owner == self.people[n]:
                del self.kept[key]

        def owned(self, key: str, by: str, act: Any) -> None:
            model = self.model(key, by)
            if model is None:
                with pytest.raises(NotFound):
                    act(by)
            elif model.owner != by:
                with pytest.raises(NotAllowed):
                    act(by)
            else:
                act(by)

        @rule(n=who)
        def recent(self, n: int) -> None:
            by = self.people[n]
            found = store.recent(by, limit=1000)
            assert {entry.key: entry.number for entry in found} == {
                key: model.last for key, model in self.kept.items() if model.visible(by)
            }
            assert [entry.at for entry in found] == sorted((entry.at for entry in found), reverse=True)

        def teardown(self) -> None:
            for key, model in self.kept.items():
                store.delete(key, model.owner)
            assert store.recent(self.people[0]) == ()

    return Desk


def test_the_laws_of_the_store(store, clock):
    run_state_machine_as_test(
        laws(store, clock),
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# ---------------------------------------------------------------- lossless


def decided() -> Story:
    """The sample with all that must not be published: rivals, a withheld place, decisions with an editor's name."""
    story = sample()
    place = next(place for place in story.places if place.rivals)
    for change in (
        Change(action="choose", target=place.id, value={"candidate": place.rivals[0].id}, by="A. Editor"),
        Change(action="publish", target=place.id, value={"publish": "withheld"}, by="A. Editor"),
    ):  # fmt: skip
        story = decide(story, change)
    return story


STORIES = {
    "decided": decided,
    "nothing": small,
    "founding": founding_story,
    "hostile": lambda: hostile_story("'; DROP TABLE stories; --\x00\u202e%s{0}"),
    "foreign": lambda: replace(
        sample(), foreign=replace(sample().foreign, members={"\x00": ["\x00", 1e300]}, properties={})
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_comes_back_as_it_was(store, ann, name):
    story = STORIES[name]()
    kept = store.create(story, by=ann)
    assert store.load(kept.key, by=ann).story == story
    assert dumps(store.version(kept.key, 1, ann)) == dumps(story)


def test_what_could_not_be_opened_again_is_refused(store, ann):
    with pytest.raises(BadDocument, match="300"):
        store.create(small("x" * 301), by=ann)
    for bad in (small("half \ud800"), small(correction="\udfff"), small(style={"a": float("nan")})):
        with pytest.raises(BadDocument):
            store.create(bad, by=ann)
    kept = store.create(small(), by=ann)
    with pytest.raises(BadDocument):
        store.save(kept.key, small("half \ud800"), by=ann, base=1)
    with pytest.raises(BadDocument):
        store.save(kept.key, small("x" * 301), by=ann, base=1)
    assert store.load(kept.key, by=ann) == kept
    assert [entry.key for entry in store.recent(ann)] == [kept.key]


@pytest.mark.parametrize("nobody", ["", " \t", "x" * 301, "a\x00b", "\ud800"])
def test_nobody_keeps_nothing(store, nobody):
    with pytest.raises(BadInput, match="is not a name"):
        store.create(small(), by=nobody)
    with pytest.raises(BadInput, match="is not a name"):
        store.recent(nobody)


# ---------------------------------------------------------------- whose it is


def test_another_s_story_is_as_one_that_is_not_there(store, ann, bob):
    kept = store.create(small("Geheim"), by=ann)
    calls = [
        lambda key: store.load(key, by=bob),
        lambda key: store.save(key, small("van mij"), by=bob, base=1),
        lambda key: store.save(key, kept.story, by=bob, base=1),
        lambda key: store.history(key, bob),
        lambda key: store.version(key, 1, bob),
        lambda key: store.share(key, bob, shared=True),
        lambda key: store.delete(key, bob),
    ]
    for call in calls:
        for key in (kept.key, "x" * 32, "", "\x00", "../../etc/passwd", "x' OR '1'='1"):
            with pytest.raises(NotFound) as caught:
                call(key)
            assert caught.value.message == "there is no story {value!r}, or it is not shared with you"
            assert "Geheim" not in str(caught.value)
    assert store.recent(bob) == () and store.recent(bob, text="geheim") == ()
    assert b"Geheim" not in store.export_library(bob)
    assert store.load(kept.key, by=ann) == kept


def test_a_shared_story_is_changed_by_others_and_deleted_by_its_owner_only(store, ann, bob):
    kept = store.create(small("Van ons"), by=ann)
    store.share(kept.key, ann, shared=True)
    theirs = store.save(kept.key, small("Van bob"), by=bob, base=1, what="text")
    assert (theirs.owner, theirs.shared, theirs.by) == (ann, True, bob)
    assert [(version.number, version.by, version.what) for version in store.history(kept.key, ann)] == [
        (2, bob, "text"),
        (1, ann, "created"),
    ]
    for act in (lambda: store.delete(kept.key, bob), lambda: store.share(kept.key, bob, shared=False)):
        with pytest.raises(NotAllowed, match=ann):
            act()
    store.share(kept.key, ann, shared=False)
    with pytest.raises(NotFound):
        store.load(kept.key, by=bob)
    store.delete(kept.key, ann)
    for gone in (lambda: store.load(kept.key, by=ann), lambda: store.version(kept.key, 1, ann)):
        with pytest.raises(NotFound):
            gone()


def test_keys_are_long_and_never_the_same(store, ann):
    keys = {store.create(small(), by=ann).key for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) >= 22 and key[0].isalnum() for key in keys)


# ---------------------------------------------------------------- history


def test_a_slider_that_is_moved_leaves_one_version_and_no_conflict_unseen(store, clock, ann):
    kept = store.create(small("0"), by=ann)
    numbers = [kept.number]
    for n in range(1, 10):
        clock.move(1)
        numbers.append(store.save(kept.key, small(str(n)), by=ann, base=numbers[-1], what="radius").number)
    assert numbers == list(range(1, 11))
    assert [version.number for version in store.history(kept.key, ann)] == [10, 1]
    # A tab that still has version 5, which is gone from the history, is told all the same.
    with pytest.raises(Conflict):
        store.save(kept.key, small("old"), by=ann, base=5, what="radius")
    with pytest.raises(NotFound, match="no version 5"):
        store.version(kept.key, 5, ann)
    # Who goes on moving it keeps a version every so often.
    for n in range(10, 80):
        clock.move(1)
        numbers.append(store.save(kept.key, small(str(n)), by=ann, base=numbers[-1], what="radius").number)
    assert len(store.history(kept.key, ann)) == 1 + int(79 / RUN.total_seconds()) + 1
    assert store.load(kept.key, by=ann).story.title == "79"


def test_a_clock_set_back_neither_merges_nor_loses(store, clock, ann):
    kept = store.create(small("0"), by=ann)
    store.save(kept.key, small("1"), by=ann, base=1, what="radius")
    clock.move(-3600)
    store.save(kept.key, small("2"), by=ann, base=2, what="radius")
    clock.move(3600)
    assert [version.number for version in store.history(kept.key, ann)] == [3, 2, 1]
    assert store.version(kept.key, 2, ann).title == "1"


def test_the_same_save_again_is_no_conflict(store, ann):
    """So a save whose answer was lost is simply made again."""
    kept = store.create(small("a"), by=ann)
    first = store.save(kept.key, small("b"), by=ann, base=1)
    again = store.save(kept.key, small("b"), by=ann, base=1)
    assert first == again
    assert len(store.history(kept.key, ann)) == 2


def test_threads_that_save_one_story_never_overwrite_each_other(store, ann):
    kept = store.create(small("start"), by=ann)
    won: list[int] = []
    lost: list[int] = []

    def work(who: int) -> None:
        base = 1
        for n in range(8):
            try:
                base = store.save(kept.key, small(f"{who} {n}"), by=ann, base=base, what=f"{who} {n}").number
                won.append(base)
            except Conflict as conflict:
                base = conflict.newer.number
                lost.append(base)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) + len(lost) == 48
    assert sorted(won) == list(range(2, len(won) + 2))
    assert [version.number for version in store.history(kept.key, ann)] == list(range(len(won) + 1, 0, -1))


# ---------------------------------------------------------------- finding


def test_stories_are_found_by_their_words_without_case_and_accents(store, ann):
    kept = store.create(sample(), by=ann)
    other = store.create(small("100% Łódź_én Kyïv"), by=ann)
    assert {entry.key for entry in store.recent(ann)} == {kept.key, other.key}
    for text, found in {
        "KARATSJOV": kept,
        "karatsjov oekraine": kept,
        "kyiv łodz": other,
        "100%": other,
        "z_en": other,
    }.items():
        assert [entry.key for entry in store.recent(ann, text=text)] == [found.key], text
    for text in ("%", "_", "karatsjov kyiv", "' OR 1=1 --", "\x00zzz", "\ud800"):
        assert len(store.recent(ann, text=text)) <= 1
    assert store.recent(ann, text="nergens") == ()
    assert [len(store.recent(ann, limit=n)) for n in (-1, 0, 1, 10**9)] == [0, 0, 1, 2]


def test_an_entry_tells_of_its_story(store, clock, ann):
    kept = store.create(sample(), by=ann)
    entry = store.recent(ann)[0]
    assert (entry.title, entry.language, entry.revision) == (sample().title, "nl", sample().revision)
    assert entry.bounds == bounds_of(sample())
    assert (entry.key, entry.number, entry.owner, entry.at, entry.by) == (kept.key, 1, ann, clock(), ann)
    assert store.create(small(), by=ann) and store.recent(ann, text="een verhaal")[0].bounds is None


# ---------------------------------------------------------------- bounds


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=8))
def test_bounds_hold_every_place_in_the_narrowest_box(points):
    first = sample().places[0]
    story = small(places=tuple(replace(first, id=f"{n}", lon=lon, lat=lat) for n, (lon, lat) in enumerate(points)))
    west, south, east, north = bounds_of(story)
    width = (east - west) % 360
    for lon, lat in points:
        assert south <= lat <= north
        assert (lon - west) % 360 <= width + 1e-9 or (west - lon) % 360 < 1e-9
    # No narrower box begins at one of the places.
    assert width <= min(max((lon - start) % 360 for lon, _ in points) for start, _ in points) + 1e-9


def test_bounds_of_what_crosses_the_antimeridian(gazetteer):
    from stories import fiji_story

    west, south, east, north = bounds_of(fiji_story())
    assert west > east and 165 < west < 172 and -175 < east < -165
    shapes = [shapely.bounds(part) for area in fiji_story().ranges for part in shapely.get_parts(area.geometry)]
    assert south <= np.min(shapes, axis=0)[1] and north >= np.max(shapes, axis=0)[3]
    assert bounds_of(small()) is None
    world = replace(founding_story().ranges[0], geometry=shapely.box(-180, -90, 180, 90))
    assert bounds_of(small(ranges=(world,))) == Bounds(-180, -90, 180, 90)


def test_bounds_hold_events_too():
    table = b"title,date,lat,lon\na,2024-11-19,10,20\nb,2024-11-20,-5,30\nc,2024-11-20,,\n"
    story = with_events(small(), read_events(table, filename="t.csv"))
    assert bounds_of(story) == Bounds(20, -5, 30, 10)


# ---------------------------------------------------------------- spellings


names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)
spelt = st.dictionaries(
    st.sampled_from(["nl", "en", "uk", ""]), st.dictionaries(names, names, min_size=1, max_size=4), max_size=3
)


@given(first=spelt, second=spelt)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spellings_are_remembered_as_they_were_last_given_and_for_nobody_else(
    store: Store, first: dict[str, dict[str, str]], second: dict[str, dict[str, str]]
) -> None:
    ann, bob = next(_people), next(_people)
    store.remember(first, ann)
    assert store.spellings(bob) == {}
    store.remember(second, bob)
    assert store.spellings(ann) == first
    store.remember(second, ann)
    assert store.spellings(ann) == second
    store.remember({}, ann)
    assert store.spellings(ann) == {}
    assert store.spellings(bob) == second


def test_a_spelling_is_remembered_or_forgotten_by_itself(store: Store, ann: str) -> None:
    store.remember({"nl": {"Karachev": "Karatsjov", "Kiev": "Kyiv"}, "de": {"Kiev": "Kiew"}}, ann)
    kept = store.respell("nl", {"Kiev": "Kiev", "Lviv": "Lviv"}, ann, keep=True)
    assert kept == {"nl": {"Karachev": "Karatsjov", "Kiev": "Kiev", "Lviv": "Lviv"}, "de": {"Kiev": "Kiew"}}
    # What is remembered otherwise by now stays.
    kept = store.respell("nl", {"Kiev": "Kyiv", "Lviv": "Lviv", "Odessa": "Odesa"}, ann, keep=False)
    assert kept == store.spellings(ann) == {"nl": {"Karachev": "Karatsjov", "Kiev": "Kiev"}, "de": {"Kiev": "Kiew"}}
    with pytest.raises(BadInput):
        store.respell("nl", {"Odessa": "Odesa", "": "x"}, ann, keep=True)
    assert store.spellings(ann) == kept


def test_more_spellings_than_are_kept_change_nothing(store: Store, ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.desk.store.MOST_SPELLINGS", 2)
    kept = store.respell("nl", {"a": "b", "c": "d"}, ann, keep=True)
    with pytest.raises(BadInput, match="too many"):
        store.respell("nl", {"e": "f"}, ann, keep=True)
    assert store.spellings(ann) == kept


@pytest.mark.parametrize("kind", KINDS)
def test_of_two_who_have_spellings_remembered_at_once_neither_loses_one(kind: str, tmp_path: Path) -> None:
    url, started = fresh_url(kind, tmp_path), threading.Barrier(2)

    def remembers(who: str) -> None:
        with open_store(url) as own:
            started.wait()
            for number in range(25):
                own.respell("nl", {f"{who} {number}": "Ons", "Kiev": f"{who} {number}"}, keep=True)
                own.respell("nl", {f"{who} {number - 1}": "Ons"}, keep=number % 2 == 0)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(remembers, who) for who in ("een", "twee")]:
            done.result()
    with open_store(url) as store:
        kept = store.spellings()["nl"]
    assert kept.pop("Kiev") in {"een 24", "twee 24"}
    wanted = {f"{who} {number}" for who in ("een", "twee") for number in range(-1, 25)}
    assert kept.keys() == {name for name in wanted if name.endswith("24") or int(name.split()[1]) % 2}


@pytest.mark.parametrize("bad", [{"nl": {"": "x"}}, {"nl": {"x": ""}}, {"nl": {"x": "y" * 100_000}}])
def test_a_spelling_that_is_none_changes_nothing(store: Store, ann: str, bad: dict[str, dict[str, str]]) -> None:
    kept = {"nl": {"Karachev": "Karatsjov"}}
    store.remember(kept, ann)
    with pytest.raises(BadInput):
        store.remember(bad, ann)
    assert store.spellings(ann) == kept
