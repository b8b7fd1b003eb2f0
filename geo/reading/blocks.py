"""What each part of a plain text is: title, dateline, heading, paragraph, photo caption or credit.

A pasted article carries its page's furniture: a credit line runs into its caption ("Naam / AFP Een test ..."), a
dateline into the title ("NOS Nieuws • vandaag, 13:20 'Titel'"). Blocks cut there, so that a photographer's name is
no place and a caption's place is known to be a caption's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from geo.model import Block, BlockKind
from geo.reading.datelines import dateline_end
from geo.reading.dates import full_dates
from geo.reading.sentences import sentences
from geo.reading.tables import Strings, Table, common, phrases, table
from geo.reading.times import find_times

_LINE = re.compile(r"[^\r\n]+")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)")
_SEPARATOR = re.compile(r"\s[•·|]\s")
# A word as titles have them: no number, initial or unit.
_TITLE_WORD = re.compile(r"[^\W\d_]{2,}")
LEAST_TITLE_WORDS = 3
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*\s*$")
_ENDS_NO_TITLE = re.compile(r"[.;:,][\"'”’»)]*$")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+")
# An image in Markdown, perhaps inside a link, or in HTML as Markdown allows: what describes it stands in ``alt``.
_IMAGE = re.compile(r"\[?!\[(?P<alt>[^\]]*)\]\([^()\s]*(?:\s+[\"'][^)]*)?\)(?:\]\([^()\s]*\))?|<img\b[^>]*>")
_ALT = re.compile(r"alt=([\"'])(?P<alt>.*?)\1")
_FIGCAPTION = re.compile(r"<figcaption[^>]*>\s*(?P<caption>.*?)\s*(?:</figcaption>.*)?$")
# Marks that may stand round a whole line: emphasis, brackets.
_WRAPPERS = "*_()[]"
# Words before a caption itself, whatever the language of the table.
_CAPTION_LABEL = re.compile(
    r"(?:image caption|caption|bijschrift|onderschrift|bildunterschrift|bildtext|légende|подпись|підпис)\s*[:,]\s*",
    re.IGNORECASE,
)
_BY = r"by|door|von|de|par|от|від"
LONGEST_HEADING_WORDS = 12
LONGEST_TITLE_WORDS = 30
LONGEST_DATELINE = 160
LONGEST_CREDIT_WORDS = 16
# A caption that its credit follows; a paragraph of the article is longer, or has none.
LONGEST_CAPTION_WORDS = 70
LONGEST_FURNITURE = 600
# Credits, captions and the dateline of a page stand above its text.
FURNITURE_BLOCKS = 8
# A line of its own is so much shorter than the longest beside it that the next word would have stood on it.
OWN_LINE = 0.6
# An entry of a live report begins with the time at which it was posted, which is no time of what it tells:
# "16.12 uur", "+++ 09:45 Baku ... +++", "10h50. Des missiles".
_POSTED = re.compile(
    r"[\W_]*(?:[01]?\d|2[0-3])(?:\s?[:hu]\s?[0-5]\d(?:\s?(?:uur|Uhr|h|u))?|\s?\.\s?[0-5]\d\s?(?:uur|Uhr|h|u))(?!\w)"
    r"\s*(?:[.:–—|+\]•·-]+\s*)?(?=$|[\"'“‘«„]?\s?[^\W_])"
)
# The last characters of a paragraph, which tell how it ends: looking at all of it for each line added takes hours.
LAST = 40


def find_blocks(text: str, language: str) -> tuple[Block, ...]:
    """The blocks of a plain or Markdown text, in order; white space between them belongs to none."""
    words = table(language)
    pieces: list[Block] = []
    for group in _groups(text):
        pieces.extend(_group_blocks(text, group, words, first=len(pieces)))
    return tuple(_with_headings(text, _with_title(text, _with_whole_datelines(text, pieces))))


def marked(text: str, blocks: Iterable[Block], language: str) -> tuple[Block, ...]:
    """Blocks that a file format gave, with credits, captions and datelines told from running text by their words."""
    words = table(language)
    found: list[Block] = []
    for block in blocks:
        parts = _line_blocks(text, block, words, len(found)) if block.kind in ("body", "caption") else []
        found.extend(parts or [block])
    return tuple(found)


def _groups(text: str) -> Iterator[list[Block]]:
    """Lines that no blank line parts."""
    group: list[Block] = []
    after = 0
    for match in _LINE.finditer(text):
        line = match[0]
        between = text[after : match.start()]
        blank = not line.strip() or between.replace("\r\n", "\n").count("\n") > 1
        if blank and group:
            yield group
            group = []
        if line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            group.append(Block(start=start, end=match.start() + len(line.rstrip()), kind="body"))
        after = match.end()
    if group:
        yield group


def _group_blocks(text: str, lines: list[Block], words: Table, *, first: int) -> Iterator[Block]:
    known = [_line_blocks(text, line, words, first + index) for index, line in enumerate(lines)]
    has_credit = any(block.kind == "credit" for blocks in known for block in blocks)
    waiting: Block | None = None
    longest = max(line.end - line.start for line in lines)
    previous: Block | None = None
    for line, blocks in zip(lines, known, strict=True):
        before, previous = previous, line
        if not blocks and (before is None or _ends_a_sentence(text, before)):
            blocks = _entry_blocks(text, line, words)
        if blocks:
            if waiting is not None:
                yield waiting
                waiting = None
            yield from blocks
        elif (
            has_credit and len(lines) <= 3 and len(sentences(text, words.language, start=line.start, end=line.end)) <= 2
        ):
            yield replace(line, kind="caption")  # what stands with a credit is the caption that it credits
        elif (
            waiting is not None
            and before is not None
            and not _ends_a_sentence(text, waiting)
            and not _is_own_line(text, before, line, longest)
        ):
            waiting = replace(waiting, end=line.end)  # a hard-wrapped paragraph
        else:
            if waiting is not None:
                yield waiting
            waiting = line
    if waiting is not None:
        yield waiting


def _is_own_line(text: str, line: Block, following: Block, longest: int) -> bool:
    """Whether a line ends where no width of lines made it end: a heading above its paragraph, without a blank line."""
    if text[following.start].islower():
        return False
    first = re.match(r"\S*", text[following.start : following.start + LAST])
    fits = line.end - line.start + 1 + (0 if first is None else len(first[0]))
    return fits <= OWN_LINE * longest and len(text[line.start : line.end].split()) <= LONGEST_HEADING_WORDS


def _entry_blocks(text: str, line: Block, words: Table) -> list[Block]:
    """The time at which an entry of a live report was posted, and its heading or text; empty for any other line."""
    piece = text[line.start : min(line.end, line.start + LONGEST_FURNITURE)]
    posted = _POSTED.match(piece)
    if posted is None:
        return []
    rest = piece[posted.end() :]
    if rest[:1].islower():
        return []  # "10:50 was the time"
    timed = next(iter(find_times(piece[:LAST], words.language)), None)
    if timed is not None and (timed.zone is not None or timed.local):
        return []  # "03:25 Moscow time"
    is_heading = len(rest.split()) <= LONGEST_HEADING_WORDS and not _SENTENCE_END.search(rest.rstrip(" +"))
    return _cut(text, line, posted.end(), "dateline", "heading" if is_heading else "body")


def _ends_a_sentence(text: str, block: Block) -> bool:
    return _SENTENCE_END.search(text[max(block.start, block.end - LAST) : block.end]) is not None


def _line_blocks(text: str, line: Block, words: Table, index: int) -> list[Block]:
    """The blocks of a line that is page furniture; empty for a line of running text."""
    # Furniture stands at a line's beginning; a longer look would cost time on a line of megabytes.
    piece = text[line.start : min(line.end, line.start + LONGEST_FURNITURE)]
    is_whole = line.end - line.start <= LONGEST_FURNITURE
    if dateline_end(piece):
        return []  # "CAIRO/BEIRUT, 5 May 2025 – Drones hit": what follows the head of a dispatch is its text
    heading = _MARKDOWN_HEADING.match(piece)
    if heading is not None:
        kind: BlockKind = "title" if len(heading[1]) == 1 else "heading"
        return [replace(line, start=line.start + heading.end(), kind=kind)]
    image = _IMAGE.match(piece)
    if image is not None:
        return _image_blocks(line, piece, image)
    if index < FURNITURE_BLOCKS:
        cut = _dateline_end(piece, words) if is_whole else 0
        if cut:
            is_title = len(_TITLE_WORD.findall(piece[cut:])) >= LEAST_TITLE_WORDS
            return _cut(text, line, cut, "dateline", "title" if is_title else "dateline")
    # "Sources: ..." may be a headline of who says what; below it, it is a credit.
    labels = words.credit_words if index == 0 else (*words.credit_words, *words.source_words)
    return _caption_blocks(text, line, piece, labels, words.language) if is_whole else []


def _image_blocks(line: Block, piece: str, image: re.Match[str]) -> list[Block]:
    """What describes the image is its caption; the address of the image is nothing of the article's."""
    alt = image if image["alt"] is not None else _ALT.search(image[0])
    if alt is None or not alt["alt"].strip():
        return [replace(line, kind="credit")]
    start = line.start + (0 if alt is image else image.start()) + alt.start("alt")
    found = [replace(line, start=start, end=start + len(alt["alt"]), kind="caption")]
    after = image.end() + len(piece[image.end() :]) - len(piece[image.end() :].lstrip(" *_"))
    return [*found, replace(line, start=line.start + after, kind="caption")] if piece[after:].strip(" *_") else found


