"""Errors planted in drafts, one each, and whether the checklist or the marks of the places point at them.

    PYTHONPATH=. python bench/app/planted.py

Each draft is one of our own sample articles with a single error: in its text, as a reporter or a desk makes it, or in
what a person made of it in the app. An error counts as pointed at where the checklist has an item of one of the kinds
that speak of it which the draft without the error does not have. ``TEN`` are the errors that the goal speaks of;
``MORE`` were written afterwards, to see that it was not made for these ten alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from geo import api
from geo.analysis import drawn_reaches, measured_range, with_ranges
from geo.checklist import Item, checklist, to_do
from geo.checks import check_story
from geo.decisions import decide, reviewed
from geo.measuring.origins import origin_geometry
from geo.model import Action, Change, Origin, Story
from geo.weapons import find_weapon
from geo.words import Words

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
AT = "2024-11-19T16:00:00+01:00"
Edit = Callable[[Story], Story]


@dataclass(frozen=True)
class Planted:
    """An error: what it is, in which sample, and how it is put there.

    Attributes:
        old, new: what of the text is written otherwise. edit: what is done to the story that was read.
        kinds: of items that speak of it, of which one must be new.
    """

    what: str
    sample: str
    kinds: tuple[str, ...]
    old: str = ""
    new: str = ""
    edit: Edit | None = None


def decision(action: Action, target: str = "", **value: str) -> Edit:
    """What a person decides in the app."""
    return lambda story: decide(story, Change(action=action, target=target or story.id, value=dict(value), at=AT))


def title(text: str) -> Edit:
    """Another title on the map."""
    return lambda story: replace(story, title=text)


def measured_from(code: str, name: str, onto: str | None = None, weapon: str = "ATACMS") -> Edit:
    """The range measured from another country, or shown on another, or that of another weapon."""

    def edit(story: Story) -> Story:
        origin = Origin(kind="territory", name=name, country=code)
        return with_ranges(story, borders=api.borders(), weapon=find_weapon(weapon), origin=origin, onto=onto)

    return edit


def solid(variant: str) -> Edit:
    """Another variant's range drawn solid."""

    def edit(story: Story) -> Story:
        weapon = find_weapon("ATACMS")
        origin = story.ranges[0].origin
        source = origin_geometry(origin, api.borders())
        reaches = {reach.variant: reach for reach, _ in drawn_reaches(weapon, None)}
        areas = [
            measured_range(source, origin, reach.max_m, borders=api.borders(), onto="RU", weapon=weapon, reach=reach,
                           main=reach.variant == variant)
            for reach in reaches.values()
        ]  # fmt: skip
        return replace(story, ranges=tuple(areas))

    return edit


def own_radius(metres: float) -> Edit:
    """A range of one's own drawn solid beside the weapon's."""

    def edit(story: Story) -> Story:
        origin = story.ranges[0].origin
        weapon = find_weapon("ATACMS")
        return with_ranges(story, borders=api.borders(), weapon=weapon, radius_m=metres, origin=origin, onto="RU")

    return edit


def without_source(story: Story) -> Story:
    """Nobody is named who published it."""
    return replace(story, article=replace(story.article, source=None))


def without_speaker(story: Story) -> Story:
    """The speaker of the numbers is gone."""
    strikes = tuple(
        replace(strike, launched=None if strike.launched is None else replace(strike.launched, said_by=None))
        for strike in story.strikes
    )
    return replace(story, strikes=strikes)


def place(key: str, **changes: Any) -> Edit:
    """A place altered by hand in the file."""
    return lambda story: replace(story, places=tuple(replace(p, **changes) if p.id == key else p for p in story.places))


def named_variant(variant: str) -> Edit:
    """The range drawn solid under the name of another variant."""
    return lambda story: replace(
        story, ranges=tuple(replace(area, variant=variant) if area.main else area for area in story.ranges)
    )


def detail(name: str, **changes: Any) -> Edit:
    """A detail of the reported strike altered by hand in the file."""

    def edit(story: Story) -> Story:
        strike, *others = story.strikes
        return replace(story, strikes=(replace(strike, **{name: replace(getattr(strike, name), **changes)}), *others))

    return edit


