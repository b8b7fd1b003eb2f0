"""Articles as they come: blocks, language, dates, sentences, web pages, and what bad input gets."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from founding import FOUNDING, needs_founding
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadArticle, BadInput
from geo.model import Article
from geo.reading.article import MAX_BYTES, article_from_bytes, article_from_text, known_language, load
from geo.reading.language import detect
from geo.reading.sentences import article_sentences, sentences
from geo.reading.tables import LANGUAGES, common, phrases, table

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "samples" / "atacms-karatsjov.nl.txt"


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def test_sample_has_its_parts() -> None:
    article = load(SAMPLE)
    kinds = [kind for kind, _ in blocks(article)]
    assert kinds[:4] == ["credit", "caption", "title", "dateline"]
    assert kinds.count("heading") == 2
    assert kinds[-1] == "credit"
    assert (article.language, article.published) == ("nl", "2024-11-19")
    assert article.title.startswith("Oekraïne zou")


@needs_founding
def test_founding_article_has_its_parts() -> None:
    article = load(FOUNDING)
    parts = blocks(article)
    assert [kind for kind, _ in parts[:4]] == ["credit", "caption", "dateline", "title"]
    assert parts[0][1] == "John Hamilton / DoD / AFP"
    assert ("credit", "NOS") in parts and ("caption", "Bereik ATACMS") in parts
    assert [text for kind, text in parts if kind == "heading"] == ["Amerikaanse toestemming", "'Escalatie'"]
    assert article.published is None  # "vandaag" is never today's date
    assert load(FOUNDING, published="2024-11-19").published == "2024-11-19"


@pytest.mark.parametrize(
    ("line", "credit", "caption"),
    [
        (
            "Jan Jansen / ANP Een brand in de haven van Testdorp",
            "Jan Jansen / ANP",
            "Een brand in de haven van Testdorp",
        ),
        ("Foto: Mia Test / Reuters", "Foto: Mia Test / Reuters", None),
        ("AFP", "AFP", None),
        ("© Getty Images", "© Getty Images", None),
        ("NOS Bereik raket", "NOS", "Bereik raket"),
    ],
)
def test_credits_and_captions(line: str, credit: str, caption: str | None) -> None:
    article = article_from_text(f"{line}\n\nEen kop\n\nEerste zin van het stuk. Tweede zin.\n", language="nl")
    parts = blocks(article)
    assert parts[0] == ("credit", credit)
    assert (("caption", caption) in parts) is (caption is not None)


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("nl", "(Foto: Jan Jansen/ANP)", [("credit", "(Foto: Jan Jansen/ANP)")]),
        ("nl", "Een brand in Kampen (Foto: Jan Jansen)",
         [("caption", "Een brand in Kampen"), ("credit", "Foto: Jan Jansen)")]),
        ("nl", "Bijschrift: een brand in Kampen. Foto: ANP",
         [("caption", "een brand in Kampen."), ("credit", "Foto: ANP")]),
        ("en", "A launch in New Mexico. Photo: Jane Doe/Reuters",
         [("caption", "A launch in New Mexico."), ("credit", "Photo: Jane Doe/Reuters")]),
        ("en", "A launch in New Mexico on Monday. (AP Photo/Jane Doe)",
         [("caption", "A launch in New Mexico on Monday."), ("credit", "AP Photo/Jane Doe)")]),
        ("en", "Photograph by Jane Doe", [("credit", "Photograph by Jane Doe")]),
        ("en", "Image caption, A launch in New Mexico", [("caption", "A launch in New Mexico")]),
        ("en", "_Photo: Jane Doe_", [("credit", "_Photo: Jane Doe_")]),
        ("de", "Die Brücke bei Wesel © dpa", [("caption", "Die Brücke bei Wesel"), ("credit", "© dpa")]),
        ("fr", "Un canadair près de Sète. Photo : Luc Essai/AFP",
         [("caption", "Un canadair près de Sète."), ("credit", "Photo : Luc Essai/AFP")]),
        ("ru", "Мост в Пскове. Фото: Иван Образцов / ТАСС",
         [("caption", "Мост в Пскове."), ("credit", "Фото: Иван Образцов / ТАСС")]),
        ("uk", "Фото: Укрінформ", [("credit", "Фото: Укрінформ")]),
        ("en", "![A launch in New Mexico](https://example.org/New-York.jpg)", [("caption", "A launch in New Mexico")]),
        ("en", "[![A launch](a.jpg)](https://example.org/Paris)", [("caption", "A launch")]),
        ("en", "![](Paris.jpg)", [("credit", "![](Paris.jpg)")]),
        ("en", '<img src="Paris.jpg" alt="A launch">', [("caption", "A launch")]),
        ("en", "<figcaption>A launch. Photo: AFP</figcaption>", [("caption", "A launch."), ("credit", "Photo: AFP")]),
        # No captions: a sentence with its source, and a headline.
        ("nl", "De minister was in Parijs, zo meldt hij (bron: ANP).", []),
        ("en", "Photo by photo, the town was rebuilt", []),
    ],
)  # fmt: skip
def test_captions_and_credits_of_plain_text_and_markdown(
    language: str, line: str, expected: list[tuple[str, str]]
) -> None:
    text = f"# A headline\n\n{line}\n\nThe first sentence stands here. A second follows.\n\nThe third one is the last."
    found = [part for part in blocks(article_from_text(text, language=language)) if part[0] in ("caption", "credit")]
    assert found == expected


@given(st.text(min_size=1, max_size=300).filter(lambda s: any(c.isalpha() for c in s) and "\x00" not in s))
@settings(max_examples=60, deadline=None)
def test_text_is_kept_and_blocks_are_in_order(text: str) -> None:
    article = article_from_text(text, language="nl")
    assert article.text == text
    ends = [0]
    for block in article.blocks:
        assert ends[-1] <= block.start < block.end <= len(text)
        assert text[block.start : block.end].strip()
        ends.append(block.end)
    for span in article_sentences(article):
        assert text[span.start : span.end] == text[span.start : span.end].strip()


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Dr. Jansen kwam ca. 10 uur. Hij vertrok.", "nl", 2),
        ('"Het is voorbij." Dat zei hij.', "nl", 2),
        ("„Wir bleiben hier.“ Das sagte sie. »Und ihr?« Keiner sprach.", "de", 4),
        ("« On reste ici. » Puis elle est partie.", "fr", 2),
        ("« On reste ici. » dit-elle.", "fr", 1),
        ("He lives in Washington, D.C. now. J. Smith agreed. Fine!", "en", 3),
        ("Удар был в 3.25 ночи. Пострадавших нет.", "ru", 2),
    ],
)
def test_sentences(text: str, language: str, count: int) -> None:
    assert len(sentences(text, language)) == count


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("De aanval was in de regio, schrijven twee kranten vandaag.", "nl"),
        ("The attack was in the region, two newspapers write today.", "en"),
        ("Der Angriff war in der Region, schreiben heute zwei Zeitungen.", "de"),
        ("L'attaque a eu lieu dans la région, écrivent deux journaux.", "fr"),
        ("Удар нанесли по области, пишут сегодня две газеты, объявил министр.", "ru"),
        ("Удар завдали по області, пишуть сьогодні дві газети, її читають.", "uk"),
        ("12:30 + 14", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_table_is_whole(language: str) -> None:
    words = table(language)
    assert words.names.place_before and words.telling.say and words.strikes.attack and words.claims.border_nouns
    assert len(words.demonyms) > 100 and words.not_places and words.given
    for rule in words.quantities.hedges:
        assert rule in ("more", "nearly", "at_most", "about")
    assert set(words.quantities.units) >= {"km", "m", "mi", "nmi"}
    assert words.demonyms.keys().isdisjoint(words.names.titles)
    assert common().agencies


def test_a_language_without_a_table_is_read_all_the_same() -> None:
    assert table("pl").names.place_before == ()
    assert phrases(()).search("anything") is None


def test_markdown_headings() -> None:
    article = article_from_bytes(
        b"# Titel\n\nEen alinea tekst.\n\n## Kop\n\nNog een alinea.", filename="a.md", language="nl"
    )
    assert blocks(article)[0] == ("title", "Titel")
    assert ("heading", "Kop") in blocks(article)


PAGE = """<!doctype html><html lang="nl"><head><title>Kop - Krant</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Kop", "datePublished": "2024-11-19T13:20:00Z",
"publisher": {"name": "De Testkrant"}}</script><link rel="canonical" href="https://example.org/kop"></head>
<body><nav><ul><li>Menu Amsterdam</li></ul></nav><article><h1>Kop</h1>
<figure><img src="x.jpg"><figcaption>Een test in New Mexico <span class="credit">Jan / AFP</span></figcaption></figure>
<p>De eerste alinea gaat over <b>Karatsjov</b> in de regio Brjansk, en is lang genoeg om het artikel te zijn van deze
bladzijde, met nog wat woorden erbij zodat er geen twijfel is over wat hier de hoofdtekst zou kunnen zijn.</p>
<h2>Tussenkop</h2><p>De tweede alinea.</p><script>alert(1)</script></article>
<footer>Adres in Hilversum</footer></body></html>"""


def test_web_page_without_its_furniture() -> None:
    article = article_from_bytes(PAGE.encode(), filename="kop.html")
    parts = blocks(article)
    assert parts[0] == ("title", "Kop")
    assert ("caption", "Een test in New Mexico") in parts and ("credit", "Jan / AFP") in parts
    assert ("heading", "Tussenkop") in parts
    assert not any(word in article.text for word in ("Menu", "Hilversum", "alert"))
    assert (article.language, article.published, article.source) == ("nl", "2024-11-19", "De Testkrant")
    assert article.address == "https://example.org/kop"


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "leeg.txt", "empty"),
        (b" \n\t ", "leeg.txt", "empty"),
        (b"12 34 !!", "cijfers.txt", "no letters"),
        (b"abc\x00def", "x.txt", "binary"),
        (b"%PDF-1.7 abc", "x.txt", "binary"),
        (b"\x89PNG\r\n\x1a\n", "x.txt", "binary"),
        ("Oekraïne".encode("cp1252"), "x.txt", "byte 0xEF at position 5"),
        (b"a" * (MAX_BYTES + 1), "lang.txt", "too long"),
        (b"text", "plaatje.jpg", "expected .txt"),
        (b"<html><body></body></html>", "leeg.html", "no text"),
    ],
)
def test_bad_input_is_refused_with_what_was_expected(data: bytes, name: str, says: str) -> None:
    with pytest.raises(BadArticle, match=says):
        article_from_bytes(data, filename=name)


def test_encodings_that_are_known() -> None:
    words = "Oekraïne meldt een aanval."
    assert article_from_bytes(words.encode("utf-8-sig"), filename="a.txt").text == words
    assert article_from_bytes(words.encode("utf-16"), filename="a.txt").text == words
    assert article_from_bytes(words.encode("cp1252"), filename="a.txt", encoding="cp1252").text == words


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    with pytest.raises(BadArticle, match=r"U\+D800.* position 4"):
        article_from_text("Een \ud800 teken.")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Een zin over Kampen.", "body"),
        (b"<!DOCTYPE html><html><body><h1>Kop</h1><p>Een zin over de stad Kampen.</p></body></html>", "title"),
        (b"\n<!-- x -->\n<html><body><h1>Kop</h1><p>Een zin over de stad Kampen.</p></body></html>", "title"),
    ],
)
def test_what_has_no_name_is_told_by_its_content(data: bytes, kind: str) -> None:
    article = article_from_bytes(data, filename="-")
    assert article.blocks[0].kind == kind
    assert "<" not in article.text


@pytest.mark.parametrize("tag", ["nl", "pt-BR", "uk", "zh-Hant", "en_US"])
def test_a_language_given_by_hand(tag: str) -> None:
    assert known_language(tag) == tag.replace("_", "-")


@pytest.mark.parametrize("tag", ["", "xx", "Dutch!", "nl; rm", "klingon", "nl-NL-NL-NL"])
def test_a_language_that_is_none_is_refused(tag: str) -> None:
    with pytest.raises(BadInput, match="is not a language"):
        known_language(tag)


def test_a_date_of_publication_must_be_one() -> None:
    with pytest.raises(BadInput, match="gisteren"):
        article_from_text("Een zin.", published="gisteren")
    with pytest.raises(BadArticle, match="nergens"):
        load("nergens.txt")


PARAGRAPH = b"<p>The town of Karachev in the region of Bryansk was hit, officials in Kyiv said on Tuesday.</p>" * 3


@pytest.mark.parametrize("name", ["undefined", "punycode", "idna", "utf-7", "unicode_escape", "utf-32", "hex", "none"])
def test_a_page_that_names_no_encoding_of_pages_is_read_as_utf_8(name: str) -> None:
    head = f'<html><head><meta charset="{name}"></head><body><h1>Kęty</h1>'.encode()
    assert "Kęty" in article_from_bytes(head + PARAGRAPH, filename="a.html").text


@pytest.mark.parametrize("name", ["undefined", "punycode", "hex"])
def test_an_encoding_that_is_none_of_texts_is_refused(name: str) -> None:
    with pytest.raises(BadArticle):
        article_from_bytes(b"\xff\xfb Karachev", filename="a.txt", encoding=name)


@pytest.mark.parametrize("line", ["Home / News / " * 20, "Foto: " + "Aa / " * 60, "Aa / Bb/Cc " * 30])
def test_a_line_of_many_slashes_is_read_at_once(line: str) -> None:
    began = time.process_time()
    article_from_text(f"{line}\n\n" * 20 + "Kampen is a town.")
    assert time.process_time() - began < 2


def test_a_paragraph_of_many_lines_is_read_at_once() -> None:
    began = time.process_time()
    article = article_from_text("Kampen and its old town on the river, where nothing was ever hit\n" * 20_000)
    assert len(article.blocks) == 1
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("language", "dateline"),
    [
        ("fr", "Rédaction strikemap • vendredi 19 juillet 2024, 14 h 00"),
        ("fr", "Rédaction strikemap • 19 juillet 2024 à 14h30 (heure de Paris)"),
        ("en", "By the strikemap desk • 13 July 2023, 5 p.m. local time"),
        ("en", "By the strikemap desk • 13 July 2023, 09:00 • 4 minutes to read this"),
        ("de", "Redaktion strikemap • 22. September 2023, 18 Uhr • Lesezeit etwa 4 Minuten"),
        ("nl", "Redactie strikemap • 19 november 2024, 20.15 uur • 4 minuten lezen"),
        ("uk", "Редакція strikemap • 18 вересня 2024, 17 год 00 хв"),
        ("ru", "Редакция strikemap • 18 сентября 2024, 17 часов 00 минут"),
    ],
)
def test_what_follows_a_dateline_is_no_title_below_one(language: str, dateline: str) -> None:
    title = {"uk": "Удар по складу", "ru": "Удар по складу"}.get(language, "A drone came down here")
    article = article_from_text(f"{title}\n\n{dateline}\n\nFirst sentence. Second one.\n", language=language)
    assert article.title == title
    assert {kind for kind, _ in blocks(article)[1:-1]} == {"dateline"}
    assert article.published is not None


def test_a_title_behind_its_dateline_is_still_one() -> None:
    article = article_from_text("NOS Nieuws • vandaag, 13:20 'Raket boven zee'\n\nEen zin. Nog een.\n", language="nl")
    assert article.title == "'Raket boven zee'"


@pytest.mark.parametrize(
    ("language", "line", "source"),
    [
        ("nl", "Bronnen: NOS, RTL en ANP, 19 november 2024. De tekst is van ons.", "NOS, RTL en ANP"),
        ("nl", "Bron: NOS, 19 november 2024.", "NOS"),
        ("en", "Sources: AP and Reuters, July 19.", "AP and Reuters"),
        ("de", "Quellen: BBC und Sky News, 22. September 2023. Der Text ist von uns.", "BBC und Sky News"),
        ("de", "Quelle: BBC, London", "BBC"),
        ("fr", "Sources : AP et Reuters, 19 juillet 2024. Le texte est de nous.", "AP et Reuters"),
        ("uk", "Джерела: AP та Укрінформ, 18 вересня 2024 року.", "AP та Укрінформ"),
        ("ru", "Источники: AP и ТАСС, 18 сентября 2024 года.", "AP и ТАСС"),
    ],
)
def test_one_source_or_several_are_named(language: str, line: str, source: str) -> None:
    article = article_from_text(f"Titel ohne Punkt hier\n\nEin Satz. Und noch einer.\n\n{line}\n", language=language)
    assert article.source == source
    assert blocks(article)[-1][0] == "credit"


def test_a_headline_of_what_sources_say_is_no_credit() -> None:
    article = article_from_text("Sources: Kyiv weighs new strikes\n\nA sentence. One more.\n", language="en")
    assert (article.title, article.source) == ("Sources: Kyiv weighs new strikes", None)


def test_entries_of_a_live_report_have_their_time_their_heading_and_their_text() -> None:
    text = (
        "Liveblog\n\n9.05 uur\nStroom uitgevallen in Lviv\nIn Lviv zitten tienduizend huizen zonder stroom, meldt de "
        "burgemeester op Telegram.\n\n08:40 Trein staat stil\nBij Lviv staat een trein stil door een gebrek aan "
        "stroom, zegt het spoor.\n\n03:25 Moskouse tijd kwam de raket neer."
    )
    assert blocks(article_from_text(text, language="nl"))[1:] == [
        ("dateline", "9.05 uur"),
        ("heading", "Stroom uitgevallen in Lviv"),
        ("body", "In Lviv zitten tienduizend huizen zonder stroom, meldt de burgemeester op Telegram."),
        ("dateline", "08:40"),
        ("heading", "Trein staat stil"),
        ("body", "Bij Lviv staat een trein stil door een gebrek aan stroom, zegt het spoor."),
        ("body", "03:25 Moskouse tijd kwam de raket neer."),
    ]


def test_a_paragraph_above_a_credit_is_no_caption_and_wrapped_lines_are_one() -> None:
    text = "Een titel boven het stuk\n\nEerst dit. Daarna dat. En toen nog iets.\n[Foto: de haven van Aden]"
    assert ("body", "Eerst dit. Daarna dat. En toen nog iets.") in blocks(article_from_text(text, language="nl"))
    wrapped = (
        "A title for this piece\n\nThe governor of the region said that the drones\nKyiv sent were shot down\nat night."
    )
    assert len(blocks(article_from_text(wrapped, language="en"))) == 2
