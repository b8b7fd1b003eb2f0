"""What is said of a correction, and the story that follows an earlier one.

The note is a draft until a person has taken or edited it. It says what the earlier version stated and what this one
states, in the words of either, with who says so; it never says which is true, and is never surer than those words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.checks import check_story
from geo.comparing import Difference, SeenClaim, SeenDetail, SeenNumber, SeenPlace, SeenTelling, same_speaker
from geo.decisions import MAX_CORRECTION, decide, decide_again
from geo.document import LEAST_QUOTE_WORDS, MAX_NAME, MAX_QUOTE_WORDS, Quotes, tells_hidden
from geo.model import Article, Change, Span
from geo.reading.versions import figures_in, hedge_spans, words_of
from geo.units import METRES
from geo.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.comparing import Comparison, Seen
    from geo.measuring.borders import Borders
    from geo.model import Certainty, RangeArea, Story

DOMAINS = ("comparing",)
MOST_SENTENCES = 3
# A quote has room for so many words, even where the article does not bear three pairs of such: then fewer are told.
LEAST_ROOM_WORDS = 8
# Words up to so many letters link others ("from the"): a quote does not end on one.
LONGEST_LINK = 4
# Details of a strike that are numbers: told as such, since the clause often counts "five of them".
COUNTED = {
    "launched": "An earlier version gave {old} as the number launched; it now gives {new}.",
    "intercepted": "An earlier version gave {old} as the number intercepted; it now gives {new}.",
    "damaged": "An earlier version gave {old} as the number damaged; it now gives {new}.",
}


# ---------------------------------------------------------------- the note


def drafted_note(comparison: Comparison, old: Story, new: Story) -> str:
    """A correction note in the article's language, or an empty text where nothing needs one.

    At most three sentences, figures and places first; what only came needs no correction. Quotes keep to the limits
    of what may be published of the article. Nothing of a place that may not be published is told.
    """
    note = _Note(old, new, Words(new.article.language, domains=DOMAINS))
    found: list[str] = []
    left = Quotes.of(new.article).words_left or 0
    share = min(MAX_QUOTE_WORDS, max(LEAST_ROOM_WORDS, left // (2 * MOST_SENTENCES)))
    for difference in _worth_telling(comparison):
        # Where no quotation fits any more, a distance can still be told by its figure, which is none.
        for most in (share, *([LEAST_QUOTE_WORDS - 1] if isinstance(difference.new, SeenClaim) else [])):
            sentence, quoted = note.sentence(difference, most)
            text = " ".join([*found, sentence])
            if not sentence or quoted > left or len(text) > MAX_CORRECTION or sentence in found:
                continue
            if not (tells_hidden(sentence, new) or tells_hidden(sentence, old)):
                found.append(sentence)
                left -= quoted
            break
        if len(found) == MOST_SENTENCES:
            break
    return " ".join(found)


def _worth_telling(comparison: Comparison) -> Iterator[Difference[Seen]]:
    """What a reader of the earlier version should know, weightiest first; no two of one sentence."""
    told: set[tuple[str, Span]] = set()
    for difference in _by_weight(comparison):
        sides = (("old", difference.old), ("new", difference.new))
        sentences = {(side, _sentence(seen)) for side, seen in sides if seen is not None}
        if isinstance(difference.new, SeenPlace) or not sentences <= told:
            told |= sentences
            yield difference


def _by_weight(comparison: Comparison) -> Iterator[Difference[Seen]]:
    figures = {"value", "unit", "hedge", "pair", "subject"}
    strikes = comparison.strikes
    yield from (d for d in comparison.claims if figures & {*d.what} and _is_figure(d))
    yield from (d for d in strikes if _is_count(d) and "value" in d.what)
    yield from (d for d in comparison.numbers if "value" in d.what and not d.part_of)
    yield from (d for d in strikes if d.change == "changed" and _detail(d) == "where")
    yield from (d for d in comparison.places if "record" in d.what or "position" in d.what)
    yield from (d for d in strikes if "value" in d.what and _detail(d) != "where")
    yield from (d for d in comparison.claims if d.change == "went" and _is_figure(d))
    yield from (d for d in strikes if d.change == "went" and _is_count(d))
    yield from (d for d in comparison.certainty)
    yield from (d for d in comparison.claims if _is_sum(d) and d.change == "changed" and not strikes)


def _is_figure(difference: Difference[SeenClaim]) -> bool:
    return _kind(difference) in ("distance", "reach")


def _is_sum(difference: Difference[SeenClaim]) -> bool:
    return _kind(difference) == "count"


def _kind(difference: Difference[SeenClaim]) -> str:
    seen = difference.new or difference.old
    return "" if seen is None else seen.claim.kind


def _detail(difference: Difference[SeenDetail]) -> str:
    seen = difference.new or difference.old
    return "" if seen is None else seen.detail


def _is_count(difference: Difference[SeenDetail]) -> bool:
    return _detail(difference) in COUNTED


def _sentence(seen: Seen) -> Span:
    if isinstance(seen, (SeenClaim, SeenNumber, SeenDetail)):
        return seen.sentence
    return Span(seen.start, seen.end)


class _Note:
    """Says single differences in the article's language; counts the words that it quotes."""

    def __init__(self, old: Story, new: Story, say: Words) -> None:
        self.old, self.new, self.say = old, new, say

    def sentence(self, difference: Difference[Seen], most: int) -> tuple[str, int]:
        """One sentence on a difference, and how many words it quotes; empty where it cannot be told fairly.

        Args:
            most: words a quote.
        """
        old, new = difference.old, difference.new
        if isinstance(new, SeenPlace):
            return self.say("An earlier version showed {place} elsewhere on the map.", place=new.name), 0
        if isinstance(old, SeenDetail) and isinstance(new, SeenDetail) and old.detail == new.detail == "where":
            named = {"old": str(old.value), "new": str(new.value)}
            if not all(named.values()):
                return "", 0
            return self.say(
                "An earlier version named {old} as the place of the reported attack; it is now {new}.", **named
            ), 0
        if isinstance(old, SeenDetail) and isinstance(new, SeenDetail) and new.detail in COUNTED:
            if "denied" in (old.certainty, new.certainty):
                return "", 0
            return self.say(COUNTED[new.detail], **self._told(old, str(old.value), new, str(new.value))), 0
        assert old is not None
        before, quoted = self._quoted(old, self.old.article, most)
        if new is None:
            told = self._with_speaker(old, before)
            return (
                (self.say("An earlier version said {old}; that is no longer there.", old=told), quoted)
                if before
                else ("", 0)
            )
        after, more = self._quoted(new, self.new.article, most)
        if not before or not after or before == after:
            return "", 0
        sides = self._told(old, before, new, after)
        place = self._about(new)
        if place:
            text = self.say("Of {place}, an earlier version said {old}; it now says {new}.", place=place, **sides)
        else:
            text = self.say("An earlier version said {old}; it now says {new}.", **sides)
        return text, quoted + more

    def _told(self, old: Seen, before: str, new: Seen, after: str) -> dict[str, str]:
        """Both sides with who says so, once where it is the same in both."""
        who, now = (_telling(seen)[1] for seen in (old, new))
        if who is not None and now is not None and same_speaker(who, now):
            if names(before, who) and names(after, now):
                return {"old": before, "new": after}
            return {"old": before, "new": self.say("{text} (both according to {who})", text=after, who=now)}
        return {"old": self._with_speaker(old, before), "new": self._with_speaker(new, after)}

    def _with_speaker(self, seen: Seen, text: str) -> str:
        """What is stated with who says so; a number of a report that nobody is named for stays "as reported"."""
        certainty, who = _telling(seen)
        if who is not None:
            return text if names(text, who) else self.say("{text} (according to {who})", text=text, who=who)
        if certainty == "reported" and isinstance(seen, SeenDetail) and text == str(seen.value):
            return self.say("{text} (as reported)", text=text)
        return text

    def _about(self, seen: Seen) -> str:
        """The place that a distance is told of, where its own words do not name it."""
        if not isinstance(seen, SeenClaim) or seen.claim.kind != "distance" or seen.claim.subject is None:
            return ""
        place = self.new.place(seen.claim.subject)
        return "" if place is None or place.name in seen.quote else place.name

    def _quoted(self, seen: Seen, article: Article, most: int) -> tuple[str, int]:
        """The words of a version in quotation marks, with who says so, and how many they are; empty if too many.

        Hearsay without a speaker keeps the words that make it hearsay, and what is denied is quoted whole.
        """
        sentence, (certainty, said_by) = _sentence(seen), _telling(seen)
        needed = [_core(seen, article)]
        if certainty == "denied":
            needed.append(sentence)
        elif isinstance(seen, SeenTelling) or (certainty == "reported" and said_by is None):
            needed += hedge_spans(article, sentence)
        quote = _window(article, sentence, needed, Span(seen.start, seen.end), most)
        if quote is None:
            return "", 0
        count = len(quote.split())
        # A few words are a name or a figure, no quotation.
        count = count if count >= LEAST_QUOTE_WORDS else 0
        return self.say("“{quote}”", quote=quote), count


