"""The ``strikemap`` command. Answers go to standard output, messages and progress to standard error.

Exit status: 0 done, 1 could not (with the reason), 2 wrong usage.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from geo.errors import Ambiguous, BadInput, StrikemapError
from geo.units import METRES, format_length, format_quantity, parse_radius
from geo.words import Words, desk_words, with_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.comparing import Comparison
    from geo.events.dates import Order
    from geo.events.read import Read
    from geo.gazetteer.index import Gazetteer
    from geo.measuring.borders import Borders
    from geo.model import Article, Candidate, Change, Events, Origin, Quantity, Story
    from geo.reachable import PlaceWithin
    from geo.reading.many import Progress
    from geo.style import House
    from geo.where import Finder, Where

POLICIES = ("recognised", "natural-earth")
# Spaces that do not break, in figures and before French marks.
SPACES = "\u00a0\u202f"
# The names are those of geo.publishing.sizes, which is not read for a help text.
SIZE_HELP = (
    "Of a picture: web-16x9 (the default), social-square, social-wide, story-vertical, tv-16x9, print-1col, "
    "print-2col, pixels such as 1280x720, or millimetres such as 88mm or 88x70mm@300dpi."
)
# "-33.87,151.21" would be read as an option; a minus sign of the typographic kind is not, and means the same.
_NEGATIVE = re.compile(r"-(?=\d+(\.\d+)?\s*,)")


class _Command(click.Command):
    """A command whose arguments may be negative coordinates."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(
            ctx, [_NEGATIVE.sub("\u2212", arg, count=1) if _NEGATIVE.match(arg) else arg for arg in args]
        )


class _Group(click.Group):
    """All commands take negative coordinates, and turn our errors into a sentence and exit status 1."""

    command_class = _Command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StrikemapError as error:
            _say("strikemap: {error}", error=error.said_in(_words()))
            if isinstance(error, Ambiguous):
                for candidate in error.candidates:
                    _say("  {candidate}", candidate=_told(candidate))
            raise SystemExit(1) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            # A fault of ours: the person gets a sentence, and who mends it asks for the rest.
            if os.environ.get("STRIKEMAP_DEBUG"):
                raise
            kind = type(error).__name__
            _say(
                "strikemap: this should not have happened ({kind}: {why}); STRIKEMAP_DEBUG=1 shows where",
                kind=kind,
                why=error,
            )
            raise SystemExit(1) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="strikemap")
def main() -> None:
    """From a news article on a strike to a checked, embeddable map. Works without a network."""


# ---------------------------------------------------------------- what every command shares


def _words() -> Words:
    """The words of the person at the terminal, by the usual variables of the environment."""
    settings = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((setting for setting in settings if setting), "en")
    return Words(chosen.replace("_", "-"))


def _say(message: str, **values: object) -> None:
    """A message on standard error, without control characters: a name may hold a terminal's escape codes."""
    text = _words()(message, **values)
    click.echo("".join(c if c.isprintable() or c in f"\n{SPACES}" else "\ufffd" for c in text), err=True)


