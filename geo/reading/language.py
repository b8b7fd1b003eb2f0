"""The language of a text, found offline by py3langid (a 1 MB n-gram model inside the package)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from geo.reading.tables import LANGUAGES

# Languages without a table are told apart too, so that a Polish article is not read as if it were Dutch.
OTHERS = ("ar", "be", "bg", "cs", "da", "el", "es", "fa", "fi", "he", "hu", "it", "ja", "ko", "no", "pl", "pt", "ro",
          "sk", "sr", "sv", "tr", "zh")  # fmt: skip
UNKNOWN = "und"
# The first lines settle it nearly always; where they leave a doubt, more is read. Yet more only takes longer.
FIRST_CHARACTERS, ENOUGH_CHARACTERS = 256, 2_000
SURE = 0.98


def detect(text: str) -> str:
    """The language as a BCP 47 tag; "und" where the text has no letters.

    >>> detect("De aanval was in de regio Koersk, schrijven twee kranten.")
    'nl'
    """
    sample = text[:ENOUGH_CHARACTERS]
    if not re.search(r"[^\W\d_]", sample):
        return UNKNOWN
    # Letters that only one of the two alphabets has settle it where the model wavers on short texts.
    if re.search(r"[іїєґ]", sample, re.IGNORECASE) and not re.search(r"[ыэъ]", sample, re.IGNORECASE):
        return "uk" if not re.search(r"ў", sample, re.IGNORECASE) else "be"
    answer, confidence = _identifier().classify(sample[:FIRST_CHARACTERS])
    if confidence < SURE and len(sample) > FIRST_CHARACTERS:
        answer, _ = _identifier().classify(sample)
    return str(answer)


@cache
def _identifier() -> Any:
    # Loading the model takes about 0.3 s, so it waits until somebody asks.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*LANGUAGES, *OTHERS])
    return identifier