def names(text: str, speaker: str) -> bool:
    """Whether a text itself names who says so."""
    return {*words_of(speaker.split(",")[0])} <= {*words_of(text)}


def _telling(seen: Seen) -> tuple[Certainty, str | None]:
    if isinstance(seen, SeenClaim):
        return seen.claim.certainty, seen.claim.said_by
    if isinstance(seen, (SeenDetail, SeenTelling, SeenNumber)):
        return seen.certainty, seen.said_by
    return "reported", None


def _core(seen: Seen, article: Article) -> Span:
    """The words without which a quote does not tell the difference: the figure, or how the sentence is told."""
    value: str | float | None = None
    if isinstance(seen, SeenTelling):
        hedges = hedge_spans(article, Span(seen.start, seen.end))
        if not hedges:
            return Span(seen.start, seen.start + 1)
        # From the beginning, where that is near: "Oekraïne zou", not "zou".
        is_near = len(_text(article, Span(seen.start, hedges[0].start)).split()) <= LEAST_QUOTE_WORDS
        return Span(seen.start, hedges[0].end) if is_near else hedges[0]
    if isinstance(seen, (SeenNumber, SeenDetail)):
        value = seen.value
    elif isinstance(seen, SeenClaim) and seen.claim.stated is not None:
        value = seen.claim.stated.value
    figures = figures_in(_text(article, Span(seen.start, seen.end)), article.language, seen.start)
    stated = [figure for figure in figures if figure.value == value]
    return Span(stated[0].start, stated[0].end) if stated else Span(seen.start, seen.end)


