"""Two versions of a story: exactly the changes made, whatever was moved around them."""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import founding_story

from geo.analysis import analyse
from geo.comparing import compared
from geo.correcting import drafted_note, joined, succeeding
from geo.decisions import MAX_CORRECTION, decide
from geo.document import MAX_QUOTE_WORDS, Quotes, dumps, loads, published
from geo.errors import BadInput
from geo.gazetteer.index import open_gazetteer
from geo.measuring.borders import open_borders
from geo.model import Change
from geo.reading.article import article_from_text
from geo.reading.versions import paired, sentences_of, words_of

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = (ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt").read_text("utf-8")
SECOND = (ROOT / "data" / "samples" / "atacms-karatsjov.v2.nl.txt").read_text("utf-8")
ENGLISH = (ROOT / "tests" / "reading" / "strike.en.txt").read_text("utf-8")
RUSSIAN = """Удар по складу боеприпасов

Украина нанесла удар по складу боеприпасов в Карачеве в Брянской области, сообщили два украинских издания.
Город находится более чем в 100 км от границы. По словам министерства обороны, было выпущено шесть ракет ATACMS.

Жители сообщали о взрывах. Якобы горел склад боеприпасов. Пожар потушили к утру."""
UNRELATED = "De gemeenteraad vergaderde intussen over de nieuwe bibliotheek. Het gebouw krijgt een lichte leeszaal."


@cache
def story_of(text, language=None, published=None):
    article = article_from_text(text, language=language, published=published)
    return analyse(article, gazetteer=open_gazetteer(), borders=open_borders())


def edited(text, *edits):
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def told(comparison):
    """The differences in short: list, change, what, and the words of either side."""
    found = set()
    for name in ("places", "claims", "numbers", "certainty", "strikes", "weapons"):
        for d in getattr(comparison, name):
            found.add((name, d.change, d.what, *(short(side) for side in (d.old, d.new))))
    return found


def short(seen):
    if seen is None:
        return None
    for name in ("written", "name", "value"):
        if hasattr(seen, name):
            value = getattr(seen, name)
            return f"{seen.detail}: {value}" if hasattr(seen, "detail") else value
    return seen.wording if hasattr(seen, "said_by") else seen.quote


def numbers(comparison):
    """The numbers that no claim or strike tells."""
    return {(d.old and d.old.written, d.new and d.new.written) for d in comparison.numbers if not d.part_of}


# ---------------------------------------------------------------- exactly the changes made


def test_of_our_own_sample_exactly_the_edits_are_found():
    downed = "daarvan zijn volgens het ministerie uit de lucht gehaald"
    first = f"zes raketten zijn afgevuurd. Vijf {downed}, de zesde raakte beschadigd"
    second = f"acht raketten zijn afgevuurd. Zeven {downed}, de achtste raakte beschadigd"
    border = "kilometer over de grens met Oekraïne"
    assert told(compared(story_of(SAMPLE), story_of(SECOND))) == {
        ("places", "came", (), None, "Orjol"),
        ("claims", "changed", ("value",), f"ruim 100 {border}", f"ruim 110 {border}"),
        ("claims", "changed", ("value", "parts"), first, second),
        ("numbers", "changed", ("value",), "ruim 100 kilometer", "ruim 110 kilometer"),
        ("numbers", "changed", ("value",), "zes", "acht"),
        ("numbers", "changed", ("value",), "Vijf", "Zeven"),
        ("numbers", "changed", ("value",), "zo'n 10.000", "zo'n 11.000"),
        ("certainty", "changed", ("wording",), "zou", "Alles wijst erop"),
        ("certainty", "changed", ("certainty", "wording"), "zou", ""),
        ("strikes", "changed", ("value",), "launched: 6", "launched: 8"),
        ("strikes", "changed", ("value",), "intercepted: 5", "intercepted: 7"),
        ("weapons", "came", (), None, "Storm Shadow / SCALP-EG"),
    }


def test_a_number_that_a_claim_or_strike_tells_says_so():
    comparison = compared(story_of(SAMPLE), story_of(SECOND))
    assert {d.new.written: d.part_of for d in comparison.numbers} == {
        "ruim 110 kilometer": "claim-1",
        "acht": "claim-2",
        "Zeven": "claim-2",
        "zo'n 11.000": "",
    }


def test_each_side_is_quoted_where_it_stands():
    comparison = compared(story_of(SAMPLE), story_of(SECOND))
    for name in ("places", "claims", "numbers", "certainty", "strikes", "weapons"):
        for difference in getattr(comparison, name):
            for seen, text in ((difference.old, SAMPLE), (difference.new, SECOND)):
                assert seen is None or text[seen.start : seen.end] == seen.quote


def test_english():
    new = edited(
        ENGLISH,
        ("about 115 km from", "more than 110 km from"),
        ("Ukraine reportedly attacked an", "Ukraine attacked an"),
        ("Some 10,000 North", "Some 12,000 North"),
        ("There are no reports of casualties.", "Two people were injured, the governor said."),
        ("Our air defences", "In the night our air defences"),
    )
    comparison = compared(story_of(ENGLISH), story_of(new))
    found = told(comparison)
    assert {item[0] for item in found} == {"claims", "numbers", "certainty", "strikes"}
    distances = [d for d in comparison.claims if d.new.claim.kind == "distance"]
    assert [(d.change, {"value", "hedge"} <= {*d.what}) for d in distances] == [("changed", True)]
    # What else its sentence tells is no longer "reportedly" either.
    assert all(d.what == ("wording",) for d in comparison.claims if d not in distances)
    # Two outlets are still its source, so it stays a report; but it no longer says so itself.
    assert {item[2:] for item in found if item[0] == "certainty"} == {(("wording",), "reportedly", "")}
    assert ("Some 10,000", "Some 12,000") in numbers(comparison)
    details = [d for d in comparison.strikes if d.new is not None and d.new.detail == "casualties"]
    assert [(d.old.value, d.new.said_by) for d in details] == [("none reported", "the governor")]


def test_russian():
    new = edited(
        RUSSIAN,
        ("в Карачеве в Брянской", "в Почепе в Брянской"),
        ("более чем в 100 км", "более чем в 120 км"),
        ("шесть ракет", "восемь ракет"),
        ("Якобы горел", "Горел"),
    )
    comparison = compared(story_of(RUSSIAN), story_of(new))
    found = told(comparison)
    assert {item for item in found if item[0] in ("places", "strikes", "certainty")} == {
        ("places", "came", (), None, "Почеп"),
        ("places", "went", (), "Карачев", None),
        ("strikes", "changed", ("value",), "where: Карачев", "where: Почеп"),
        ("strikes", "changed", ("value",), "launched: 6", "launched: 8"),
        ("certainty", "changed", ("certainty", "wording"), "Якобы", ""),
    }
    distances = [d for d in comparison.claims if d.new is not None and d.new.claim.kind == "distance"]
    assert [d.what[:2] for d in distances] == [("value", "subject")]


SURER = {
    "nl": ("Het depot zou die nacht zijn geraakt.", "Alles wijst erop", "dat het depot die nacht is geraakt."),
    "en": ("The depot was reportedly hit that night.", "Everything points to", "the depot being hit that night."),
    "de": ("Das Lager soll nachts getroffen worden sein.", "Es deutet alles darauf hin", ", dass das Lager nachts "
           "getroffen worden ist."),
    "fr": ("Le dépôt aurait été touché cette nuit.", "Tout indique", "que le dépôt a été touché cette nuit."),
    "ru": ("Якобы склад был поражён той ночью.", "Всё указывает на", "то, что склад был поражён той ночью."),
    "uk": ("Нібито склад було уражено тієї ночі.", "Усе вказує на", "те, що склад було уражено тієї ночі."),
}  # fmt: skip


@pytest.mark.parametrize("language", SURER)
def test_a_surer_telling_is_found_in_every_language(language):
    before, sign, rest = SURER[language]
    comparison = compared(story_of(before, language), story_of(f"{sign} {rest}".replace(" ,", ","), language))
    assert [d.what for d in comparison.certainty] == [("wording",)]
    assert comparison.certainty[0].new.wording == sign


def test_a_singular_that_becomes_a_plural_is_as_sure_as_before():
    one, many = "De raket zou een depot hebben geraakt.", "De raketten zouden een depot hebben geraakt."
    assert compared(story_of(one, "nl"), story_of(many, "nl")).certainty == ()


# ---------------------------------------------------------------- laws


VERSIONS = [(SAMPLE, SECOND), (ENGLISH, edited(ENGLISH, ("about 115 km", "115 miles"))), (RUSSIAN, RUSSIAN[:200])]


@pytest.mark.parametrize("text", [SAMPLE, SECOND, ENGLISH, RUSSIAN])
def test_a_version_does_not_differ_from_itself(text):
    assert not compared(story_of(text), story_of(text))


@pytest.mark.parametrize("texts", VERSIONS)
def test_the_other_way_round_is_the_mirror(texts):
    old, new = map(story_of, texts)
    there, back = compared(old, new), compared(new, old)
    assert there.mirrored() == back
    assert back.mirrored() == there


@settings(max_examples=4, deadline=None)
@given(st.randoms(use_true_random=False), st.booleans())
def test_paragraphs_that_move_and_an_unrelated_one_change_nothing(shuffle: random.Random, is_more: bool):
    head, dateline, *body, credit = SAMPLE.split("\n\n")[1:]
    photo = SAMPLE.split("\n\n")[0]
    body = [*body, UNRELATED] if is_more else body
    shuffle.shuffle(body)
    moved = "\n\n".join([photo, head, dateline, *body, credit])
    assert told(compared(story_of(SAMPLE), story_of(moved))) == set()


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace("'", "’"),
        lambda text: text.replace("zo'n aanval", "“zo'n aanval”"),
        lambda text: text.replace("volgens het ministerie uit", "(volgens het ministerie) uit"),
        lambda text: text.replace("straks vanzelf, zei", "straks vanzelf”, zei").replace(
            ": de raketten", ": “de raketten"
        ),
        lambda text: text + "\n",
    ],
)
def test_white_space_quotation_marks_and_commas_change_nothing(changed):
    assert changed(SAMPLE) != SAMPLE
    assert told(compared(story_of(SAMPLE), story_of(changed(SAMPLE)))) == set()


