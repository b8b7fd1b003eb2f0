"""Two versions of one story held against each other: what came, what went, what changed.

Only what the versions say otherwise is a difference. A sentence that stands in both, word for word, is none, wherever
it stands; what the reader makes of such a sentence because of others round it is none either, unless a figure is
judged otherwise for it. All of it is symmetrical: ``compared(a, b).mirrored() == compared(b, a)``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from geo.document import STATEMENTS
from geo.errors import BadInput
from geo.model import Certainty, Claim, Quantity, Role, Span, Statement, Verdict
from geo.reading.attacks import clause_at
from geo.reading.strikes import weapons_in
from geo.reading.versions import figures_in, paired, sentence_at, sentences_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.model import Place, Story, Strike, Weapon
    from geo.reading.versions import Figure, Pair, Sentence

# Claims in sentences that are not one may still be one claim, if this share of their words is the same.
LEAST_SAME_WORDS = 0.5
# A singular and a plural of one hedge ("zou", "zouden"; "soll", "sollen") begin alike.
HEDGE_STEM = 3
# Points nearer than this (about a metre) are one.
SAME_POINT_DEG = 1e-5

Change = Literal["came", "went", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something as one version has it: its words, and where they stand in the text of that version."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPlace(Seen):
    """A place; ``record`` is what it is taken to mean. lon, lat in degrees, WGS 84."""

    id: str
    name: str
    record: str
    lon: float
    lat: float
    role: Role
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenClaim(Seen):
    """A claim with the verdict on it, where there is one; ``sentence`` is the one that it stands in."""

    claim: Claim
    sentence: Span
    wording: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenNumber(Seen):
    """A number with its unit and hedge ("" where it has none); ``quote`` is the clause around it."""

    value: float
    unit: str
    hedge: str
    written: str
    sentence: Span
    said_by: str | None = None
    certainty: Certainty = "asserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenTelling(Seen):
    """How a sentence is told: how surely, by which words, and who says it."""

    certainty: Certainty
    wording: str
    said_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenDetail(Seen):
    """One account of one detail of a reported strike; "where" is a detail too."""

    strike: str
    detail: str
    value: str | int | float
    sentence: Span
    said_by: str | None = None
    certainty: Certainty = "reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWeapon(Seen):
    """A weapon that the text names."""

    id: str
    name: str


Thing = TypeVar("Thing", bound=Seen, covariant=True)


@dataclass(frozen=True, slots=True)
class Difference(Generic[Thing]):
    """One difference; ``what`` names what changed of a thing that both versions have.

    ``part_of`` is set where it is told with another difference: the id of a claim or strike of the new version (of
    the old one, where that is gone).
    """

    old: Thing | None
    new: Thing | None
    what: tuple[str, ...] = ()
    part_of: str = ""

    @property
    def change(self) -> Change:
        """Whether it came, went or changed."""
        if self.old is None:
            return "came"
        return "went" if self.new is None else "changed"

    def mirrored(self) -> Difference[Thing]:
        """The same seen from the other side."""
        return replace(self, old=self.new, new=self.old)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two versions, each list in the order of the text."""

    places: tuple[Difference[SeenPlace], ...] = ()
    claims: tuple[Difference[SeenClaim], ...] = ()
    numbers: tuple[Difference[SeenNumber], ...] = ()
    certainty: tuple[Difference[SeenTelling], ...] = ()
    strikes: tuple[Difference[SeenDetail], ...] = ()
    weapons: tuple[Difference[SeenWeapon], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any((self.places, self.claims, self.numbers, self.certainty, self.strikes, self.weapons))

    def mirrored(self) -> Comparison:
        """The comparison of the new version with the old one."""

        def swapped(found: Iterable[Difference[Thing]]) -> tuple[Difference[Thing], ...]:
            return _ordered(difference.mirrored() for difference in found)

        return Comparison(
            places=swapped(self.places),
            claims=swapped(self.claims),
            numbers=_told_with(swapped(self.numbers), self.claims, self.strikes, mirrored=True),
            certainty=swapped(self.certainty),
            strikes=swapped(self.strikes),
            weapons=swapped(self.weapons),
        )


def compared(old: Story, new: Story) -> Comparison:
    """What the new version of a story says otherwise than the old one.

    Raises:
        BadInput: a version without the text of its article, in another language than the other, or with nothing in
            common with it.
    """
    _check_comparable(old, new)
    both = _Both.of(old, new)
    if not both.pairs and not both.places:
        raise BadInput(
            "these two have nothing in common: no sentence and no place of {old!r} is in {new!r}",
            old=_called(old),
            new=_called(new),
        )
    claims, strikes = _claims(both), _strikes(both)
    return Comparison(
        places=_places(both),
        claims=claims,
        numbers=_told_with(_numbers(both), claims, strikes),
        certainty=_certainty(both),
        strikes=strikes,
        weapons=_weapons(both),
    )


def _check_comparable(old: Story, new: Story) -> None:
    for story in (old, new):
        if not story.article.text.strip():
            raise BadInput(
                "{value!r} holds no text of its article: expected an article, or the whole story and not a published "
                "file",
                value=_called(story),
            )
    spoken = [story.article.language.split("-")[0].lower() for story in (old, new)]
    if spoken[0] != spoken[1]:
        raise BadInput(
            "the two versions are in different languages, {old} and {new}: expected one language",
            old=spoken[0],
            new=spoken[1],
        )


def _called(story: Story) -> str:
    return story.article.title or story.title or " ".join(story.article.text.split()[:8])


# ---------------------------------------------------------------- both versions, side by side


@dataclass(frozen=True, slots=True)
class _Side:
    """One version with its sentences, and which of them stand in the other one."""

    story: Story
    sentences: tuple[Sentence, ...]
    numbers: dict[Span, int]
    kept: frozenset[Span]

    @property
    def language(self) -> str:
        return self.story.article.language

    def sentence(self, position: int) -> Sentence | None:
        return sentence_at(self.sentences, position)

    def is_kept(self, position: int) -> bool:
        """Whether what stands there is in the other version too, word for word."""
        sentence = self.sentence(position)
        return sentence is not None and sentence.span in self.kept

    def pair(self, position: int) -> int | None:
        """The number of the pair of sentences that a position lies in, or None."""
        sentence = self.sentence(position)
        return None if sentence is None else self.numbers.get(sentence.span)

    def text(self, span: Span) -> str:
        return self.story.article.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class _Both:
    """The two versions, the pairs of their sentences, and the pairs of their places by id."""

    old: _Side
    new: _Side
    pairs: tuple[Pair, ...]
    places: tuple[tuple[Place, Place], ...]

    @classmethod
    def of(cls, old: Story, new: Story) -> _Both:
        before, after = sentences_of(old.article), sentences_of(new.article)
        pairs = paired(before, after)
        sides = [
            _Side(
                story=story,
                sentences=sentences,
                numbers={getattr(pair, which).span: number for number, pair in enumerate(pairs)},
                kept=frozenset(getattr(pair, which).span for pair in pairs if pair.same),
            )
            for which, story, sentences in (("old", old, before), ("new", new, after))
        ]
        return cls(sides[0], sides[1], pairs, _paired_places(old.places, new.places))

    def same_place(self, old: str | None, new: str | None) -> bool:
        """Whether two ids of places, borders or weapons are of the same one."""
        if old is None or new is None:
            return old is new
        if old.startswith("border:") and new.startswith("border:"):
            ends = [set(name.removeprefix("border:").split("-")) for name in (old, new)]
            return ends[0] <= ends[1] or ends[1] <= ends[0]
        if old == new:
            return True
        records = {self._record(self.old, old), self._record(self.new, new)}
        return len(records) == 1 and None not in records

    @staticmethod
    def _record(side: _Side, name: str) -> str | None:
        place = side.story.place(name)
        return None if place is None else place.chosen.id


def _ordered(found: Iterable[Difference[Thing]]) -> tuple[Difference[Thing], ...]:
    """In the order of the new text; what is only in the old one goes by its place there."""

    def at(difference: Difference[Thing]) -> tuple[int, int, str, str]:
        seen = difference.new or difference.old
        assert seen is not None
        return seen.start, seen.end, seen.quote, repr(difference)

    return tuple(sorted(found, key=at))


def _matched(
    count: int, other: int, score: Callable[[int, int], float]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pairs of numbers with a score above nought, the best first and each once; and what is left on either side."""
    scored = [(score(a, b), a, b) for a in range(count) for b in range(other)]
    left, right, pairs = set(range(count)), set(range(other)), []
    for value, a, b in sorted(scored, key=lambda item: (-item[0], abs(item[1] - item[2]), item[1] + item[2])):
        if value > 0 and a in left and b in right:
            left.remove(a)
            right.remove(b)
            pairs.append((a, b))
    return pairs, sorted(left), sorted(right)


def _shared_words(old: str, new: str) -> float:
    """The share of words that two quotes have in common, 0 to 1."""
    a, b = set(words_of(old)), set(words_of(new))
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


# ---------------------------------------------------------------- places


def _paired_places(old: Sequence[Place], new: Sequence[Place]) -> tuple[tuple[Place, Place], ...]:
    """Places that are one: of the same record, under the same id rather than another; else under the same id."""

    def score(a: int, b: int) -> float:
        same_id, same_record = old[a].id == new[b].id, old[a].chosen.id == new[b].chosen.id
        return 2 * same_record + same_id

    pairs, _, _ = _matched(len(old), len(new), score)
    return tuple((old[a], new[b]) for a, b in pairs)


def _places(both: _Both) -> tuple[Difference[SeenPlace], ...]:
    found: list[Difference[SeenPlace]] = []
    for old, new in both.places:
        what = tuple(_place_changes(old, new))
        if what:
            found.append(Difference(_seen_place(both.old, old), _seen_place(both.new, new), what))
    # A second name of a place that the other version has as well brings no place to the map.
    records = [{place.chosen.id for place in side.story.places} for side in (both.old, both.new)]
    paired_old, paired_new = ({id(pair[n]) for pair in both.places} for n in (0, 1))
    found += [
        Difference(_seen_place(both.old, place), None)
        for place in both.old.story.places
        if id(place) not in paired_old and place.chosen.id not in records[1] and _is_news(both.old, both.new, place)
    ]
    found += [
        Difference(None, _seen_place(both.new, place))
        for place in both.new.story.places
        if id(place) not in paired_new and place.chosen.id not in records[0] and _is_news(both.new, both.old, place)
    ]
    return _ordered(found)


def _place_changes(old: Place, new: Place) -> Iterator[str]:
    named = [{p.name.casefold(), *(m.text.casefold() for m in p.mentions)} for p in (old, new)]
    if old.name.casefold() not in named[1] and new.name.casefold() not in named[0]:
        yield "name"
    if old.chosen.id != new.chosen.id:
        yield "record"
    if max(abs(old.lon - new.lon), abs(old.lat - new.lat)) > SAME_POINT_DEG:
        yield "position"
    if old.role != new.role:
        yield "role"


def _is_news(side: _Side, other: _Side, place: Place) -> bool:
    """Whether a place of one version only is so by the text or by a person, not by what the reader makes of it."""
    by_hand = any(change.target == place.id for change in (*side.story.changes, *other.story.changes))
    return by_hand or not place.mentions or not all(side.is_kept(mention.start) for mention in place.mentions)


def _seen_place(side: _Side, place: Place) -> SeenPlace:
    span = place.mentions[0].sentence if place.mentions else Span(0, 0)
    return SeenPlace(
        quote=side.text(span), start=span.start, end=span.end,
        id=place.id, name=place.name, record=place.chosen.id, lon=place.lon, lat=place.lat,
        role=place.role, country=place.chosen.country,
    )  # fmt: skip


# ---------------------------------------------------------------- claims


def _claims(both: _Both) -> tuple[Difference[SeenClaim], ...]:
    old = [_seen_claim(both.old, claim) for claim in both.old.story.claims]
    new = [_seen_claim(both.new, claim) for claim in both.new.story.claims]
    pairs, left, right = _matched(len(old), len(new), lambda a, b: _claim_score(both, old[a], new[b]))
    found = []
    for a, b in pairs:
        is_kept = both.old.is_kept(old[a].start) and both.new.is_kept(new[b].start)
        what = tuple(_claim_changes(both, old[a], new[b], is_kept=is_kept))
        if what:
            found.append(Difference(old[a], new[b], what))
    found += [Difference(old[a], None) for a in left if not both.old.is_kept(old[a].start)]
    found += [Difference(None, new[b]) for b in right if not both.new.is_kept(new[b].start)]
    return _ordered(found)


def _claim_score(both: _Both, old: SeenClaim, new: SeenClaim) -> float:
    """How much two claims are one: of one kind, in one sentence, on the same things, in the same words."""
    a, b = old.claim, new.claim
    if a.kind != b.kind:
        return 0.0
    pair = both.old.pair(old.start)
    same_sentence = pair is not None and pair == both.new.pair(new.start)
    same_ends = (a.subject or a.object) is not None and (
        both.same_place(a.subject, b.subject) and both.same_place(a.object, b.object)
    )
    words = _shared_words(old.quote, new.quote)
    if not (same_sentence or same_ends or words >= LEAST_SAME_WORDS):
        return 0.0
    return 4.0 * same_sentence + 2.0 * same_ends + words + 0.5 * (_stated(a) == _stated(b))


def _stated(claim: Claim) -> tuple[float, str, str] | None:
    return _said(claim.stated)


def _said(stated: Quantity | None) -> tuple[float, str, str] | None:
    return None if stated is None else (stated.value, stated.unit, " ".join(words_of(stated.hedge)))


def _claim_changes(both: _Both, old: SeenClaim, new: SeenClaim, *, is_kept: bool) -> Iterator[str]:
    """What changed of a claim; in a sentence that stands in both, only what its figure comes to."""
    a, b = old.claim, new.claim
    stated, now = _stated(a), _stated(b)
    if stated is not None and now is not None:
        yield from (name for name, x, y in zip(("value", "unit", "hedge"), stated, now, strict=True) if x != y)
    elif stated != now:
        yield "value"
    if a.parts != b.parts:
        yield "parts"
    if _said(a.pair) != _said(b.pair):
        yield "pair"
    for name, x, y in (
        ("subject", a.subject, b.subject),
        ("object", a.object, b.object),
        ("second", a.second, b.second),
    ):
        if x is not None and y is not None and not both.same_place(x, y) and not (is_kept and name != "subject"):
            yield name
    if None not in (old.verdict, new.verdict) and old.verdict != new.verdict:
        yield "verdict"
    if not is_kept:
        yield from _telling_changes((a.certainty, old.wording, a.said_by), (b.certainty, new.wording, b.said_by))


def _seen_claim(side: _Side, claim: Claim) -> SeenClaim:
    sentence = side.sentence(claim.start)
    wording = claim.wording
    if not wording and claim.certainty != "asserted" and sentence is not None:
        wording = ", ".join(sentence.hedges)
    return SeenClaim(
        quote=claim.quote, start=claim.start, end=claim.end, claim=claim, wording=wording,
        sentence=sentence.span if sentence is not None else Span(claim.start, claim.end),
        verdict=next((check.verdict for check in side.story.checks if check.claim == claim.id), None),
    )  # fmt: skip


# ---------------------------------------------------------------- how surely


def _certainty(both: _Both) -> tuple[Difference[SeenTelling], ...]:
    """Sentences that are in both versions, edited, and told more or less surely, or by another."""
    found = []
    for pair in both.pairs:
        old, new = _seen_telling(pair.old), _seen_telling(pair.new)
        what = () if pair.same else tuple(
            _telling_changes((old.certainty, old.wording, old.said_by), (new.certainty, new.wording, new.said_by))
        )  # fmt: skip
        if what:
            found.append(Difference(old, new, what))
    return _ordered(found)


def _seen_telling(sentence: Sentence) -> SeenTelling:
    told = sentence.told
    return SeenTelling(
        quote=sentence.text, start=told.span.start, end=told.span.end,
        certainty=told.certainty, wording=", ".join(sentence.hedges), said_by=told.said_by,
    )  # fmt: skip


_Told = tuple[Certainty, str, str | None]


def _telling_changes(old: _Told, new: _Told) -> Iterator[str]:
    if old[0] != new[0]:
        yield "certainty"
    if not _same_hedges(old[1], new[1]):
        yield "wording"
    if not same_speaker(old[2], new[2]):
        yield "said_by"


def _same_hedges(old: str, new: str) -> bool:
    """Whether the same hedges stand there, in whatever order and number of their verb."""
    a, b = ([word for word in wording.casefold().split(", ") if word] for wording in (old, new))
    return all(any(_same_hedge(x, y) for y in b) for x in a) and all(any(_same_hedge(x, y) for x in a) for y in b)


def _same_hedge(old: str, new: str) -> bool:
    if old == new:
        return True
    a, b = old.split(), new.split()
    if len(a) == len(b) == 1:
        return old[:HEDGE_STEM] == new[:HEDGE_STEM]
    return len(a) == len(b) and a[1:] == b[1:]


def same_speaker(old: str | None, new: str | None) -> bool:
    """Whether it is one speaker, more or less fully named ("het ministerie", "het Russische ministerie, via RIA")."""
    if old is None or new is None:
        return old is new
    a, b = set(words_of(old)), set(words_of(new))
    return a <= b or b <= a


# ---------------------------------------------------------------- numbers


def _numbers(both: _Both) -> tuple[Difference[SeenNumber], ...]:
    """Numbers of the text, sentence by sentence; one that moved to another sentence with what it counts is none."""
    found: list[Difference[SeenNumber]] = []
    gone: list[tuple[Sentence, Figure]] = []
    come: list[tuple[Sentence, Figure]] = []
    for pair in both.pairs:
        if pair.same:
            continue
        old, new = _figures(both.old, pair.old), _figures(both.new, pair.new)
        changed, left, right = _matched_figures(old, new)
        for a, b in changed:
            what = tuple(
                name for name, x, y in zip(("value", "unit", "hedge"), a.states, b.states, strict=True) if x != y
            )
            found.append(Difference(_seen_number(both.old, pair.old, a), _seen_number(both.new, pair.new, b), what))
        gone += [(pair.old, figure) for figure in left]
        come += [(pair.new, figure) for figure in right]
    paired_old, paired_new = ({getattr(pair, which).span for pair in both.pairs} for which in ("old", "new"))
    gone += [(s, f) for s in both.old.sentences if s.span not in paired_old for f in _figures(both.old, s)]
    come += [(s, f) for s in both.new.sentences if s.span not in paired_new for f in _figures(both.new, s)]
    found += [Difference(_seen_number(both.old, *item), None) for item in _without_moved(gone, come)]
    found += [Difference(None, _seen_number(both.new, *item)) for item in _without_moved(come, gone)]
    return _ordered(found)


def _figures(side: _Side, sentence: Sentence) -> tuple[Figure, ...]:
    return figures_in(sentence.text, side.language, sentence.span.start)


def _matched_figures(
    old: Sequence[Figure], new: Sequence[Figure]
) -> tuple[list[tuple[Figure, Figure]], list[Figure], list[Figure]]:
    """Of one sentence: the figures that are now others, and those that have none in the other version."""
    _, a, b = _matched(len(old), len(new), lambda x, y: float(old[x].states == new[y].states))
    left, right = [old[n] for n in a], [new[n] for n in b]

    def score(x: int, y: int) -> float:
        same_value = left[x].value == right[y].value
        return (left[x].unit == right[y].unit or same_value) * (1 + len(left[x].beside & right[y].beside) + same_value)

    pairs, a, b = _matched(len(left), len(right), score)
    return [(left[x], right[y]) for x, y in pairs], [left[n] for n in a], [right[n] for n in b]


def _without_moved(
    here: Sequence[tuple[Sentence, Figure]], there: Sequence[tuple[Sentence, Figure]]
) -> list[tuple[Sentence, Figure]]:
    """The figures here but for those that stand there too, in another sentence, with what they count or measure."""
    same: dict[tuple[float, str, str], list[Figure]] = defaultdict(list)
    for _, figure in there:
        same[figure.states].append(figure)
    mine: dict[tuple[float, str, str], list[tuple[Sentence, Figure]]] = defaultdict(list)
    for item in here:
        mine[item[1].states].append(item)
    left = []
    for states, items in mine.items():
        others = same[states]

        def moved(a: int, b: int, items: list[tuple[Sentence, Figure]] = items, others: list[Figure] = others) -> float:
            return float(bool(items[a][1].unit or items[a][1].beside & others[b].beside))

        _, lost, _ = _matched(len(items), len(others), moved)
        left += [items[number] for number in lost]
    return left


def _seen_number(side: _Side, sentence: Sentence, figure: Figure) -> SeenNumber:
    base = sentence.span.start
    clause = clause_at(sentence.text, figure.start - base)
    span = Span(min(base + clause.start, figure.start), max(base + clause.end, figure.end))
    return SeenNumber(
        quote=side.text(span), start=span.start, end=span.end, value=figure.value, unit=figure.unit,
        hedge=figure.hedge, written=side.text(Span(figure.start, figure.end)), sentence=sentence.span,
        said_by=sentence.told.said_by, certainty=sentence.told.certainty,
    )  # fmt: skip


def _told_with(
    numbers: Iterable[Difference[SeenNumber]],
    claims: Sequence[Difference[SeenClaim]],
    strikes: Sequence[Difference[SeenDetail]],
    *,
    mirrored: bool = False,
) -> tuple[Difference[SeenNumber], ...]:
    """The numbers, each marked with the claim or strike whose difference tells it already."""
    return _ordered(replace(number, part_of=_teller(number, claims, strikes, mirrored=mirrored)) for number in numbers)


def _teller(
    number: Difference[SeenNumber],
    claims: Sequence[Difference[SeenClaim]],
    strikes: Sequence[Difference[SeenDetail]],
    *,
    mirrored: bool,
) -> str:
    told: tuple[Difference[SeenClaim | SeenDetail], ...] = (*claims, *strikes)
    for difference in told:
        ends = (difference.new, difference.old) if mirrored else (difference.old, difference.new)
        if all(_is_within(seen, end) for seen, end in zip((number.old, number.new), ends, strict=True)):
            seen = ends[1] or ends[0]
            return seen.claim.id if isinstance(seen, SeenClaim) else seen.strike if isinstance(seen, SeenDetail) else ""
    return ""


def _is_within(number: SeenNumber | None, other: SeenClaim | SeenDetail | None) -> bool:
    """Whether a number of a clause is what another difference states there; nothing is within nothing."""
    if number is None or other is None:
        return number is None and other is None
    stated = other.claim.stated if isinstance(other, SeenClaim) else None
    value = other.value if isinstance(other, SeenDetail) else None if stated is None else stated.value
    is_value = number.value == value or (isinstance(other, SeenClaim) and number.value in other.claim.parts)
    return is_value and other.start < number.end and number.start < other.end


# ---------------------------------------------------------------- strikes


def _strikes(both: _Both) -> tuple[Difference[SeenDetail], ...]:
    old, new = both.old.story.strikes, both.new.story.strikes

    def score(a: int, b: int) -> float:
        # Of two on one place that is the same which was on the same day.
        return both.same_place(old[a].where, new[b].where) * (1.0 + (_day_of(old[a]) == _day_of(new[b])))

    pairs, left, right = _matched(len(old), len(new), score)
    if len(left) == len(right) == 1:
        pairs, left, right = [*pairs, (left[0], right[0])], [], []
    found: list[Difference[SeenDetail]] = []
    for a, b in pairs:
        if not both.same_place(old[a].where, new[b].where):
            found.append(Difference(_seen_where(both.old, old[a]), _seen_where(both.new, new[b]), ("value",)))
        for detail in STATEMENTS:
            found += _details(both, _accounts(both.old, old[a], detail), _accounts(both.new, new[b], detail))
    for side, strikes, numbers in ((both.old, old, left), (both.new, new, right)):
        for number in numbers:
            for seen in _whole(side, strikes[number]):
                found.append(Difference(seen, None) if side is both.old else Difference(None, seen))
    return _ordered(found)


def _day_of(strike: Strike) -> str:
    return "" if strike.when is None else str(strike.when.value)[:10]


def _whole(side: _Side, strike: Strike) -> list[SeenDetail]:
    """All that one version tells of a strike that the other does not have; nothing if the other has these words too."""
    details = [seen for detail in STATEMENTS for seen in _accounts(side, strike, detail)]
    seen = [_seen_where(side, strike), *details]
    return seen if any(not side.is_kept(part.start) for part in seen) else []


def _accounts(side: _Side, strike: Strike, detail: str) -> list[SeenDetail]:
    """What is said of one detail of a strike, the leading account first."""
    leading: Statement | None = getattr(strike, detail)
    accounts = [*([leading] if leading is not None else []), *strike.others.get(detail, ())]
    return [_seen_detail(side, strike, detail, said) for said in accounts]


def _seen_detail(side: _Side, strike: Strike, detail: str, said: Statement) -> SeenDetail:
    sentence = side.sentence(said.start)
    return SeenDetail(
        quote=said.quote, start=said.start, end=said.end, strike=strike.id, detail=detail, value=said.value,
        said_by=said.said_by, certainty=said.certainty,
        sentence=sentence.span if sentence is not None else Span(said.start, said.end),
    )  # fmt: skip


def _seen_where(side: _Side, strike: Strike) -> SeenDetail:
    place = side.story.place(strike.where) if strike.where else None
    span = place.mentions[0].sentence if place is not None and place.mentions else Span(0, 0)
    return SeenDetail(
        quote=side.text(span), start=span.start, end=span.end, strike=strike.id, detail="where",
        value=place.name if place is not None else "", certainty=strike.certainty, sentence=span,
    )  # fmt: skip


def _details(both: _Both, old: list[SeenDetail], new: list[SeenDetail]) -> Iterator[Difference[SeenDetail]]:
    """The accounts of one detail: one that says the same is the same, else one of the same speaker, else the first."""

    def score(a: int, b: int) -> float:
        same = _same_value(old[a].value, new[b].value)
        speaker = same_speaker(old[a].said_by, new[b].said_by)
        return 4.0 * same + 2.0 * speaker + 1.0 * (a == b == 0)

    pairs, left, right = _matched(len(old), len(new), score)
    for a, b in pairs:
        if both.old.is_kept(old[a].start) and both.new.is_kept(new[b].start):
            continue
        what = [] if _same_value(old[a].value, new[b].value) else ["value"]
        if both.old.pair(old[a].start) == both.new.pair(new[b].start) or what:
            what += _telling_changes((old[a].certainty, "", old[a].said_by), (new[b].certainty, "", new[b].said_by))
        if what:
            yield Difference(old[a], new[b], tuple(what))
    yield from (Difference(old[a], None) for a in left if not both.old.is_kept(old[a].start))
    yield from (Difference(None, new[b]) for b in right if not both.new.is_kept(new[b].start))


def _same_value(old: str | float, new: str | float) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return words_of(old) == words_of(new)
    return old == new


# ---------------------------------------------------------------- weapons


def _weapons(both: _Both) -> tuple[Difference[SeenWeapon], ...]:
    """Weapons that one version alone names."""
    known = {weapon.id: weapon for side in (both.old, both.new) for weapon in side.story.weapons}
    # In one order whichever version is the old one.
    catalogue = tuple(known[name] for name in sorted(known))
    old, new = _named(both.old, catalogue), _named(both.new, catalogue)
    found = [Difference(seen, None) for name, seen in old.items() if name not in new]
    found += [Difference(None, seen) for name, seen in new.items() if name not in old]
    return _ordered(found)


def _named(side: _Side, catalogue: tuple[Weapon, ...]) -> dict[str, SeenWeapon]:
    """Each weapon that the text names, where it first does."""
    found: dict[str, SeenWeapon] = {}
    for weapon, span in weapons_in(side.story.article, catalogue):
        seen = SeenWeapon(quote=side.text(span), start=span.start, end=span.end, id=weapon.id, name=weapon.name)
        found.setdefault(weapon.id, seen)
    return found