def withheld(place: str, text: str) -> Edit:
    """A place that must not be named, and a title that names it."""

    def edit(story: Story) -> Story:
        return title(text)(decision("publish", place, publish="withheld")(story))

    return edit


NL, EN, DE, FR, UK, RU = (
    "atacms-karatsjov.nl", "atacms-karachev.en", "atacms-karatschew.de", "atacms-karatchev.fr", "atacms-karachev.uk",
    "atacms-karachev.ru",
)  # fmt: skip

TEN = (
    Planted("wrong town in the text", NL, ("figure", "cannot be checked", "place", "country", "far"), "in Karatsjov",
            "in Kozelsk"),
    Planted("a town of that name in another country", EN, ("country", "far", "rival"),
            edit=decision("choose", "bryansk", candidate="geonames:775359")),
    Planted("“zou” lost in the headline", NL, ("headline",),
            "Oekraïne zou met ATACMS een doel in Rusland hebben beschoten",
            "Oekraïne heeft met ATACMS een doel in Rusland beschoten"),
    Planted("the shorter version of the weapon drawn", DE, ("range",), edit=solid("m39")),
    Planted("measured from a country that did not fire", FR, ("origin",), edit=measured_from("BY", "Biélorussie")),
    Planted("miles for kilometres", EN, ("figure",), "100 kilometres", "100 miles"),
    Planted("the day above the text is not that of the article", UK, ("date",), "вівторок, 19 листопада",
            "вівторок, 26 листопада", edit=lambda s: replace(s, article=replace(s.article, published="2024-11-19"))),
    Planted("a number changed", FR, ("figure",), "cinq d’entre eux", "quatre d’entre eux"),
    Planted("the source removed", RU, ("source",), edit=without_source),
    Planted("a withheld town in the title", NL, ("withheld",),
            edit=withheld("karatsjov", "Gemelde aanval in Karatsjov")),
)  # fmt: skip

MORE = (
    Planted("a denied attack told as a fact in the title", NL, ("wording",),
            "Het Oekraïense leger wil er nog niets over kwijt.", "Het Oekraïense leger ontkent de aanval.",
            edit=title("Oekraïne raakt wapendepot in Karatsjov")),
    Planted("“soll” lost in the title of the map", DE, ("wording",),
            edit=title("Ukraine hat mit ATACMS ein Ziel in Russland beschossen")),
    Planted("“aurait” lost in the headline", FR, ("headline",), "L’Ukraine aurait tiré des ATACMS",
            "L’Ukraine a tiré des ATACMS"),
    Planted("“reported” lost in the headline", EN, ("headline",), "Ukraine reported to have fired ATACMS",
            "Ukraine fires ATACMS"),
    Planted("“за повідомленнями” lost in the headline", UK, ("headline",),
            "Україна, за повідомленнями, вдарила ракетами ATACMS по цілі", "Україна вдарила ракетами ATACMS по цілі"),
    Planted("“по сообщениям” lost in the caption", RU, ("wording",),
            edit=decision("caption", text="Украина нанесла удар ракетами ATACMS по складу в Карачеве.")),
    Planted("“zou” lost in the body", NL, ("told as fact",), "Het doelwit zou een wapendepot in Karatsjov zijn.",
            "Het doelwit was een wapendepot in Karatsjov."),
    Planted("who says it lost", NL, ("speaker", "told as fact"),
            "Het Russische ministerie van Defensie zegt via persbureau RIA dat er zes raketten zijn afgevuurd.",
            "Er zijn zes raketten afgevuurd."),
    Planted("a speaker removed", DE, ("speaker",), edit=without_speaker),
    Planted("no casualties for none reported", EN, ("wording",),
            edit=decision("alt", text="Map of the reported attack on Karachev. There were no casualties.")),
    Planted("another number in the caption", NL, ("wording",),
            edit=decision("caption", text="Volgens het Russische ministerie zijn acht raketten afgevuurd.")),
    Planted("another town in the caption", EN, ("wording",),
            edit=decision("caption", text="An arms depot in Kursk was reportedly hit.")),
    Planted("a town in the title that is not in the article", NL, ("wording",),
            edit=title("Gemelde aanval op een depot in Jelnja")),
    Planted("the region of another town", NL, ("figure", "place"), "Dat stadje in de regio Brjansk",
            "Dat stadje in de regio Tver"),
    Planted("a range changed", RU, ("figure", "range source"), "около 300 километров", "около 500 километров"),
    Planted("another weapon's range drawn", EN, ("range",),
            edit=measured_from("UA", "Ukraine", "RU", weapon="Storm Shadow")),
    Planted("a range of one's own drawn for the weapon's", UK, ("range",), edit=own_radius(500_000.0)),
    Planted("shown on the country that fires", DE, ("origin",), edit=measured_from("UA", "Ukraine", "UA")),
    Planted("the whole country for occupied land", EN, ("origin",), "that six missiles had been fired",
            "that six missiles had been fired from Russian-occupied Crimea"),
    Planted("the day of the week is wrong", DE, ("date",), "Dienstag, 19. November", "Mittwoch, 19. November"),
    Planted("the attack is dated after the article", FR, ("date",),
            edit=lambda s: replace(s, article=replace(s.article, published="2024-11-12"))),
    Planted("borders with Crimea in Russia", NL, ("borders",), edit=lambda s: replace(s, policy="natural-earth")),
    Planted("a town drawn elsewhere", FR, ("place",), edit=place("karatchev", lon=34.0, lat=50.0)),
    Planted("the mark of the attack on another town", RU, ("place",),
            edit=decision("role", "курск", role="reported strike")),
    Planted("the name of another version on the range", NL, ("range",), edit=named_variant("m39")),
    Planted("a number in the details that the text does not have", EN, ("figure",), edit=detail("launched", value=9)),
    Planted("a quote changed", DE, ("quotes",), edit=detail("intercepted", quote="Sechs davon wurden abgefangen")),
    Planted("another day for the attack", NL, ("date",), edit=detail("when", value="2024-11-18")),
    Planted("a range said to be measured from another country", UK, ("origin",), edit=measured_from("UA", "Росія")),
    Planted("changed after its review", EN, ("review",),
            edit=lambda s: replace(reviewed(s, by="A. Editor", at=AT), changed="2024-11-19T17:00:00+01:00")),
)  # fmt: skip