def _caption_blocks(text: str, line: Block, piece: str, labels: Strings, language: str) -> list[Block]:
    """A credit, a caption with its credit before or behind it, or a caption that is called so; else nothing."""
    figure = _FIGCAPTION.match(piece)
    if figure is not None and figure["caption"]:
        inner = replace(line, start=line.start + figure.start("caption"), end=line.start + figure.end("caption"))
        named = _caption_blocks(text, inner, figure["caption"], labels, language)
        return named or [replace(inner, kind="caption")]
    lead = len(piece) - len(piece.lstrip(_WRAPPERS))
    inner_piece = piece[lead:].rstrip(_WRAPPERS)
    label = _CAPTION_LABEL.match(inner_piece)
    if label is not None and label.end() < len(inner_piece):
        start = line.start + lead + label.end()
        caption = replace(line, start=start, end=line.start + lead + len(inner_piece), kind="caption")
        return _caption_blocks(text, caption, text[caption.start : caption.end], labels, language) or [caption]
    cut = _credit_end(inner_piece, labels)
    if cut:
        whole = cut >= len(inner_piece.rstrip(" .,;:"))
        return [replace(line, kind="credit")] if whole else _cut(text, line, lead + cut, "credit", "caption")
    tail = _credit_behind(inner_piece, language)
    if tail == 0:
        return []
    caption = replace(line, start=line.start + lead, end=line.start + lead + len(inner_piece[:tail].rstrip(" (|[–—-")))
    return [replace(caption, kind="caption"), replace(line, start=line.start + lead + tail, kind="credit")]