def _figure(value: float, pattern: str = "#,##0") -> str:
    """A number as the language of the terminal writes it; the pattern is CLDR's."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, format=pattern, locale=_words().locale))


def _print(text: str) -> None:
    click.echo("".join(c if c.isprintable() or c in f"\n\t{SPACES}" else "\ufffd" for c in text))


def _print_json(value: object) -> None:
    # ASCII: escapes every control character, so nothing in a name reaches the terminal as a command.
    click.echo(json.dumps(value, ensure_ascii=True, indent=1, allow_nan=False))


def _gazetteer() -> Gazetteer:
    """The gazetteer with the user's own places and spellings: of the configuration folder, then those asked for.

    A house style's spellings stand between the two.
    """
    from geo.gazetteer.own import own_files, spelling_files

    context = click.get_current_context(silent=True)
    asked = context.meta if context else {}
    own, spellings = (*own_files(), *asked.get("own", ())), tuple(asked.get("spellings", ()))
    house = _house()
    if house is None or not house.spelling:
        return _opened(own, (*spelling_files(), *spellings))
    from geo.publishing.maps import spelled

    return _spelled_too(spelled(_opened(own, spelling_files()), house), spellings)


@functools.cache
def _spelled_too(gazetteer: Gazetteer, spellings: tuple[str, ...]) -> Gazetteer:
    """The gazetteer with more files of spellings, which go before those that it has."""
    from geo.files import read_bytes
    from geo.gazetteer.own import read_spellings

    for name in spellings:
        gazetteer = gazetteer.with_own((), read_spellings(read_bytes(name), filename=Path(name).name))
    return gazetteer


def _house() -> House | None:
    """The house style that this command was asked for."""
    context = click.get_current_context(silent=True)
    return context.meta.get("house") if context else None


def _keep_house(context: click.Context, _: click.Parameter, name: str | None) -> House | None:
    """Read a style before anything else is, and tell what reads badly in it; kept in the context."""
    if name is None:
        return None
    from geo.style import house_named, remarks

    house = house_named(name)
    for remark in remarks(house):
        _say("style: {remark}", remark=remark.said(_words()))
    context.meta["house"] = house
    return house


_style_option = click.option(
    "--style", "house", metavar="NAME|FILE", callback=_keep_house, is_eager=True,
    help="A house style: strikemap, newsprint, or a TOML file (see: strikemap style).",
)  # fmt: skip


@functools.cache
def _opened(own: tuple[str, ...], spellings: tuple[str, ...]) -> Gazetteer:
    from geo.gazetteer.index import open_gazetteer

    shown: list[str] = []

    def progress(stage: str, share: float) -> None:
        if sys.stderr.isatty():
            line = _words()("building the place index: {stage} {share}", stage=_words()(stage), share=f"{share:.0%}")
            click.echo(f"\r{line:<70}", err=True, nl=share >= 1)
        elif not shown:
            shown.append(stage)
            _say("building the place index, once; this takes about a minute")

    return open_gazetteer(progress=progress, own=own, spellings=spellings)


def _borders(policy: str = "recognised", disputed: tuple[str, ...] = ()) -> Borders:
    """The borders by a policy, and by another for single disputed areas ("kosovo=natural-earth")."""
    from geo.measuring.borders import open_borders

    choices: dict[str, Any] = {}
    for text in disputed:
        area, sign, chosen = (part.strip() for part in text.partition("="))
        if not (area and sign and chosen in POLICIES):
            raise BadInput(
                "{value!r} is not a choice for a disputed area: expected its id and a policy, as kosovo=natural-earth",
                value=text,
            )
        choices[area] = chosen
    house = _house()
    if house is not None:
        choices = {**house.choices, **choices}
    left_out = () if house is None else house.left_out
    return open_borders("natural-earth" if policy == "natural-earth" else "recognised", choices, left_out)


def _finder(policy: str = "recognised", disputed: tuple[str, ...] = ()) -> Finder:
    from geo.where import Finder

    return Finder(_gazetteer, lambda: _borders(policy, disputed), language=_words().language)


def _find(finder: Finder, text: str, **about: Any) -> Where:
    """A typed place; its rivals, and what was made of a longitude beyond 180, are told on standard error."""
    if text.lower().endswith((".geojson", ".json")):
        return _outline(text)
    where = finder.find(text, **about)
    if where.turned is not None:
        _say("{text}: the longitude is beyond 180 and was brought back by a turn: {value}", text=text, value=where.name)
    for rival in where.rivals[:3]:
        _say("  not taken for {text}: {rival}", text=text, rival=_told(rival))
    return where


def _outline(name: str, *, land_of: Where | None = None, **told: str | None) -> Where:
    """A point, line or outline in a GeoJSON file; which slivers were left out of it is told on standard error."""
    from geo.files import read_bytes
    from geo.measuring.geodesy import area_km2
    from geo.where import from_geojson, territory_code

    if land_of is not None:
        territory_code(land_of, land_of.name)
    territory = None if land_of is None else land_of.geometry
    where = from_geojson(read_bytes(name), name=Path(name).name, land_of=territory, **told)
    if land_of is not None:
        _say("{name}: {count} slivers left out along {territory}", name=where.name, count=len(where.slivers),
             territory=land_of.name)  # fmt: skip
    for sliver in where.slivers:
        at = sliver.representative_point()
        _say(
            "  sliver at {lat},{lon}: {area} km²", lat=f"{at.y:.3f}", lon=f"{at.x:.3f}", area=f"{area_km2(sliver):.2g}"
        )
    return where


def _told(candidate: Any) -> str:
    parts = [candidate.name, candidate.kind, candidate.admin1_name, candidate.country]
    words = _words()
    people = words("population {number}", number=_figure(candidate.population)) if candidate.population else None
    where = f"{candidate.lat:.4f},{candidate.lon:.4f}"
    match = words("as written") if candidate.match == "written" else words("by its spelling")
    return ", ".join(str(part) for part in (*parts, where, people, match) if part)


def _output(name: str | None, data: bytes) -> None:
    """To the file that is asked for, or to standard output as it is."""
    if name is None or name == "-":
        sys.stdout.buffer.write(data)
        return
    from geo.files import write_bytes

    write_bytes(name, data)
    _say("written: {name} ({size} bytes)", name=name, size=_figure(len(data)))


def _read_article(name: str, *, language: str | None = None, **about: str | None) -> Article:
    """The article in a file, on standard input ("-") or at an http(s) address."""
    from geo.files import read_bytes
    from geo.reading.article import article_from_address, article_from_bytes, is_supported, known_language

    spoken = None if language is None else known_language(language)
    if _is_address(name):
        _say("fetching {value} from the network", value=name)
        found = article_from_address(
            name, language=spoken, published=about.get("published"), source=about.get("source")
        )
        article = replace(found, address=about.get("address") or found.address)
    else:
        filename = "-" if name == "-" else Path(name).name
        article = article_from_bytes(read_bytes(name), filename=filename, language=spoken, **about)
    if not is_supported(article.language):
        _say(
            "strikemap has no words of the language of this text ({language}): places are found by name only",
            language=article.language,
        )
    return article


def _is_address(name: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]*://", name, re.IGNORECASE) is not None


def _analysed(name: str, policy: str | None = None, **about: str | None) -> Story:
    """The story of the article in a file; ``about`` says of it what it does not say itself."""
    from geo.analysis import analyse
    from geo.reading.recogniser import recogniser_named

    asked = about.pop("recogniser", None)
    recogniser = None if asked is None else recogniser_named(asked)
    article = _read_article(name, **about)
    return analyse(article, recogniser=recogniser, gazetteer=_gazetteer(), borders=_borders(policy or "recognised"))


def _read_story(name: str, policy: str | None = None, **about: str | None) -> Story:
    """The story in a file, or the story of the article in it."""
    from geo.analysis import with_policy
    from geo.document import looks_like_story
    from geo.files import read_bytes
    from geo.publishing.edits import reopened

    if name == "-" or _is_address(name):
        return _analysed(name, policy, **about)
    data = read_bytes(name)
    if not looks_like_story(data) and not name.lower().endswith((".geojson", ".json")):
        return _analysed(name, policy, **about)
    story = reopened(data, at=datetime.now(UTC).isoformat(timespec="seconds"))
    house = _house()
    if policy in {None, story.policy} and (house is None or not house.choices):
        return story
    return with_policy(story, _borders(policy or story.policy))


_recogniser_option = click.option(
    "--recogniser",
    metavar="NAME",
    help="Also ask natasha (Russian) or spacy:MODEL which names are places, if installed.",
)


def _article_options(command: Any, language: str = "--language") -> Any:
    """What a person may say of an article; ``map`` has a --language of its own, the reader's."""
    for option in (
        click.option(language, "language" if language == "--language" else "article_language", metavar="TAG",
                     help="The language it is written in, such as nl; found in the text if not given."),
        click.option("--published", metavar="DATE", help="When it was published, as 2024-11-19."),
        click.option("--source", metavar="NAME", help="Who published it."),
        click.option("--address", metavar="URL", help="Where it stands; never fetched."),
        _recogniser_option,
    ):  # fmt: skip
        command = option(command)
    return _own_options(command)


def _own_options(command: Any) -> Any:
    """Files of one's own that win over our names; kept in the context, where ``_gazetteer`` finds them."""

    def keep(context: click.Context, parameter: click.Parameter, files: tuple[str, ...]) -> None:
        context.meta[str(parameter.name)] = files

    for option in (
        click.option("--own", metavar="FILE", multiple=True, expose_value=False, callback=keep,
                     help="Places of your own (GeoJSON or CSV), which win over ours; may be repeated."),
        click.option("--spellings", metavar="FILE", multiple=True, expose_value=False, callback=keep,
                     help="How your house spells names (TOML or CSV)."),
    ):  # fmt: skip
        command = option(command)
    return command


# ---------------------------------------------------------------- reading


