"""A story in which everything that must stay on the desk bears a word that is nowhere else."""

from __future__ import annotations

from dataclasses import replace

import shapely

from geo.decisions import decide, reviewed
from geo.model import (
    Candidate,
    Change,
    Check,
    Event,
    Events,
    Foreign,
    Line,
    Mention,
    Origin,
    Place,
    RangeArea,
    Span,
    Statement,
    Story,
    Strike,
)
from tests.stories import TEXT, founding_story

# By what they are secrets of. All in small letters, for ids are made so.
SECRETS = {
    "a rival": "zqrivaal",
    "a reason": "zqreden",
    "a note on a place": "zqplaatsnotitie",
    "a note of the desk": "zqbureaunotitie",
    "a reviewer": "zqredacteur",
    "an editor": "zqchef",
    "an earlier name": "zqoudenaam",
    "a withheld place": "zqgeheimdorp",
    "its name in the gazetteer": "zqgazetteernaam",
    "a place published as its region": "zqregiodorp",
    "a strike that nobody accepted": "zqonaanvaard",
    "a detail that somebody refused": "zqgeweigerd",
    "who says what somebody refused": "zqzegger",
    "a strike that somebody refused": "zqafgewezen",
    "what a strike at a withheld place hit": "zqgeraakt",
    "an account that names a withheld place": "zqspreker",
    "a long quote": "zqlangcitaat",
    "the text of the article": "zqartikeltekst",
    "a name that was not found": "zqonvindbaar",
    "a figure in the text": "zqcijfer",
    "why it was judged so": "zqoordeel",
    "a property of another tool": "zqeigenschap",
    "a member of another tool": "zqonderdeel",
    "a feature of another tool": "zqvorm",
    "a column of an event": "zqkolom",
    "a note on an event": "zqgebeurtenisnotitie",
    "an event at a withheld place": "zqgebeurtenis",
    "what a style holds": "zqstijlmap",
    "a name that the house would write otherwise": "zqschrijfwijze",
    "a remark in the style file": "zqstijlopmerking",
}
# Of the withheld places, in degrees: no file holds these digits.
HIDDEN = ((34.71828, 53.31415), (35.57721, 52.66260))


def planted_story() -> Story:
    """The founding story, reviewed, with a secret wherever the whitelist must hold one back."""
    secret = SECRETS
    story = founding_story()
    text = f"{TEXT}\n\nEen zin die {secret['the text of the article']} noemt, en {secret['a name that was not found']}."
    at = text.index(secret["a name that was not found"])
    lost = Mention(start=at, end=at + 5, text=text[at : at + 12], kind="toponym", sentence=Span(at, len(text)))
    first, *others = story.places
    rival = Candidate(id=secret["a rival"], name=secret["a rival"], lon=1.0, lat=2.0, kind="settlement")
    first = replace(
        first,
        rivals=(rival,),
        note=secret["a note on a place"],
        chosen=replace(first.chosen, reasons=(secret["a reason"],)),
    )
    withheld = _place(secret["a withheld place"], secret["its name in the gazetteer"], HIDDEN[0])
    coarse = _place(secret["a place published as its region"], secret["its name in the gazetteer"], HIDDEN[1])
    long = " ".join([*("woord" for _ in range(15)), secret["a long quote"]])
    names_it = Statement(
        value=3, quote="", start=0, end=0, said_by=f"{secret['an account that names a withheld place']} van "
        + secret["a withheld place"],
    )  # fmt: skip
    refused = replace(_said("a detail that somebody refused"), said_by=secret["who says what somebody refused"])
    told = replace(
        story.strikes[0],
        hit=Statement(value="x", quote=long, start=0, end=9),
        others={"launched": (names_it,), "debris": (refused,)},
    )
    untrue = Strike(id="geen", where=first.id, target=_said("a strike that somebody refused"))
    unaccepted = Strike(
        id=secret["a strike that nobody accepted"], where=first.id, target=_said("a strike that nobody accepted")
    )
    there = Strike(id="elders", where=withheld.id, hit=_said("what a strike at a withheld place hit"))
    origin = Origin(kind="point", name=withheld.name, place=withheld.id, geometry=shapely.Point(HIDDEN[0]))
    claim = replace(story.claims[0], id=secret["a figure in the text"], quote=secret["a figure in the text"])
    # The article names the place that its editor then withheld: in its title, its address, and in whose word it takes.
    story = replace(
        story,
        title=f"Aanval bij {withheld.name.title()}",
        alt=f"Kaart met {withheld.name}.",
        caption=f"Vlak bij {coarse.name.title()} is een aanval gemeld.",
        article=replace(
            story.article,
            text=text,
            title=f"Aanval bij {withheld.name.upper()}",
            address=f"https://nos.nl/artikel/1-aanval-bij-{withheld.name}.html",
        ),
        weapons=tuple(
            replace(w, reaches=tuple(replace(r, stated_by=f"gouverneur van {withheld.name}") for r in w.reaches))
            for w in story.weapons
        ),
        style={"name": "newsprint", "folder": secret["what a style holds"]},
        events=_events(),
        events_by="De Lijst",
        events_shown=("doden",),
        places=(first, withheld, coarse, *others),
        unresolved=(lost,),
        strikes=(told, unaccepted, there, untrue),
        ranges=(*story.ranges, replace(_circle(HIDDEN[0]), origin=origin)),
        lines=(*story.lines, _line(withheld, HIDDEN[0]), _line(coarse, HIDDEN[1])),
        claims=(*story.claims, claim),
        checks=(Check(claim=claim.id, basis="measured", verdict="agrees", why=secret["why it was judged so"]),),
        notes=(secret["a note of the desk"],),
        foreign=Foreign(
            members={secret["a member of another tool"]: secret["a member of another tool"]},
            properties={
                f"place/{first.id}": {secret["a property of another tool"]: secret["a property of another tool"]}
            },
            features=(
                {"type": "Feature", "geometry": None, "properties": {"name": secret["a feature of another tool"]}},
            ),
        ),
    )
    for action, target, value in (
        ("rename", first.id, {"name": secret["an earlier name"]}),
        ("rename", first.id, {"name": "Karatsjov"}),
        ("publish", withheld.id, {"publish": "withheld"}),
        ("publish", coarse.id, {"publish": "region"}),
        ("accept", told.id, {}),
        ("accept", there.id, {}),
        ("detail", told.id, {"detail": "debris", "value": str(refused.value), "said_by": str(refused.said_by)}),
        ("accept", untrue.id, {"accepted": False, "refused": True}),
    ):
        change = Change(action=action, target=target, value=value, at="2024-11-19T13:00:00Z", by=secret["an editor"])
        story = decide(story, change)
    checked = reviewed(story, by=secret["a reviewer"], at="2024-11-19T14:00:00Z")
    # A review accepts what it saw; this strike came after it.
    return replace(
        checked, strikes=tuple(replace(s, accepted=s.accepted and s.id != unaccepted.id) for s in checked.strikes)
    )