def _window(article: Article, sentence: Span, needed: Sequence[Span], wanted: Span, most: int) -> str | None:
    """At most so many words of a sentence that hold all that is needed; what is left out between shows as "…".

    As much of what is wanted as there is room for is taken too, rightward first: what a number counts follows it.
    """
    words = [Span(sentence.start + a, sentence.start + b) for a, b in _word_spans(_text(article, sentence))]

    def at(*spans: Span) -> set[int]:
        return {n for n, word in enumerate(words) for span in spans if word.start < span.end and span.start < word.end}

    chosen, pool = at(*needed), at(wanted)
    if not chosen or len(chosen) > most:
        return None
    between = {*range(min(chosen), max(chosen) + 1)}
    if len(between) <= most:
        chosen = between
        while len(chosen) < most and (beside := {max(chosen) + 1, min(chosen) - 1} & pool):
            chosen.add(max(beside))
        # A quote that breaks off does so before "from the", not after it.
        while max(chosen) not in at(*needed) and max(chosen) + 1 in pool and _is_short(words[max(chosen)], article):
            chosen.remove(max(chosen))
    runs = [n for n in sorted(chosen) if n - 1 not in chosen]
    pieces = []
    for first in runs:
        last = next(n for n in range(first, len(words) + 1) if n + 1 not in chosen)
        pieces.append(" ".join(_text(article, Span(words[first].start, words[last].end)).split()))
    return " … ".join(pieces).strip(".,;:!?\"'“”„«»‘’ ")