@cache
def draft(sample: str, old: str = "", new: str = "") -> Story:
    """The story of a sample, with one stretch of its text written otherwise."""
    text = (SAMPLES / f"{sample}.txt").read_text("utf-8")
    if text.count(old) < 1:
        raise ValueError(f"{sample} does not have {old!r}")
    return api.read(text.replace(old, new) if old else text, source="NOS")


def story_of(error: Planted) -> Story:
    """The draft with the error in it, its figures measured again."""
    story = draft(error.sample, error.old, error.new)
    return story if error.edit is None else check_story(error.edit(story), api.borders())


def pointed_at(error: Planted, words: Words) -> list[Item]:
    """The items that speak of the error and that the clean draft does not have."""
    return new_items(
        to_do(checklist(draft(error.sample), words)), to_do(checklist(story_of(error), words)), error.kinds
    )


def new_items(clean: Iterable[Item], found: Iterable[Item], kinds: tuple[str, ...]) -> list[Item]:
    """What is found of some kinds beside what the clean draft has too."""
    before = {(item.kind, item.text) for item in clean}
    return [item for item in found if item.kind in kinds and (item.kind, item.text) not in before]


def table(errors: Iterable[Planted], words: Words) -> tuple[list[str], int]:
    """The rows of the table, and how many errors are not pointed at."""
    rows, missed = ["| error | in | pointed at by |", "|---|---|---|"], 0
    for error in errors:
        items = pointed_at(error, words)
        missed += not items
        said = "; ".join(f"{item.severity}: {item.text}" for item in items[:2]) or "**nothing**"
        rows.append(f"| {error.what} | {error.sample.rpartition('.')[2]} | {said} |")
    return rows, missed


def main() -> int:
    """Print the two tables; 1 where an error of the ten is not pointed at."""
    words = Words("en")
    first, missed = table(TEN, words)
    more, also = table(MORE, words)
    print("\n".join(first))
    print(f"\n{len(TEN) - missed} of {len(TEN)} pointed at.\n")
    print("\n".join(more))
    print(f"\n{len(MORE) - also} of {len(MORE)} pointed at.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