def test_an_unrelated_paragraph_with_a_number_brings_that_number_only():
    new = SAMPLE.replace("Groen licht", "De bibliotheek kreeg 17 nieuwe stoelen.\n\nGroen licht")
    assert told(compared(story_of(SAMPLE), story_of(new))) == {("numbers", "came", (), None, "17")}


NOUNS = ("raket", "depot", "grens", "dorp", "brand", "nacht", "leger", "trein", "regen")
WORDS = st.lists(st.sampled_from(NOUNS), min_size=1, max_size=6)


@given(st.lists(WORDS, max_size=7), st.lists(WORDS, max_size=7))
def test_sentences_are_paired_the_same_way_from_either_side(old, new):
    before, after = (
        sentences_of(
            article_from_text("Begin. " + " ".join(f"{' '.join(s).capitalize()}." for s in text), language="nl")
        )
        for text in (old, new)
    )
    there = {(pair.old.span, pair.new.span, pair.same) for pair in paired(before, after)}
    back = {(pair.new.span, pair.old.span, pair.same) for pair in paired(after, before)}
    assert there == back
    for side in zip(*((pair.old.span, pair.new.span) for pair in paired(before, after)), strict=True):
        assert len(set(side)) == len(side)


@given(st.lists(WORDS, min_size=1, max_size=7, unique_by=tuple), st.randoms(use_true_random=False))
def test_sentences_that_only_moved_are_all_found(text, shuffle):
    moved = text[:]
    shuffle.shuffle(moved)
    before, after = (
        sentences_of(article_from_text(" ".join(f"{' '.join(s).capitalize()}." for s in order), language="nl"))
        for order in (text, moved)
    )
    pairs = paired(before, after)
    assert len(pairs) == len(before)
    assert all(pair.same and pair.old.words == pair.new.words for pair in pairs)