@main.command()
@click.argument("article")
@click.option("-o", "--output", metavar="FILE", help="Where to write the story (GeoJSON); else standard output.")
@_style_option
@_article_options
def read(article: str, output: str | None, house: House | None, **about: str | None) -> None:
    """Read ARTICLE (.txt, .md, .html, .pdf, .docx, - for standard input, or an http(s) address) into a story."""
    from geo.document import dumps

    story = _analysed(article, None if house is None else house.policy, **about)
    if house is not None:
        from geo.style import styled

        story = styled(story, house)
    _output(output, dumps(story).encode("utf-8"))
    _say(
        "places: {places}, reported strikes: {strikes}, figures to check: {claims}",
        places=len(story.places),
        strikes=len(story.strikes),
        claims=len(story.claims),
    )


@main.command()
@click.argument("article")
@click.option("-o", "--output", metavar="FILE", help="Where to write the places (GeoJSON); else standard output.")
@_article_options
def places(article: str, output: str | None, **about: str | None) -> None:
    """Find the places that ARTICLE names, as a GeoJSON layer."""
    from geo.document import places_geojson

    story = _analysed(article, **about)
    _output(output, places_geojson(story).encode("utf-8"))
    if not story.places:
        _say("no places found in this text")
    _say_offered(story)


def _say_offered(story: Story) -> None:
    """Each name that nothing explains, once, with what it may mean by its sound."""
    from geo.reading.offered import offered

    for name, mention in {mention.text: mention for mention in story.unresolved}.items():
        may_be = [f"{c.name} ({c.country or c.kind})" for c in offered(mention, _gazetteer(), story.places)[:3]]
        if may_be:
            _say("not found: {name}; it may be {records}", name=name, records=", ".join(may_be))
        else:
            _say("not found: {name}", name=name)


