"""How much of an article is taken from a web page, and how much of what stands around it.

The pages of tests/webpages are built as news sites build theirs, in our own words; ``data-is`` marks what a reader
should find, and is taken off before they read. trafilatura is measured beside ours where it is installed:

    python bench/webpages.py
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

from lxml import html

PAGES = Path(__file__).resolve().parents[1] / "tests" / "webpages"


def expected(path: Path) -> tuple[str, list[tuple[str, str]]]:
    """The page without its marks, and the pieces that they mark, with their kinds."""
    markup = path.read_text(encoding="utf-8")
    root = html.document_fromstring(markup)
    marked = [(e.get("data-is"), " ".join(e.text_content().split())) for e in root.iter() if e.get("data-is")]
    return re.sub(r' data-is="\w+"', "", markup), marked


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def ours(markup: str) -> tuple[str, set[tuple[str, str]]]:
    from geo.reading.article import article_from_bytes

    page = article_from_bytes(markup.encode(), filename="page.html")
    return page.text, {(block.kind, page.text[block.start : block.end]) for block in page.blocks}


def trafilatura(markup: str) -> tuple[str, set[tuple[str, str]]]:
    import trafilatura as library

    options = {"include_comments": False, "include_tables": True, "favor_recall": "-r" in sys.argv}
    text = library.extract(markup, **options) or ""
    return text, set()


def main() -> None:
    readers = {"ours": ours, "trafilatura": trafilatura}
    for name, reader in readers.items():
        print(f"\n{name:14}{'precision':>10}{'recall':>8}{'F1':>6}{'captions':>10}{'marked':>8}{'ms':>7}")
        sums = [0.0] * 6
        pages = sorted(PAGES.glob("*.html"))
        for path in pages:
            markup, marked = expected(path)
            began = time.perf_counter()
            try:
                text, kinds = reader(markup)
            except ImportError:
                print("not installed")
                return
            took = (time.perf_counter() - began) * 1000
            wanted, got = words(" ".join(piece for _, piece in marked)), words(text)
            both = sum((wanted & got).values())
            p, r = both / max(1, sum(got.values())), both / sum(wanted.values())
            captions = [piece for kind, piece in marked if kind in ("caption", "credit")]
            shown = (
                sum(piece in " ".join(text.split()) for piece in captions) / max(1, len(captions)) if captions else 1
            )
            right = sum((kind, piece) in kinds for kind, piece in marked) / len(marked)
            row = [p, r, 2 * p * r / max(1e-9, p + r), shown, right, took]
            sums = [a + b for a, b in zip(sums, row, strict=True)]
            print(f"{path.stem[:20]:20}{p:4.2f}{r:8.2f}{row[2]:6.2f}{shown:10.2f}{right:8.2f}{took:7.1f}")
        mean = [x / len(pages) for x in sums]
        print(f"{'mean':20}{mean[0]:4.2f}{mean[1]:8.2f}{mean[2]:6.2f}{mean[3]:10.2f}{mean[4]:8.2f}{mean[5]:7.1f}")


if __name__ == "__main__":
    main()