def test_two_long_texts_with_little_in_common_take_little_time():
    rng = random.Random(7)
    letters = "bdfgklmnprstvz"
    words = ["".join(c for n in range(4) for c in (rng.choice(letters), rng.choice("aeiou"))) for _ in range(5000)]

    def text():
        return " ".join(f"{' '.join(rng.choices(words, k=9)).capitalize()}." for _ in range(1500))

    before, after = (sentences_of(article_from_text(text(), language="nl")) for _ in range(2))
    start = time.process_time()
    paired(before, after)
    # Each with each would be two million pairs, and a minute.
    assert time.process_time() - start < 2


# ---------------------------------------------------------------- the note


def test_the_note_says_what_either_version_states_and_who_says_so():
    old, new = story_of(SAMPLE), story_of(SECOND)
    assert drafted_note(compared(old, new), old, new) == (
        "Over Karatsjov stond in een eerdere versie “ruim 100 kilometer over de grens met Oekraïne”; nu staat er “ruim "
        "110 kilometer over de grens met Oekraïne”. In een eerdere versie stond 6 als aantal afgevuurd; nu staat er 8 "
        "(beide volgens het Russische ministerie van Defensie). In een eerdere versie stond 5 als aantal onderschept; "
        "nu staat er 7 (beide volgens het Russische ministerie van Defensie)."
    )