@main.command()
@click.argument("name")
@click.option("--country", metavar="CC", help="Only in this country (ISO 3166-1, such as RU).")
@click.option("--near", metavar="LAT,LON", help="Prefer what lies near this point.")
@click.option("--language", metavar="TAG", help="The language that the name is written in.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@_own_options
def locate(name: str, country: str | None, near: str | None, language: str | None, as_json: bool) -> None:
    """Find the places that NAME may mean, best first."""
    from geo.where import parse_near

    point = None if near is None else parse_near(near)
    if country is not None and _gazetteer().record(f"iso:{country.upper()}") is None:
        raise BadInput("{value!r} is not a country code: expected two letters such as UA", value=country)
    found = _gazetteer().locate(
        name, country=None if country is None else country.upper(), near=point, language=language
    )
    if as_json:
        _print_json([_candidate_fields(candidate) for candidate in found])
    else:
        for candidate in found:
            _print(_told(candidate))
    if not found:
        _say("no place is called {value!r}", value=name)
        raise SystemExit(1)


def _candidate_fields(candidate: Candidate) -> dict[str, object]:
    return {
        "name": candidate.name,
        "lon": candidate.lon,
        "lat": candidate.lat,
        "country": candidate.country,
        "admin1": candidate.admin1_name or candidate.admin1,
        "kind": candidate.kind,
        "geonameid": candidate.geonameid,
        "population": candidate.population,
        "match": candidate.match,
        "confidence": round(candidate.confidence, 3),
        "reasons": list(candidate.reasons),
    }


@main.command()
@click.argument("documents")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write the toponyms (JSONL).")
@click.option("--demonyms/--no-demonyms", default=True, help="Whether 'Russische' counts as naming Russia.")
@_recogniser_option
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes read; one a core by default.")
@click.option("--resume", is_flag=True, help="Go on where an earlier run was stopped or killed.")
@_own_options
def toponyms(
    documents: str, output: str, demonyms: bool, recogniser: str | None, jobs: int | None, resume: bool
) -> None:
    """Find the toponyms of DOCUMENTS (JSONL, {"id", "text", "language"?} a line; gzip too; - for standard input)."""
    from geo.reading.many import cores, toponyms_of_file

    counts = toponyms_of_file(
        None if documents == "-" else Path(documents),
        None if output == "-" else Path(output),
        _gazetteer(),
        demonyms=demonyms,
        recogniser=recogniser,
        resume=resume,
        jobs=jobs or cores(),
        progress=_told_progress(),
    )
    _say(
        "{done} documents, {skipped} already there, {bad} bad lines",
        done=counts.done,
        skipped=counts.skipped,
        bad=counts.bad_lines,
    )
    for line in counts.bad[:20]:
        _say("  line {number}: {why}", number=line.number, why=line.said_in(_words()))
    if counts.bad_lines > 20:
        _say("  and {number} more", number=counts.bad_lines - 20)
    if counts.stopped:
        _say("stopped: what is written is whole, --resume goes on from there")
        raise SystemExit(130)


def _told_progress() -> Callable[[Progress], None]:
    """Tells how far a run is on standard error: on one line of a terminal, else a line every half minute."""
    on_terminal = sys.stderr.isatty()
    every_s = 0.5 if on_terminal else 30.0
    last = 0.0

    def tell(now: Progress) -> None:
        nonlocal last
        is_end = now.total is not None and now.read >= now.total
        if now.seconds - last < every_s and not (is_end and last):
            return
        last = now.seconds
        speed = now.here / max(now.seconds, 0.001)
        left = "?" if now.total is None else _clock((now.total - now.read) / max(speed, 1.0))
        line = _words()(
            "{documents} documents, {read} MB, {speed} MB/s, {left} left",
            documents=_figure(now.documents), read=_figure(now.read / 1e6, "#,##0.0"),
            speed=_figure(speed / 1e6, "#,##0.00"), left=left,
        )  # fmt: skip
        click.echo(f"\r{line:<70}" if on_terminal else line, err=True, nl=is_end or not on_terminal)

    return tell


def _clock(seconds: float) -> str:
    """Hours, minutes and seconds: "1:02:03", "2:03"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


# ---------------------------------------------------------------- measuring


def _border_options(command: Any) -> Any:
    """Whose borders, and whose for single disputed areas."""
    for option in (
        click.option("--disputed", metavar="AREA=POLICY", multiple=True,
                     help="Another policy for one disputed area, such as kosovo=natural-earth; may be repeated."),
        click.option("--borders", "policy", type=click.Choice(POLICIES), default="recognised", show_default=True),
    ):  # fmt: skip
        command = option(command)
    return command


@main.command()
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@click.option("--country", metavar="CC", help="The country of names that need one.")
@click.option("--near", metavar="LAT,LON", help="Prefer names near this point.")
@click.option("--unit", type=click.Choice(["km", "mi", "nmi"]), default="km", show_default=True)
@_border_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def distance(
    start: str,
    end: str,
    country: str | None,
    near: str | None,
    unit: str,
    policy: str,
    disputed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Measure the geodesic between FROM and TO.

    Each is a name, LAT,LON, country:UA, border:UA, border:UA-RU, coast:UA or a GeoJSON file.
    """
    from geo.measuring.geodesy import measure
    from geo.where import parse_near

    finder = _finder(policy, disputed)
    point = None if near is None else parse_near(near)
    a = _find(finder, start, country=country, near=point)
    b = _find(finder, end, country=country, near=point)
    found = measure(a.geometry, b.geometry, precision_a_m=a.precision_m, precision_b_m=b.precision_m)
    if as_json:
        nearest = found.to_point if b.geometry.geom_type != "Point" else found.from_point
        areal = "Point" not in {a.geometry.geom_type} or "Point" not in {b.geometry.geom_type}
        _print_json(
            {
                "distance_m": round(found.distance_m, 3),
                "azimuth_deg": None if found.azimuth_deg is None else round(found.azimuth_deg, 6),
                "interval_m": [round(found.low_m, 3), round(found.high_m, 3)],
                "from": _end_fields(a),
                "to": _end_fields(b),
                **({"nearest": [round(x, 6) for x in nearest]} if areal else {}),
                "method": "geodesic on WGS 84 (Karney 2013)",
            }
        )
        return
    spread = (found.high_m - found.low_m) / 2
    locale = _words().locale
    shown = format_length(found.distance_m, language=locale, unit=unit, uncertainty_m=spread)
    low, high = (round(x / METRES[unit], 0 if spread > 500 else 3) for x in (found.low_m, found.high_m))
    _print(f"{a.name} – {b.name}: {shown} ({_figure(low, '#,##0.###')} – {format_quantity(high, unit, locale)})")


def _end_fields(where: Where) -> dict[str, object]:
    point = where.point
    return {"name": where.name, "lon": point.lon, "lat": point.lat, "kind": where.kind, "match": where.match}


@main.command(name="range")
@click.option("--weapon", metavar="NAME", help="A weapon of the catalogue, such as ATACMS.")
@click.option("--radius", metavar="LENGTH", help="A radius of your own, such as '300 km'.")
@click.option("--from", "start", required=True, metavar="WHERE", help="A name, LAT,LON, country:UA or a GeoJSON file.")
@click.option("--onto", metavar="WHERE", help="Draw and list only what lies in this territory.")
@click.option(
    "--within",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[FILE]",
    help="List the populated places inside, or the events of FILE (CSV or GeoJSON) and count them.",
)
@click.option("--map", "mapping", metavar="lat=...,lon=...", help="Which column of --within FILE is what.")
@click.option("--parts", is_flag=True, help="One area for each point, line or island of the origin, not one of all.")
@click.option("--date", metavar="DATE", help="For which day an outline of your own holds, as 2024-11-19.")
@click.option("--source", metavar="NAME", help="Whose outline of your own it is.")
@click.option(
    "--land-of", metavar="WHERE", help="The territory that an outline of your own is cut from, such as country:UA."
)
@_border_options
@click.option("-o", "--output", metavar="FILE", help="Where to write the areas (GeoJSON).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def range_(
    weapon: str | None,
    radius: str | None,
    start: str,
    onto: str | None,
    within: str | None,
    mapping: str | None,
    parts: bool,
    date: str | None,
    source: str | None,
    land_of: str | None,
    policy: str,
    disputed: tuple[str, ...],
    output: str | None,
    as_json: bool,
) -> None:
    """Draw what a weapon or a radius can reach from a place, a line or a territory."""
    if (weapon is None) == (radius is None):
        raise click.UsageError("give either --weapon or --radius")
    from geo.reachable import events_within, ranges_from

    finder = _finder(policy, disputed)
    result = ranges_from(
        _start(finder, start, land_of, date=date, source=source),
        borders=_borders(policy, disputed),
        weapon=weapon,
        radius_m=None if radius is None else parse_radius(radius),
        onto=None if onto is None else _find(finder, onto),
        parts=parts,
    )
    listed: Sequence[PlaceWithin] | None = None
    counts: dict[str, int] | None = None
    if within:
        found = events_within(result, _events_of(within, mapping))
        listed, counts = found.places, found.fields()
    elif within is not None:
        listed = result.places_within(_gazetteer())
    if output is not None:
        _output(output, json.dumps(result.geojson(), ensure_ascii=False).encode("utf-8"))
    if as_json:
        _print_json(
            {
                "areas": result.fields(),
                **({} if listed is None else {"places": [x.fields() for x in listed]}),
                **({} if counts is None else {"counts": counts}),
            }
        )
        return
    from babel.units import format_unit

    words = _words()
    for area in result.areas:
        length = format_length(area.max_m, language=words.language)
        length = length if area.bound is None else with_bound(words, length, area.bound)
        who = words("stated by {who}", who=words(area.stated_by)) if area.stated_by else words("a radius of your own")
        about = (area.origin.name, area.origin.date, area.origin.source)
        origin = words("measured from {origin}", origin=", ".join(filter(None, about)))
        name = words(result.variant_name(area.variant) or "")
        square = format_unit(area.area_km2, "area-square-kilometer", "short", format="#,##0", locale=words.locale)
        _print(f"{name} {length}: {who}; {origin}; {square}".strip())
    for item in listed or ():
        why = words("the place is known only roughly") if item.precision_m and item.edge_why == "outline" else None
        edge = "" if item.edge_why is None else " · " + words("depends on: {why}", why=why or words(item.edge_why))
        _print(f"  {item.name}: {format_length(item.distance_m, language=words.language, uncertainty_m=1000)}{edge}")
    if counts is not None:
        told = {name: _figure(counts[name]) for name in ("inside", "edge", "outside")}
        line = "events in the file: {count}; inside: {inside}; on the edge: {edge}; outside: {outside}"
        _print(words(line, count=_figure(counts["events"]), **told))


def _start(finder: Finder, text: str, land_of: str | None, **told: str | None) -> Where:
    """From where a range is measured; what is told of an outline of one's own belongs to a file."""
    if text.lower().endswith((".geojson", ".json")):
        where = _outline(text, land_of=None if land_of is None else _find(finder, land_of), **told)
        if where.kind == "area" and not (where.date and where.source):
            _say("{name}: whose outline it is and of which day is not told: give --source and --date", name=where.name)
        return where
    if land_of is not None or any(told.values()):
        raise click.UsageError("--date, --source and --land-of go with --from FILE.geojson")
    return _find(finder, text)


def _events_of(name: str, mapping: str | None) -> Events:
    """The events of a CSV or GeoJSON file; what is left out of it is told on standard error."""
    from geo.events.columns import parse_map
    from geo.events.read import read_events
    from geo.files import read_bytes

    asked = None if mapping is None else parse_map(mapping)
    # Where is all that is asked here: a column of dates that can be read in two ways is no reason to stop.
    read = read_events(read_bytes(name), filename=Path(name).name, asked={"date": "", **(asked or {})})
    _say_read(read)
    return read.events


# ---------------------------------------------------------------- checking


@main.command()
@click.argument("article")
@click.option("--from", "start", metavar="WHERE", help="From where reach is measured, such as country:UA.")
@_article_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def check(article: str, start: str | None, as_json: bool, **about: str | None) -> None:
    """Hold the numbers of ARTICLE (or of a story) against the measurement."""
    from geo.checks import EVENT_NOT_CHECKED, check_story, told

    story = _read_story(article, **about)
    origin = None if start is None else _origin_named(story, start)
    # A saved story is judged anew: places may have been moved, and what it was judged by may be better by now.
    story = check_story(story, _borders(story.policy))
    if as_json:
        _print_json(_check_fields(story))
        return
    words = desk_words(story.language)
    by_id = {item.claim: item for item in story.checks}
    for claim in story.claims:
        item = by_id[claim.id]
        notes = "".join(f" {told(note, item, words, story=story)}" for note in item.notes)
        quote = " ".join(claim.quote.split())
        why = told(item.desk or item.why, item, words, story=story)
        _print(f"{words(item.verdict)}: “{quote}” – {why}{notes}")
    _print(words(EVENT_NOT_CHECKED) if story.claims else words("No numbers to check in this text."))
    _print_reach(story, origin)


def _print_reach(story: Story, origin: Origin | None) -> None:
    """What could reach the places of the story, where its text names a weapon or a reach."""
    from geo.reach import reach_of, sentences

    if not story.weapons and not any(claim.kind == "reach" for claim in story.claims):
        return
    try:
        answers = reach_of(story, borders=_borders(story.policy), origin=origin)
    except BadInput as error:
        _say("not said which places could be reached: {why}", why=error.said_in(_words()))
        return
    for line in sentences(answers, story.language):
        _print(line)


def _check_fields(story: Story) -> list[dict[str, object]]:
    """The checks as scripts read them; names of places as the article spells them."""
    from geo.checks import EVENT_NOT_CHECKED, told

    words = desk_words(story.language)
    claims = {claim.id: claim for claim in story.claims}

    def named(name: str | None) -> str | None:
        place = story.place(name) if name else None
        return name if place is None else place.name

    def quantity(value: Quantity | None) -> dict[str, object] | None:
        keys = ("value", "unit", "low", "high", "hedge")
        return None if value is None else {key: getattr(value, key) for key in keys}

    rows: list[dict[str, object]] = []
    for item in story.checks:
        claim = claims[item.claim]
        rows.append(
            {
                "quote": claim.quote,
                "start": claim.start,
                "end": claim.end,
                "kind": claim.kind,
                "stated": quantity(claim.stated),
                "pair": quantity(claim.pair),
                "subject": named(claim.subject),
                "object": named(claim.object),
                "basis": item.basis,
                "measured": item.measured,
                "unit": item.unit,
                "interval": None if item.low is None else [item.low, item.high],
                "verdict": item.verdict,
                "why": told(item.why, item, words, story=story),
                "notes": [told(note, item, words, story=story) for note in item.notes],
                "desk": told(item.desk, item, words, story=story) if item.desk else None,
                "event": words(EVENT_NOT_CHECKED),
                "said_by": claim.said_by,
                "certainty": claim.certainty,
                "wording": claim.wording or None,
                "sentence": None if claim.sentence is None else list(claim.sentence),
            }
        )
    return rows


@main.command()
@click.argument("article")
@click.option("--weapon", metavar="NAME", help="Of this weapon only; else of those that the text names.")
@click.option("--from", "start", metavar="WHERE", help="From where it is measured, such as country:UA.")
@click.option("--borders", "policy", type=click.Choice(POLICIES), help="Whose borders; 'recognised' by default.")
@_article_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def reach(
    article: str, weapon: str | None, start: str | None, policy: str | None, as_json: bool, **about: str | None
) -> None:
    """Tell which populated places of ARTICLE (or of a story) a weapon could reach, by what sources state."""
    from geo.reach import reach_of, sentence

    story = _read_story(article, policy, **about)
    origin = None if start is None else _origin_named(story, start)
    answers = reach_of(story, borders=_borders(story.policy), weapon=weapon, origin=origin)
    words = desk_words(story.language)
    if as_json:
        _print_json([answer.fields(words) for answer in answers])
        return
    for answer in answers:
        _print(sentence(answer, words))
    if not answers and any(place.chosen.kind == "settlement" for place in story.places):
        _say("No town of the attacked country is named.")
    elif not answers:
        _say("this text names no populated places")


def _origin_named(story: Story, start: str) -> Origin:
    """The origin that a person typed, called as the article calls it."""
    from geo.analysis import origin_named

    return origin_named(story, _find(_finder(story.policy), start, language=story.language))


@main.command()
@click.argument("old")
@click.argument("new")
@click.option("-o", "--output", metavar="FILE", help="Write NEW's story (GeoJSON) with the correction, after OLD's.")
@click.option("--correction", metavar="TEXT", help="The correction in your own words, instead of the draft.")
@_article_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def compare(old: str, new: str, output: str | None, correction: str | None, as_json: bool, **about: str | None) -> None:
    """Compare two versions, OLD and NEW: articles or stories. What is said of an article here is said of NEW.

    A draft of a correction is told too; with -o it enters the story, which is a draft until somebody has reviewed it.
    """
    from geo.comparing import compared
    from geo.correcting import drafted_note, succeeding
    from geo.differing import fields

    if old == new == "-":
        raise click.UsageError("only one of the two can come from standard input")
    before = _read_story(old, language=about["language"], recogniser=about["recogniser"])
    after = _read_story(new, before.policy, **about)
    comparison = compared(before, after)
    draft = drafted_note(comparison, before, after)
    if output is not None:
        from geo.document import dumps

        story = succeeding(
            after,
            before,
            _borders(before.policy),
            note=draft if correction is None else correction,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            by_hand=correction is not None,
        )
        _output(output, dumps(story).encode("utf-8"))
        if before.ranges and story.ranges != before.ranges:
            _say("the ranges of the earlier story no longer hold: look at them before this is published")
    if as_json:
        _print_json({**fields(comparison), "correction": draft if correction is None else correction})
    elif output != "-":
        _print_comparison(comparison, draft if correction is None else correction, is_draft=correction is None)


def _print_comparison(comparison: Comparison, note: str, *, is_draft: bool) -> None:
    """The differences by kind, one line each, and the correction; in the language of the terminal."""
    from geo.differing import rows

    words = _words()
    for group, found in rows(comparison, words).items():
        _print(group)
        for row in found:
            sides = " → ".join(side for side in (row.old, row.new) if side)
            told = ": ".join(part for part in (row.about, sides) if part)
            _print(f"  {row.change}: {' '.join(told.split())}")
    if not comparison:
        _print(words("The two versions say the same."))
    if note:
        _print(words("Correction, a draft: {text}", text=note) if is_draft else words("Correction: {text}", text=note))


# ---------------------------------------------------------------- publishing


_review_option = click.option(
    "--reviewed-by", metavar="NAME", help="You have checked strike, origin and range; takes the draft mark off."
)


def _reviewed(story: Story, by: str | None) -> Story:
    """The story as somebody has checked it, where somebody says so."""
    from geo.decisions import reviewed

    return story if not by else reviewed(story, by=by, at=datetime.now(UTC).isoformat(timespec="seconds"))


@main.command(name="map")
@click.argument("article")
@click.option("-o", "--output", required=True, metavar="FILE", help="map.html, .svg, .png or .pdf.")
@click.option("--weapon", metavar="NAME", help="Whose range is drawn; else the first that the article names.")
@click.option("--radius", metavar="LENGTH", help="A radius of your own, such as '300 km'.")
@click.option("--from", "start", metavar="WHERE", help="From where the range is measured, such as country:UA.")
@click.option("--onto", metavar="WHERE", help="Draw the range only on this territory, such as country:RU.")
@click.option("--language", metavar="TAG", help="The reader's language; else the article's.")
@click.option("--borders", "policy", type=click.Choice(POLICIES), help="Whose borders; 'recognised' by default.")
@_style_option
@click.option("--size", metavar="NAME", help=SIZE_HELP)
@click.option("--dark", is_flag=True, help="A picture in the dark colours.")
@click.option("--inset", is_flag=True, help="A picture with a small map of where it lies.")
@click.option(
    "--light/--no-light",
    default=None,
    help="A lighter page, drawn as SVG in an azimuthal projection; so are ranges above 2,500 km, unless --no-light.",
)
@click.option("--with-tiles", metavar="NAME", help="A web tile layer: the reader's browser contacts a third party.")
@click.option(
    "--embed-at", metavar="URL", help="Where the file will stand: prints the HTML that puts it in an article."
)
@_review_option
@click.option(
    "--embargo", metavar="MOMENT", help="Until when nobody may publish it: '2026-11-28T18:00 Europe/Kyiv'; '' for none."
)
@functools.partial(_article_options, language="--article-language")
def map_(
    article: str,
    output: str,
    weapon: str | None,
    radius: str | None,
    start: str | None,
    onto: str | None,
    language: str | None,
    policy: str | None,
    house: House | None,
    size: str | None,
    dark: bool,
    inset: bool,
    light: bool | None,
    with_tiles: str | None,
    embed_at: str | None,
    reviewed_by: str | None,
    embargo: str | None,
    article_language: str | None,
    **about: str | None,
) -> None:
    """Draw the map of ARTICLE (or of a story): a page to embed or a picture."""
    kind = Path(output).suffix.lower().removeprefix(".")
    if kind not in {"html", "svg", "png", "pdf"}:
        raise BadInput("{value!r} is not a kind of map: expected .html, .svg, .png or .pdf", value=output)
    from geo.publishing.maps import draw, is_light

    if language is not None:
        from geo.reading.article import known_language

        language = known_language(language)
    story = _read_story(
        article, policy or (None if house is None else house.policy), language=article_language, **about
    )
    house = house or _story_house(story)
    if weapon or radius or start or onto:
        story = _with_asked_range(story, weapon, radius, start, onto)
    story = _reviewed(story, reviewed_by)
    if embargo is not None:
        from geo.embargo import embargo_until

        story = replace(story, embargo=embargo_until(embargo) if embargo.strip() else None)
    if with_tiles and not light:
        _say("the map will ask its background from a third party ({name}) in each reader's browser", name=with_tiles)
    borders = _borders(story.policy)
    if kind == "html" and len(story.events) and is_light(story, borders, asked=light, tiles=with_tiles):
        _say("a light page shows events as dots and a table; to choose a period or open an event, take --no-light")
    data = draw(
        story,
        kind,
        borders=borders,
        gazetteer=_gazetteer(),
        language=language,
        size=size,
        tiles=with_tiles,
        light=light,
        house=house,
        scheme="dark" if dark else "light",
        inset=inset,
        missing=lambda letters: _say(
            "no font on this machine has {letters}: they are boxes in the picture; install a font that has them, "
            "or take .svg",
            letters=letters,
        ),
    )
    if embed_at and output == "-":
        raise BadInput("--embed-at prints to standard output: give the map a file to go to")
    snippet = _snippet(story, data, kind, embed_at, language, house) if embed_at else ""
    _output(output, data)
    if snippet:
        _print(snippet)


def _snippet(story: Story, data: bytes, kind: str, address: str, language: str | None, house: House | None) -> str:
    """The HTML that puts a map in an article."""
    from geo.publishing.maps import scene_of
    from geo.publishing.page import figure_snippet, picture_snippet
    from geo.publishing.sizes import picture_px

    scene = scene_of(story, borders=_borders(story.policy), gazetteer=_gazetteer(), language=language, house=house)
    if kind == "html":
        return figure_snippet(scene, address)
    return picture_snippet(scene, address, size=picture_px(data, kind))


@main.command("host-script")
def host_script() -> None:
    """Print the script that gives every map on a host's page its height (see docs/embedding.md)."""
    from geo.publishing.page import HOST_SCRIPT

    click.echo(HOST_SCRIPT, nl=False)


def _story_house(story: Story) -> House | None:
    """The built-in style that a story names; that of a house has to be given again, which is said."""
    from geo.style import STYLES, house_of

    name = story.style.get("name", "")
    if name and name not in STYLES:
        _say("the story was made in the style {name!r}, which is not built in: give --style FILE for it", name=name)
    return house_of(story)


def _with_asked_range(
    story: Story, weapon: str | None, radius: str | None, start: str | None, onto: str | None
) -> Story:
    from geo.analysis import likely_origin, with_ranges
    from geo.weapons import find_weapon
    from geo.where import territory_code

    origin = likely_origin(story, _borders(story.policy)) if start is None else _origin_named(story, start)
    if origin is None:
        raise BadInput("from where the range is measured is not known: give --from, such as --from country:UA")
    chosen = find_weapon(weapon) if weapon else (story.weapons[0] if story.weapons and not radius else None)
    if chosen is None and radius is None:
        raise BadInput("no weapon is named in this text: give --weapon or --radius")
    target = None if onto is None else territory_code(_find(_finder(story.policy), onto), onto)
    return with_ranges(
        replace(story, ranges=()),
        borders=_borders(story.policy),
        origin=origin,
        weapon=chosen,
        radius_m=None if radius is None else parse_radius(radius),
        onto=target,
    )


@main.command()
@click.argument("name", metavar="[NAME|FILE]", required=False)
@click.option("-o", "--output", metavar="FILE", help="Write a style file to begin with, which extends NAME.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
def style(name: str | None, output: str | None, as_json: bool) -> None:
    """List the built-in styles, check a style FILE, or (with -o) write one to begin with."""
    from geo.style import DEFAULT, STYLES, house_named, remarks, starting_file

    if output is not None:
        _output(output, starting_file(name or DEFAULT).encode("utf-8"))
        return
    words = _words()
    if name is None:
        if as_json:
            _print_json([{"name": key, "about": words(about)} for key, about in STYLES.items()])
        else:
            for key, about in STYLES.items():
                _print(f"{key}: {words(about)}")
        return
    house = house_named(name)
    told = [remark.said(words) for remark in remarks(house)]
    if as_json:
        _print_json({"name": house.style, "extends": house.extends, "remarks": told})
        return
    for text in told:
        _say("style: {remark}", remark=text)
    _print(words("{name}: extends {base}, {count} remarks", name=house.style, base=house.extends, count=len(told)))


@main.command()
@click.argument("story")
@click.option("-o", "--output", required=True, metavar="FILE", help="story.geojson, .kml, .gpkg, .parquet or .csv.")
@click.option("--table", type=click.Choice(["places", "distances"]), help="Of .csv: which table; places by default.")
@_style_option
@_review_option
def convert(
    story: str,
    output: str,
    table: Literal["places", "distances"] | None,
    house: House | None,
    reviewed_by: str | None,
) -> None:
    """Convert STORY (or an article) to a data file that others open: its published form.

    By the ending of FILE: .geojson (RFC 7946), .kml (Google Earth), .gpkg (GeoPackage for QGIS, a layer a kind with its
    style), .parquet (GeoParquet 1.1) or .csv (places, or distances with --table distances).
    """
    from geo.publishing.formats import KINDS, unknown_kind
    from geo.publishing.formats import convert as converted

    kind = Path(output).suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise unknown_kind(kind)
    if table is not None and kind != "csv":
        raise click.UsageError("--table goes with a .csv file")
    read = _reviewed(_read_story(story), reviewed_by)
    house = house or _story_house(read)
    if read.strikes and not any(strike.accepted for strike in read.strikes):
        _say(
            "the reported strike stays out of this file, as nobody has accepted it: who has checked it adds "
            "--reviewed-by NAME"
        )
    _output(output, converted(read, kind, table=table or "places", theme=None if house is None else house.theme))


@main.command()
@click.argument("story")
@click.argument("edited")
@click.option("-o", "--output", metavar="FILE", help="Where to write the whole story (GeoJSON); else edits are listed.")
@click.option("--keep-missing", is_flag=True, help="Places that are missing in EDITED stay in the story.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def edits(story: str, edited: str, output: str | None, keep_missing: bool, as_json: bool) -> None:
    """Put back onto STORY what was edited in another tool: EDITED is .geojson, .kml or .gpkg.

    EDITED came from this story (convert, or the story itself) and went through geojson.io, QGIS, uMap, Google Earth or
    the like. A moved point, a changed name, role or fineness, a new and a deleted point become decisions, which end a
    review and survive a second reading of the article; properties that strikemap does not know are kept. What was drawn
    anew of ranges and lines is not taken: these are measured.
    """
    from geo.document import dumps
    from geo.files import read_bytes
    from geo.publishing.edits import edits_in, with_edits

    if story == edited == "-":
        raise click.UsageError("only one of the two can come from standard input")
    before = _read_story(story)
    found = edits_in(read_bytes(edited), before, keep_missing=keep_missing)
    if output is not None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        _output(output, dumps(with_edits(before, found, at=at)).encode("utf-8"))
    for note in found.not_taken:
        _say("not taken: {why}", why=note.said_in(_words()))
    if as_json:
        fields = [{"action": item.action, "target": item.target, "value": item.value} for item in found.changes]
        _print_json({"changes": fields, "properties": found.properties})
    elif output != "-":
        for item in found.changes:
            _print(_told_edit(item, before))
        _say("{count} edits; properties of others on {features} features", count=len(found.changes),
             features=len(found.properties))  # fmt: skip


def _told_edit(change: Change, story: Story) -> str:
    """What became of a place in another tool, in one line."""
    words, value = _words(), change.value
    place = story.place(change.target)
    name = value.get("name", change.target) if place is None else place.name
    match change.action:
        case "move":
            return words("{name}: moved to {lat}, {lon}", name=name, lat=value["lat"], lon=value["lon"])
        case "rename":
            return words("{name}: now called {value}", name=name, value=value["name"])
        case "add":
            return words("{name}: added at {lat}, {lon}", name=name, lat=value["lat"], lon=value["lon"])
        case "remove":
            return words("{name}: removed", name=name)
        case "role":
            return words("{name}: is now {role}", name=name, role=words(str(value["role"])))
        case _:
            return words("{name}: to be published as {how}", name=name, how=words(str(value["publish"])))


@main.command()
@click.argument("file")
@click.option(
    "--map",
    "mapping",
    metavar="date=...,lat=...,lon=...",
    help="Which column is what, where its name does "
    "not tell: title, date, end, time, place, precision, source, licence, ...",
)
@click.option(
    "--dates", "order", type=click.Choice(["dmy", "mdy"]), help="Day or month first, where that is not clear."
)
@click.option("--by", metavar="NAME", help="Whose collection it is; else the conflict feed that is recognised.")
@click.option("--source", metavar="NAME", default="", help="Who reports the events that name no source.")
@click.option(
    "--licence", metavar="NAME", default="", help="Under which licence they may be used, where no column says."
)
@click.option("--publish", metavar="COLUMN,...", default="", help="Further columns that readers may see; 'notes' too.")
@click.option("--title", metavar="TEXT", help="The map's title.")
@click.option("--language", metavar="TAG", help="The readers' language; else yours.")
@click.option("--into", metavar="STORY", help="Put them into this story (GeoJSON), instead of its own events.")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write the story (GeoJSON).")
def events(
    file: str,
    mapping: str | None,
    order: Order | None,
    by: str | None,
    source: str,
    licence: str,
    publish: str,
    title: str | None,
    language: str | None,
    into: str | None,
    output: str,
) -> None:
    """Make a story of FILE, a table of events (CSV or GeoJSON).

    The columns of ACLED, UCDP GED, VIINA and Bellingcat TimeMap, and the usual English and Dutch names, are recognised.
    What is not: coordinates that are missing, dates that cannot be read. They stay unknown, and are told of.
    """
    from geo.document import MAX_BYTES, dumps, loads
    from geo.events.columns import parse_map
    from geo.events.read import read_events
    from geo.events.story import story_of_events, with_events
    from geo.files import read_bytes
    from geo.reading.article import known_language

    data, name = read_bytes(file), "-" if file == "-" else Path(file).name
    read = read_events(
        data,
        filename=name,
        asked=None if mapping is None else parse_map(mapping),
        order=order,
        source=source,
        licence=licence,
    )
    _say_read(read)
    shown = [part.strip() for part in publish.split(",") if part.strip()]
    if into is not None:
        story = with_events(loads(read_bytes(into)), read, by=by, publish=shown)
    else:
        spoken = _words().language if language is None else known_language(language)
        story = story_of_events(read, data, title=title or Path(name).stem, language=spoken, by=by, publish=shown)
    written = dumps(story).encode("utf-8")
    if len(written) > MAX_BYTES:
        raise BadInput(
            "these events make a story of {size} MB, larger than the {most} MB that can be opened again: "
            "take fewer rows, or leave columns out of the file",
            size=len(written) >> 20,
            most=MAX_BYTES >> 20,
        )
    _output(output, written)


# So many rows that were left out are told one by one.
MOST_TOLD = 20


def _say_read(read: Read) -> None:
    """What was read of a table of events, as what, and what became of the rest."""
    if read.columns.feed:
        _say("read as {feed}", feed=read.columns.feed)
    used = ", ".join(f"{field} = {column}" for field, column in read.columns.used.items())
    _say("columns: {used}", used=used or "-")
    for line, why in read.bad[:MOST_TOLD]:
        _say("left out, line {line}: {why}", line=line, why=why.said_in(_words()))
    if len(read.bad) > MOST_TOLD:
        _say("  and {number} more", number=len(read.bad) - MOST_TOLD)
    for doubt in read.doubts:
        _say(doubt.message, **doubt.told().values)
    _say("{count} events read, {bad} rows left out", count=_figure(len(read.events)), bad=_figure(len(read.bad)))


@main.group()
def library() -> None:
    """Stories that are kept: list them, take them all out as one file, put such a file back (see docs/stories.md)."""


_by_option = click.option("--by", metavar="NAME", help="Whose stories; yours where nobody signs in.")


@library.command("list")
@click.option(
    "--text", metavar="WORDS", default="", help="Only stories whose title, source or places hold these words."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
@_by_option
def library_list(text: str, as_json: bool, by: str | None) -> None:
    """List the stories that are kept, last saved first: your own and those that are shared."""
    from geo.desk import OWNER, open_store
    from geo.desk.store import MOST_LISTED

    with open_store() as store:
        found = store.recent(by or OWNER, limit=MOST_LISTED, text=text)
    if as_json:
        _print_json(
            [
                {
                    "key": entry.key,
                    "title": entry.title,
                    "language": entry.language,
                    "number": entry.number,
                    "owner": entry.owner,
                    "shared": entry.shared,
                    "at": entry.at.isoformat(timespec="seconds"),
                    "by": entry.by,
                    "bounds": entry.bounds,
                }
                for entry in found
            ]
        )
    else:
        for entry in found:
            _print(f"{entry.at:%Y-%m-%d %H:%M}  {entry.owner}  {entry.title or entry.key}")
    _say("{count} stories in {where}", count=len(found), where=store.where)


@library.command("export")
@click.argument("file")
@_by_option
def library_export(file: str, by: str | None) -> None:
    """Write all of your own stories, with their history, into FILE (.zip)."""
    from geo.desk import OWNER, open_store
    from geo.desk.library import left_out

    with open_store() as store:
        data = store.export_library(by or OWNER)
    _output(file, data)
    for title, number in left_out(data):
        _say("left out, for it is damaged where it is kept: version {number} of {title}", number=number, title=title)


@library.command("import")
@click.argument("file")
@_by_option
def library_import(file: str, by: str | None) -> None:
    """Add the stories in FILE, which library export wrote, to your own; those that are here already are left alone."""
    from geo.desk import OWNER, open_store
    from geo.desk.library import MAX_PACKED
    from geo.files import read_bytes

    with open_store() as store:
        done = store.import_library(read_bytes(file, most=MAX_PACKED), by or OWNER)
    for title in done.known:
        _say("here already: {title}", title=title)
    for entry in done.added:
        _print(entry.title or entry.key)
    _say("{count} stories added, {known} were here already", count=len(done.added), known=len(done.known))


@main.command()
@click.option("--port", type=int, help="On which port of this machine; chosen by Streamlit if not given.")
@click.option("--headless", is_flag=True, help="Do not open a browser.")
@click.option("--address", default="localhost", show_default=True, help="Listen on this address.")
@click.option("--host", help="The name that people type, behind a proxy: maps.example.org.")
@click.option("--base-path", default="", help="What follows that name: maps for https://example.org/maps.")
@click.option("--https", "secure", is_flag=True, help="People come by https, which the proxy ends.")
@click.option(
    "--secrets",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Streamlit's secrets file, for signing in (docs/server.md).",
)
def app(
    port: int | None, headless: bool, address: str, host: str | None, base_path: str, secure: bool, secrets: Path | None
) -> None:
    """Open the app in the browser; it listens on this machine only, unless another address is given."""
    from geo.ui.launch import Serving, run_app

    serving = Serving(address=address, host=host, base_path=base_path, secure=secure, secrets=secrets)
    raise SystemExit(run_app(port=port, headless=headless or None, serving=serving))


if __name__ == "__main__":
    main()
