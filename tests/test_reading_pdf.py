"""PDF files, written here byte by byte: paragraphs, broken words, page furniture, and what bad ones get."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadArticle
from geo.model import Article
from geo.reading import pdf
from geo.reading.article import article_from_bytes

Line = tuple[str, float, float, float]  # text, size, x, y
WIDTH, HEIGHT = 420, 595


def written(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first being the catalogue."""
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(data)


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (about, len(content), content)


def drawn(lines: Sequence[Line]) -> bytes:
    parts = []
    for text, size, x, y in lines:
        plain = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        parts.append(b"BT /F1 %.1f Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET" % (size, x, y, plain))
    return b"\n".join(parts)


def paper(pages: Sequence[Sequence[Line]], *, picture: bool = False, info: bytes = b"", extra: bytes = b"") -> bytes:
    """A PDF with a page for each list of lines, in Helvetica; ``picture`` fills every page with a grey one."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * i) for i in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(nl-NL)>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        stream(b"\x80", b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"),
    ]
    for number, lines in enumerate(pages):
        content = drawn(lines) + (b"\nq 400 0 0 500 10 10 cm /I Do Q" if picture else b"")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>/XObject<</I 4 0 R>>>>>>" % (WIDTH, HEIGHT, 6 + 2 * number)
        )
        objects.append(stream(content))
    objects.append(b"<<%s>>" % info)
    return written(objects, b"/Info %d 0 R%s" % (len(objects), extra))


def column(lines: Sequence[str], *, size: float = 10, x: float = 40, y: float = 480, step: float = 12) -> list[Line]:
    return [(line, size, x, y - step * number) for number, line in enumerate(lines)]


def parts(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def read(data: bytes, name: str = "krant.pdf") -> Article:
    return article_from_bytes(data, filename=name)


# ---------------------------------------------------------------- text


def test_title_headings_paragraphs_and_captions_by_their_letters() -> None:
    lines = [
        ("Dijk bij Kampen verzakt", 20, 40, 520),
        *column(
            ["Over veertig meter is maandag de dijk bij Kampen verzakt. Het", "waterschap heeft het pad afgesloten."]
        ),
        ("De dijk langs de IJssel. Foto: Els Voorbeeld / ANP", 7.5, 40, 440),
        ("Weinig gevaar", 13, 40, 410),
        *column(["Voor de bewoners van Zalk is er volgens een woordvoerder geen", "gevaar. Het water zakt."], y=390),
    ]
    article = read(paper([lines], info=b"/Title(Dijk verzakt)"))
    assert parts(article) == [
        ("title", "Dijk bij Kampen verzakt"),
        ("body", "Over veertig meter is maandag de dijk bij Kampen verzakt. Het waterschap heeft het pad afgesloten."),
        ("caption", "De dijk langs de IJssel."),
        ("credit", "Foto: Els Voorbeeld / ANP"),
        ("heading", "Weinig gevaar"),
        ("body", "Voor de bewoners van Zalk is er volgens een woordvoerder geen gevaar. Het water zakt."),
    ]
    assert (article.language, article.title) == ("nl-NL", "Dijk bij Kampen verzakt")


def test_broken_words_are_made_whole_and_hyphens_of_names_stay() -> None:
    lines = column([
        "De woordvoerder ver-", "klaarde dat Noord-", "Nederland en Oost-", "Oekraïne niet in het zuid-",
        "westen liggen.",
        "Wie het zuid-westen kent, weet dat. In 2024-", "2025 ook niet.",
    ])  # fmt: skip
    text = read(paper([lines])).text
    for whole in ("verklaarde", "Noord-Nederland", "Oost-Oekraïne", "zuid-westen liggen", "2024-2025"):
        assert whole in text


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    first = column(["De trein was op weg van Rotterdam", "naar Duisburg en stond toen bij"], y=100)
    second = column(["Venlo een uur stil op het spoor", "toen de machinist uitstapte. De", "reizigers liepen naar"],
                    x=230, y=500)  # fmt: skip
    third = column(["het station. Daar stond een bus."])
    article = read(paper([first + second, third]))
    assert article.text == (
        "De trein was op weg van Rotterdam naar Duisburg en stond toen bij Venlo een uur stil op het spoor"
        " toen de machinist uitstapte. De reizigers liepen naar het station. Daar stond een bus."
    )


def test_page_numbers_and_running_heads_are_dropped() -> None:
    pages = [
        [
            ("DE STADSBODE maandag", 9, 40, 575),
            *column([f"Dit is de eerste regel van bladzijde {name}, over Kampen en", "omstreken. Meer niet."]),
            (f"- {number} -", 9, 200, 20),
        ]
        for number, name in enumerate(("een", "twee", "drie"), 1)
    ]
    text = read(paper(pages)).text
    assert "STADSBODE" not in text and "- 2 -" not in text
    assert text.count("Dit is de eerste regel") == 3


def test_a_number_in_the_text_is_no_page_number() -> None:
    assert "1953" in read(paper([[*column(["De dijk brak in het jaar", "1953", "en daarna niet meer."])]])).text


@pytest.mark.parametrize("name", ["-", "download", "artikel.aspx"])
def test_it_is_known_by_its_content(name: str) -> None:
    data = paper([column(["Een zin over de brand in Kampen, gisteren."])])
    assert "Kampen" in read(data, name).text


def test_the_date_that_a_file_was_made_is_no_date_of_publication() -> None:
    data = paper([column(["Vandaag was er brand in Kampen."])], info=b"/CreationDate(D:20261122120000)")
    assert read(data).published is None


@given(st.lists(st.text("abcdefghij klmnop.,-", min_size=1, max_size=50), min_size=1, max_size=12))
@settings(max_examples=8, deadline=None)
def test_every_letter_is_kept_and_blocks_lie_in_the_text(lines: list[str]) -> None:
    shown = ["Kampen ligt aan de IJssel.", *lines]
    article = read(paper([column(shown, y=450)]))
    assert letters(article.text) == letters("".join(shown))
    ends = [0]
    for block in article.blocks:
        assert ends[-1] <= block.start < block.end <= len(article.text)
        ends.append(block.end)


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalpha())


def test_a_real_printer_s_file_is_read(tmp_path: Path) -> None:
    """matplotlib embeds its own font and places each letter by itself."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 8))
    figure.text(0.1, 0.9, "Brand in Kampen", fontsize=24)
    figure.text(0.1, 0.8, "In een loods in Kampen was maandag brand.\nNiemand raakte gewond, zegt de brandweer.")
    figure.savefig(tmp_path / "a.pdf")
    article = read((tmp_path / "a.pdf").read_bytes())
    assert parts(article)[0] == ("title", "Brand in Kampen")
    assert "loods in Kampen was maandag brand. Niemand raakte gewond" in article.text