def test_what_only_came_needs_no_correction():
    new = SAMPLE.replace("Groen licht", "In Orjol vielen 3 doden door een brand.\n\nGroen licht")
    old, new = story_of(SAMPLE), story_of(new)
    assert compared(old, new).places
    assert drafted_note(compared(old, new), old, new) == ""


def test_the_note_is_no_surer_than_what_it_quotes():
    """Hearsay keeps the word that makes it so, on the side that has it."""
    old = SAMPLE.replace("Biden zou van mening zijn veranderd", "Biden is van mening veranderd")
    note = drafted_note(compared(story_of(old), story_of(SAMPLE)), story_of(old), story_of(SAMPLE))
    assert re.search(r"“Biden is [^”]*”; nu staat er “Biden zou [^”]*”", note)


def test_a_count_without_a_speaker_stays_as_reported():
    old = edited(ENGLISH, ("Russia's defence ministry told the RIA agency that six ATACMS", "Reportedly six ATACMS"))
    new = edited(old, ("Reportedly six", "Reportedly seven"))
    note = drafted_note(compared(story_of(old), story_of(new)), story_of(old), story_of(new))
    assert "An earlier version gave 6 (as reported) as the number launched; it now gives 7 (as reported)." in note


@pytest.mark.parametrize("texts", [*VERSIONS, (SECOND, SAMPLE)])
def test_the_note_keeps_to_the_limits_of_what_may_be_quoted(texts):
    old, new = map(story_of, texts)
    note = drafted_note(compared(old, new), old, new)
    assert len(note) <= MAX_CORRECTION
    quotes = [quote.split() for quote in re.findall(r"[“«]([^”»]*)[”»]", note)]
    assert all(len(words) <= MAX_QUOTE_WORDS for words in quotes)
    assert sum(len(words) for words in quotes if len(words) >= 4) <= Quotes.of(new.article).words_left


def test_a_place_that_is_withheld_is_not_in_the_note():
    old, new = story_of(SAMPLE), story_of(SECOND)
    hidden = decide(new, Change(action="publish", target="karatsjov", value={"publish": "withheld"}))
    assert "Karatsjov" in drafted_note(compared(old, new), old, new)
    assert "Karatsjov" not in drafted_note(compared(old, hidden), old, hidden)


def test_a_correction_that_names_a_withheld_place_is_not_published():
    story = replace(story_of(SAMPLE), correction="Karatsjov ligt verder weg.")
    assert published(story).correction == story.correction
    hidden = decide(story, Change(action="publish", target="karatsjov", value={"publish": "withheld"}))
    assert published(hidden).correction == ""


def test_template_marks_in_an_article_stay_what_they_are():
    old = "In Karatsjov, {0.__class__} {{ 7*7 }}, 40 km van de grens, viel een raket bij de aanval op een depot."
    new = old.replace("40 km", "50 km")
    old, new = story_of(old, "nl"), story_of(new, "nl")
    comparison = compared(old, new)
    assert comparison.numbers
    assert "49" not in drafted_note(comparison, old, new)


# ---------------------------------------------------------------- the story that follows


AT = "2024-11-20T10:00:00+01:00"


def decided(story):
    for change in (
        Change(action="rename", target="karatsjov", value={"name": "Karatsjev"}, at="2024-11-19T16:00:00+01:00"),
        Change(action="add", target="orjol", value={"name": "Orjol", "lon": 36.08, "lat": 52.97}),
        Change(action="accept", target="strike-karatsjov", value={"accepted": True}),
    ):
        story = decide(story, change)
    return replace(story, title="Mijn titel", notes=("nabellen",))


MONDAY, WEDNESDAY = "On Monday a missile hit a depot in Kharkiv.", "On Wednesday drones struck a school in Kharkiv."


def test_a_strike_that_came_on_a_place_that_was_struck_is_not_the_one_that_was_there():
    old = story_of(WEDNESDAY, "en", published="2024-11-21")
    new = story_of(f"{MONDAY} {WEDNESDAY}", "en", published="2024-11-21")
    found = compared(old, new).strikes
    assert found and all(one.old is None for one in found)
    assert {one.new.strike for one in found} == {"strike-2024-11-18-kharkiv"}