def _is_short(word: Span, article: Article) -> bool:
    """Whether a word is too short to end on: an article, a preposition."""
    text = _text(article, word)
    return len(text) <= LONGEST_LINK and text.isalpha() and text.islower()


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for word in text.split():
        start = text.index(word, start)
        yield start, start + len(word)
        start += len(word)


def _text(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]


# ---------------------------------------------------------------- the story that follows


def succeeding(new: Story, old: Story, borders: Borders, *, note: str, at: str, by_hand: bool = False) -> Story:
    """The new version as the next revision of the old one's story, with a correction note.

    It is the same story: its id stays, what a person decided is applied again, and their title, style, notes, own
    distances and, as far as they still hold, ranges go along. A note that was there already stays before the new one.

    Args:
        note: the correction; a draft, unless ``by_hand``: then it is a person's decision, and stands for all of it.
        at: ISO 8601 instant with zone.

    Raises:
        BadInput: a note that is too long.
    """
    mine = [change for change in old.changes if change not in new.changes]
    story = decide_again(replace(new, changes=()), (*mine, *new.changes))
    revision = max(old.revision, new.revision if new.id == old.id else 0)
    story = replace(story, id=old.id, policy=borders.policy, revision=revision, changed=old.changed, review=None)
    if old.title != old.article.title[:MAX_NAME] and new.title == new.article.title[:MAX_NAME]:
        story = replace(story, title=old.title)
    measured = {line.id for line in new.lines}
    own = tuple(line for line in old.lines if not line.id.startswith("line-claim-") and line.id not in measured)
    story = replace(
        story,
        style=old.style | new.style,
        notes=tuple(dict.fromkeys((*old.notes, *new.notes))),
        lines=(*new.lines, *own),
        # What another tool added to the earlier story's file goes along.
        foreign=replace(old.foreign, properties=old.foreign.properties | new.foreign.properties),
    )
    ranges = _kept_ranges(old, story)
    if ranges:
        known = {weapon.id for weapon in story.weapons}
        more = tuple(w for w in old.weapons if w.id not in known and any(area.weapon == w.id for area in ranges))
        story = replace(story, ranges=ranges, weapons=(*story.weapons, *more))
    return _corrected(check_story(story, borders), old, note=note, at=at, by_hand=by_hand)


def _corrected(story: Story, old: Story, *, note: str, at: str, by_hand: bool) -> Story:
    if by_hand:
        return decide(story, Change(action="correct", target=story.id, value={"text": note}, at=at))
    text = joined(old.correction, note)
    return replace(
        story,
        correction=text,
        corrected=at if text != old.correction else old.corrected,
        revision=story.revision + 1,
        changed=at,
    )


def joined(before: str, note: str) -> str:
    """An earlier correction with a new one after it, each once; the new one alone where there is no room for both."""
    if not note or note in before:
        return before
    both = note if not before or before in note else f"{before} {note}"
    return both if len(both) <= MAX_CORRECTION else note


def _kept_ranges(old: Story, new: Story) -> tuple[RangeArea, ...]:
    """The old story's ranges if all of them still hold: the article states no other reach for their weapons."""
    if new.policy != old.policy or not old.ranges:
        return ()
    for area in old.ranges:
        named = area.weapon is None or any(weapon.id == area.weapon for weapon in new.weapons)
        if not named or _stated(old, area.weapon) != _stated(new, area.weapon):
            return ()
        if area.origin.place is not None and new.place(area.origin.place) is None:
            return ()
    return old.ranges


def _stated(story: Story, weapon: str | None) -> set[float]:
    """What an article says that a weapon reaches, in metres."""
    return {
        claim.stated.value * METRES[claim.stated.unit]
        for claim in story.claims
        if weapon is not None and claim.kind == "reach" and claim.object == f"weapon:{weapon}"
        if claim.stated is not None and claim.stated.unit in METRES
    }