def _cut(text: str, line: Block, length: int, kind: BlockKind, rest: BlockKind) -> list[Block]:
    """One line as two blocks, its first ``length`` characters being of ``kind``."""
    head_end = line.start + len(text[line.start : line.start + length].rstrip(" \t\u00a0•·|"))
    tail_start = line.start + length
    while tail_start < line.end and text[tail_start] in " \t\u00a0•·|.,;:":
        tail_start += 1
    head = replace(line, end=head_end, kind=kind)
    return [head] if tail_start >= line.end else [head, replace(line, start=tail_start, kind=rest)]


def _dateline_end(piece: str, words: Table) -> int:
    """How much of the line is the dateline, up to its last date or time; 0 where it is none."""
    ends = [span.end for span, _ in full_dates(piece, words.language)]
    today = [match.end() for match in phrases(words.today).finditer(piece)]
    times = [match.end() for match in _TIME.finditer(piece)]
    times += [found.end for found in find_times(piece, words.language)]
    if not ends and not today:
        return 0
    if _SEPARATOR.search(piece) and (times or ends):
        return max(ends + today + times)
    is_line_of_its_own = len(piece) <= LONGEST_DATELINE / 2 and not _SENTENCE_END.search(piece)
    return len(piece) if is_line_of_its_own and (ends or times) and len(piece.split()) <= 12 else 0


def _credit_behind(piece: str, language: str) -> int:
    """Where the credit of a photograph begins behind its caption ("A launch. Photo: Name/Agency"); 0 where none does.

    Sources of the article itself ("(Source: Reuters)") are no credits of a caption.
    """
    found = _behind(language).search(piece)
    if found is None or len(piece.split()) > LONGEST_CAPTION_WORDS:
        return 0
    return found.start("credit") if len(found["credit"].split()) <= LONGEST_CREDIT_WORDS / 2 else 0


@cache
def _behind(language: str) -> re.Pattern[str]:
    words = table(language)
    labels = [word for word in words.credit_words if word not in words.source_words] or ["photo"]
    label = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    sign = rf"(?i:{label})\s*[:/]|©|(?:{_agencies()})\s+Photo\s*/"
    # After the end of a sentence, or in brackets or behind a dash right after the caption's last word.
    return re.compile(rf"(?:[.!?…”\"'’»)]\s+|\s*[(\[]\s*|\s+[|–—]\s+|\s+(?=©))(?P<credit>(?:{sign})[^.!?]+)$")


def _are_names(text: str) -> bool:
    """Whether there are only a few words that begin with capitals, as a person's and an agency's name do."""
    found = text.replace("/", " ").split()
    return 0 < len(found) <= 6 and all(word[0].isupper() for word in found)