def test_what_a_person_accepted_is_accepted_of_no_other_strike_on_that_place():
    both = story_of(f"{MONDAY} {WEDNESDAY}", "en", published="2024-11-21")
    for accepted in both.strikes:
        old = decide(both, Change(action="accept", target=accepted.id, value={"accepted": True}))
        new = story_of(f"On Sunday a rocket hit Kharkiv. {MONDAY} {WEDNESDAY}", "en", published="2024-11-21")
        story = succeeding(new, old, open_borders(), note="", at=AT)
        assert [strike.when.value for strike in story.strikes if strike.accepted] == [accepted.when.value]
        assert len(story.strikes) == 3


def test_the_new_version_is_the_next_revision_and_keeps_what_a_person_made():
    old, new = decided(story_of(SAMPLE)), story_of(SECOND)
    note = drafted_note(compared(old, new), old, new)
    story = succeeding(new, old, open_borders(), note=note, at=AT)
    assert (story.id, story.revision, story.review, story.changed) == (old.id, old.revision + 1, None, AT)
    assert (story.correction, story.corrected) == (note, AT)
    assert story.place("karatsjov").name == "Karatsjev"
    assert story.strikes[0].accepted
    assert (story.title, story.notes) == ("Mijn titel", ("nabellen",))
    assert story.changes == old.changes
    assert story.ranges == old.ranges
    assert story.article == new.article
    assert loads(dumps(story)) == story


def test_a_note_by_hand_is_a_decision_and_a_draft_is_none():
    old, new = story_of(SAMPLE), story_of(SECOND)
    by_hand = succeeding(new, old, open_borders(), note="Zo zit het.", at=AT, by_hand=True)
    assert (by_hand.correction, by_hand.revision) == ("Zo zit het.", old.revision + 1)
    assert [change.action for change in by_hand.changes] == ["correct"]
    assert succeeding(new, old, open_borders(), note="Zo zit het.", at=AT).changes == ()


def test_an_earlier_correction_stays_before_a_new_one_and_is_said_once():
    old = replace(story_of(SAMPLE), correction="Eerst dit.", corrected="2024-11-19T18:00:00+01:00")
    story = succeeding(story_of(SECOND), old, open_borders(), note="Toen dat.", at=AT)
    assert (story.correction, story.corrected) == ("Eerst dit. Toen dat.", AT)
    again = succeeding(story_of(SECOND), story, open_borders(), note="Toen dat.", at="2024-11-21T10:00:00+01:00")
    assert (again.correction, again.corrected) == (story.correction, AT)


@given(st.text(max_size=MAX_CORRECTION), st.text(max_size=MAX_CORRECTION))
def test_joined_corrections_fit(before, note):
    both = joined(before, note)
    assert len(both) <= MAX_CORRECTION
    assert note in both


def test_ranges_that_no_longer_hold_do_not_go_along():
    old = story_of(SAMPLE)
    assert old.ranges
    new = story_of(SAMPLE.replace("zo'n 300 kilometer", "zo'n 165 kilometer"))
    assert succeeding(new, old, open_borders(), note="", at=AT).ranges == new.ranges


# ---------------------------------------------------------------- what cannot be compared


def test_two_languages_are_said():
    with pytest.raises(BadInput, match="different languages, nl and en"):
        compared(story_of(SAMPLE), story_of(ENGLISH))


def test_two_texts_with_nothing_in_common_are_said():
    other = "De bakker opent morgen een winkel. Er komt een terras bij, zegt hij."
    with pytest.raises(BadInput, match="nothing in common"):
        compared(story_of(SAMPLE), story_of(other, "nl"))


def test_a_published_file_holds_no_text_to_compare():
    with pytest.raises(BadInput, match="holds no text"):
        compared(published(story_of(SAMPLE)), story_of(SECOND))


def test_a_story_made_by_hand_differs_only_where_a_person_moved_something():
    story = founding_story()
    moved = decide(story, Change(action="move", target="karatsjov", value={"lon": 35.3, "lat": 53.3}))
    assert told(compared(story, moved)) == {("places", "changed", ("position",), "Karatsjov", "Karatsjov")}


def test_words_do_not_depend_on_how_marks_are_drawn():
    assert words_of("zo'n «1 000» km") == words_of("zo’n “1 000” km")