# ---------------------------------------------------------------- bad input


def refused(data: bytes, says: str) -> None:
    began = time.monotonic()
    with pytest.raises(BadArticle, match=says) as caught:
        read(data)
    assert "krant.pdf" in str(caught.value)
    assert time.monotonic() - began < 6


WHOLE = paper([column([f"Regel {n} over de brand in Kampen van gisteren." for n in range(30)])])


def test_a_locked_file() -> None:
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -44/O(%s)/U(%s)>>/ID[<00><00>]" % (b"o" * 32, b"u" * 32)
    refused(paper([column(["Geheim"])], extra=lock), "locked with a password")


def test_pictures_of_pages() -> None:
    refused(paper([[], []], picture=True), "pictures of pages, no text")
    refused(paper([[("Scan 12", 8, 10, 10)]], picture=True), "pictures of pages, no text")


def test_a_file_without_text() -> None:
    refused(paper([[]]), "has no text")


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9])
def test_a_file_that_broke_off(share: float) -> None:
    refused(WHOLE[: int(len(WHOLE) * share)], "broken")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 and then nothing",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF",
        WHOLE.replace(b"/Type/Pages", b"/Type/Nopes").replace(b"/Kids", b"/Kods"),
        b"<html><body><p>A page by another name.</p></body></html>",
    ],
)
def test_a_file_that_is_none(data: bytes) -> None:
    refused(data, "broken|no text")


def test_ten_thousand_pages() -> None:
    kids = b"3 0 R " * 10_000
    data = written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 10000>>" % kids,
                    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"])  # fmt: skip
    refused(data, "has 10000 pages: expected at most 500")


def test_an_enormous_stream_ends_the_reader_and_not_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_MEMORY", 400 << 20)
    monkeypatch.setattr(pdf, "MOST_SECONDS", 4)
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b"BT ET " * 200_000) for _ in range(400)) + packer.flush()
    twice = zlib.compress(packed)
    data = written([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        stream(twice, b"/Filter[/FlateDecode/FlateDecode]"),
    ])  # fmt: skip
    refused(data, "broken|takes longer|no text")


def test_forms_that_multiply_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_SECONDS", 2)
    forms = [
        stream(b"/F Do " * 30, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (5 + n))
        for n in range(10)
    ]
    data = written([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        stream(b"/F Do"), *forms, stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
    ])  # fmt: skip
    refused(data, "broken|takes longer|no text")


def test_signs_without_letters_behind_them() -> None:
    """A font whose own table maps every sign to a private character, as badly made files do."""
    table = (
        b"/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfrange <20> <7E> <E020> endbfrange endcmap"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(drawn(column(["Een zin over de brand in Kampen."] * 5))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>", stream(table),
    ]  # fmt: skip
    refused(written(objects), "which letters its signs are|no text")


def test_half_a_character_in_the_title_costs_the_title_only() -> None:
    article = read(paper([column(["A fire in Kampen was put out on Tuesday."])], info=b"/Title <FEFFD8000041>"))
    assert article.text == "A fire in Kampen was put out on Tuesday."
    assert article.title == ""


def test_a_title_of_megabytes_is_cut() -> None:
    article = read(
        paper([column(["A fire in Kampen was put out on Tuesday."])], info=b"/Title (" + b"t " * 500_000 + b")")
    )
    assert 0 < len(article.title) <= 500
