"""Word documents made here: styles, tracked changes, text boxes, and what bad files get."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from geo.errors import BadArticle
from geo.model import Article
from geo.reading.article import article_from_bytes


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def whole() -> Document:
    document = docx.Document()
    document.core_properties.title = "Dijk verzakt"
    document.add_paragraph("Dijk bij Kampen verzakt", style="Title")
    document.add_paragraph("Over veertig meter is maandag de dijk bij Kampen verzakt.")
    document.add_paragraph("De dijk langs de IJssel", style="Caption")
    document.add_paragraph("Weinig gevaar", style="Heading 2")
    document.add_paragraph("Voor de bewoners van Zalk is er geen gevaar. Het water zakt de komende dagen.")
    return document


def read(data: bytes, name: str = "stuk.docx") -> Article:
    return article_from_bytes(data, filename=name)


def parts(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def test_the_parts_of_a_document_by_their_styles() -> None:
    article = read(saved(whole()))
    assert parts(article) == [
        ("title", "Dijk bij Kampen verzakt"),
        ("body", "Over veertig meter is maandag de dijk bij Kampen verzakt."),
        ("caption", "De dijk langs de IJssel"),
        ("heading", "Weinig gevaar"),
        ("body", "Voor de bewoners van Zalk is er geen gevaar. Het water zakt de komende dagen."),
    ]
    assert (article.title, article.language) == ("Dijk bij Kampen verzakt", "nl")
    assert article.published is None  # when a file was made is not when its article came out


def test_without_a_title_of_its_own_the_file_s_is_taken() -> None:
    document = docx.Document()
    document.core_properties.title = "Dijk verzakt"
    document.add_paragraph("Over veertig meter is maandag de dijk bij Kampen verzakt.")
    assert read(saved(document)).title == "Dijk verzakt"


def test_a_credit_line_is_told_by_its_words() -> None:
    document = whole()
    document.add_paragraph("Foto: Els Voorbeeld / ANP")
    assert parts(read(saved(document)))[-1] == ("credit", "Foto: Els Voorbeeld / ANP")


def test_tables_text_boxes_and_tracked_changes() -> None:
    document = whole()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Venlo", "dinsdag"
    document.element.body.insert(1, parse_xml(
        f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'>De trein reed naar </w:t></w:r>"
        "<w:del w:id='1' w:author='x'><w:r><w:delText>Meppel</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='x'><w:r><w:t>Hoogeveen</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    ))  # fmt: skip
    document.element.body.insert(2, parse_xml(
        f"<w:p {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:r>"
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:txbxContent><w:p><w:pPr><w:pStyle w:val='Caption'/></w:pPr>"
        "<w:r><w:t>Een trein bij Assen</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p>"
        "<w:r><w:t>Een trein bij Assen</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
        "</w:p>"
    ))  # fmt: skip
    found = parts(read(saved(document)))
    assert ("body", "De trein reed naar Hoogeveen.") in found
    assert found.count(("caption", "Een trein bij Assen")) == 1
    assert not any("Een trein bij Assen" in text for kind, text in found if kind != "caption")
    assert any("Venlo" in text for _, text in found)


def test_the_language_that_the_text_is_marked_as() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("Kampen, Zalk, Wilsum.")
    run._r.get_or_add_rPr().append(parse_xml(f"<w:lang {nsdecls('w')} w:val='nl-BE'/>"))
    assert read(saved(document)).language == "nl-BE"


@pytest.mark.parametrize("name", ["-", "download"])
def test_it_is_known_by_its_content(name: str) -> None:
    assert "Kampen" in read(saved(whole()), name).text


# ---------------------------------------------------------------- bad input


def refused(data: bytes, says: str, name: str = "stuk.docx") -> None:
    began = time.monotonic()
    with pytest.raises(BadArticle, match=says) as caught:
        read(data, name)
    assert name in str(caught.value)
    assert time.monotonic() - began < 3


def changed(change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A whole document with its parts changed, and parts added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(whole()))) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
        for part, data in more.items():
            new.writestr(part, data)
    return file.getvalue()


def test_a_bomb_of_zeros() -> None:
    refused(changed(lambda _, data: data, bomb=b"\0" * (300 << 20)), "unpacks into more")
    refused(changed(lambda part, data: b" " * (40 << 20) if part == "word/document.xml" else data), "unpacks into more")


def test_a_bomb_of_entities() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "x">{lines}]><w>&a9;</w>'
    for name in ("utf-8", "utf-16"):
        data = changed(lambda part, data, name=name: bomb.encode(name) if part == "word/document.xml" else data)
        refused(data, "is broken: <!DOCTYPE")


def test_a_table_of_contents_that_lies_about_sizes() -> None:
    """zipfile unpacks no more than the table says, and finds that the sum does not fit."""
    data = bytearray(changed(lambda part, data: data + b" " * 3_000_000 if part == "word/document.xml" else data))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        real = package.getinfo("word/document.xml").file_size
    refused(bytes(data).replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little")), "broken")


def test_other_kinds_of_files_by_the_same_name() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    refused(ole + "WordDocument".encode("utf-16-le"), "Word 2003 or older")
    refused(ole + "WordDocument".encode("utf-16-le"), "Word 2003 or older", "oud.doc")
    refused(ole + "EncryptedPackage".encode("utf-16-le"), "locked with a password")
    sheet = changed(lambda part, data: data.replace(b"wordprocessingml", b"spreadsheetml"))
    refused(sheet, "it is Excel")
    refused(b"%PDF-1.7\n%%EOF", "not a Word document")
    refused(b"<html></html>", "not a Word document")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("readme.txt", "nothing here")
    refused(file.getvalue(), "not a Word document")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_broke_off(share: float) -> None:
    data = saved(whole())
    refused(data[: int(len(data) * share)], "broken")


def test_broken_xml_missing_parts_and_no_text() -> None:
    refused(changed(lambda part, data: data[:-40] if part == "word/document.xml" else data), "broken")
    refused(changed(lambda part, data: b"" if part.startswith("_rels") else data), "broken")
    refused(saved(docx.Document()), "has no text")


def test_deep_nesting_is_no_trouble() -> None:
    deep = b"<w:r>" * 5_000 + b"</w:r>" * 5_000

    def change(part: str, data: bytes) -> bytes:
        return data.replace(b"</w:body>", b"<w:p>" + deep + b"</w:p></w:body>") if part == "word/document.xml" else data

    refused(changed(change), "broken")


def test_a_style_without_a_name_is_none() -> None:
    def nameless(part: str, data: bytes) -> bytes:
        return data.replace(b"<w:p>", b"<w:p><w:pPr><w:pStyle/></w:pPr>") if part == "word/document.xml" else data

    assert [kind for _, kind in parts(read(changed(nameless)))]


def test_paragraphs_inside_paragraphs_are_read_once() -> None:
    inner = b"<w:p><w:r><w:t>A fire in Kampen.</w:t></w:r>" * 200 + b"</w:p>" * 200

    def change(part: str, data: bytes) -> bytes:
        return data.replace(b"<w:body>", b"<w:body>" + inner, 1) if part == "word/document.xml" else data

    assert read(changed(change)).text.count("A fire in Kampen.") == 200