def _credit_end(piece: str, labels: Strings) -> int:
    """How much of the line is a credit; 0 where it is none."""
    if not piece[:1].isalnum() and piece[:1] not in "(©":
        return 0
    if re.match(
        rf"(?:{_agencies()})\s+(?:Photo|Foto|Image)s?\s*/|image (?:source|copyright)\s*[,:]", piece, re.IGNORECASE
    ):
        return len(piece) if len(piece.split()) <= LONGEST_CREDIT_WORDS else 0
    label_of = "|".join(map(re.escape, labels)) or "photo"
    made_by = re.match(rf"(?:{label_of})\s+(?:{_BY})\s+", piece, re.IGNORECASE)
    if made_by is not None and _are_names(piece[made_by.end() :]):
        return len(piece)
    label = re.match(rf"\(?(?:{label_of})\s*(?::|/)\s*", piece, re.IGNORECASE)
    slashes = re.match(r"[^/.!?]{2,60}(?:\s/\s|/(?=[A-Z]))", piece)
    if label is None and slashes is None and not piece.startswith("©"):
        return _graphic_credit_end(piece)
    # The last agency of a run "Name / Name / Agency" ends the credit; what follows is the caption.
    # (One way only to cut it at its slashes: with two, thirty slashes would take hours.)
    run = re.match(rf"(?:[^/.!?]{{1,62}}/)*?[^/.!?]{{0,61}}?(?:{_agencies()})(?!\w)(?!\s*/)", piece)
    after = None if run is None else re.match(r"\)?(?:$|[.:]?\s+[\"'“‘«„]?([^\W\d_]))", piece[run.end() :])
    if run is not None and after is not None and not (after[1] or "").islower():
        return run.end()
    return len(piece) if label is not None or len(piece.split()) <= LONGEST_CREDIT_WORDS else 0


def _graphic_credit_end(piece: str) -> int:
    """An agency alone, or before the few words that a graphic is called by ("NOS Bereik ATACMS")."""
    agency = re.match(rf"\(?(?:{_agencies()})\)?(?!\w)", piece)
    if agency is None or _SENTENCE_END.search(piece) or len(piece.split()) > 6:
        return 0
    rest = piece[agency.end() :].strip()
    return agency.end() if not rest or rest[0].isupper() else 0


@cache
def _agencies() -> str:
    return "|".join(sorted(map(re.escape, common().agencies), key=len, reverse=True))


def _with_whole_datelines(text: str, blocks: list[Block]) -> list[Block]:
    """What stands behind a dateline is no title where a line above already is one ("... 14:00 • 4 minutes to read")."""
    found: list[Block] = []
    for block in blocks:
        is_behind = bool(found) and found[-1].kind == "dateline" and "\n" not in text[found[-1].end : block.start]
        if block.kind == "title" and is_behind and any(_may_be_title(text, above) for above in found):
            block = replace(block, kind="dateline")
        found.append(block)
    return found


def _may_be_title(text: str, block: Block) -> bool:
    """Whether a block of running text reads as a title: no longer than one is, without the end of a sentence."""
    piece = text[block.start : block.end]
    is_title_long = len(_TITLE_WORD.findall(piece)) >= LEAST_TITLE_WORDS and len(piece.split()) <= LONGEST_TITLE_WORDS
    return block.kind == "body" and is_title_long and not _ENDS_NO_TITLE.search(piece) and "\n" not in piece


def _with_title(text: str, blocks: list[Block]) -> list[Block]:
    """The first short line of running text is the title, where nothing else said so and a text follows."""
    if any(block.kind == "title" for block in blocks):
        return blocks
    running = [i for i, block in enumerate(blocks) if block.kind == "body"]
    if len(running) < 2:
        return blocks
    first = blocks[running[0]]
    piece = text[first.start : first.end]
    if len(piece.split()) > LONGEST_TITLE_WORDS or _ENDS_NO_TITLE.search(piece) or "\n" in piece:
        return blocks
    return [replace(block, kind="title") if block is first else block for block in blocks]


def _with_headings(text: str, blocks: list[Block]) -> Iterator[Block]:
    """A short line without a full stop between paragraphs is a heading."""
    last = max((index for index, block in enumerate(blocks) if block.kind == "body"), default=0)
    for index, block in enumerate(blocks):
        piece = text[block.start : block.end]
        is_short = len(piece.split()) <= LONGEST_HEADING_WORDS and "\n" not in piece
        stands_between = 0 < index < last
        if block.kind == "body" and is_short and stands_between and not _SENTENCE_END.search(piece):
            yield replace(block, kind="heading")
        else:
            yield block
