"""Writes data/sample_titles.json: the title of each sample article, as reading it finds it.

The gallery of samples shows titles; finding them in the articles takes half a second, at each start of the app.
"""

import json
from pathlib import Path

from geo.reading.article import article_from_text

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
TARGET = SAMPLES.parent / "sample_titles.json"


def titles_text() -> str:
    """File name to title, as JSON."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt"))}
    titles = {name: article_from_text(text).title for name, text in texts.items()}
    return json.dumps(titles, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Read the samples and write their titles."""
    TARGET.write_text(titles_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