def house_file() -> bytes:
    """A house's style, with what its desk alone should read."""
    rival = SECRETS["a name that the house would write otherwise"]
    return (
        f"# {SECRETS['a remark in the style file']}\n"
        'name = "De Gazet"\ncredit = "Bron: {source} · kaart: {house} · {data}"\n'
        f'[spelling]\n"{rival}" = "{rival}en"\n'
    ).encode()


def _events() -> Events:
    columns = {"doden": "3", SECRETS["a column of an event"]: SECRETS["a column of an event"]}
    usual = {"title": "Brand gemeld", "when": "2024-11-19", "columns": columns, "source": "De Lijst",
             "notes": SECRETS["a note on an event"]}  # fmt: skip
    hidden = {**usual, "title": SECRETS["an event at a withheld place"]}
    return Events.of(
        [
            Event(id="event-1", lon=34.4, lat=53.2, place="Brjansk", **usual),
            Event(id="event-2", lon=HIDDEN[0][0], lat=HIDDEN[0][1], place="ergens", **hidden),
            Event(id="event-3", lon=34.9, lat=53.0, place=SECRETS["a withheld place"], **hidden),
        ]
    )


def _said(what: str) -> Statement:
    return Statement(value=SECRETS[what], quote=SECRETS[what], start=0, end=0, said_by=SECRETS[what])


def _place(name: str, record_name: str, at: tuple[float, float]) -> Place:
    record = Candidate(
        id="geonames:999", name=record_name, lon=at[0], lat=at[1], kind="settlement", country="RU", admin1="RU-BRY",
        admin1_name="Bryansk Oblast", geonameid=999_777_555, population=987_654,
    )  # fmt: skip
    return Place(id=name, name=name, chosen=record, lon=at[0], lat=at[1], precision_m=1.0, confidence=0.9)


def _line(place: Place, at: tuple[float, float]) -> Line:
    return Line(
        id=f"line-{place.id}", from_name=place.name, to_name="Brjansk", distance_m=1.0, low_m=1.0, high_m=1.0,
        geometry=shapely.LineString([at, (34.3, 53.3)]),
    )  # fmt: skip


def _circle(at: tuple[float, float]) -> RangeArea:
    return RangeArea(
        id="rond", origin=Origin(kind="point", name="x"), max_m=10_000, geometry=shapely.Point(at).buffer(0.1),
        error_m=1.0, outline_m=0.0, area_km2=300.0,
    )  # fmt: skip
