"""Compiles every catalogue data/locale/*/LC_MESSAGES/*.po to the .mo beside it. Source: our own translations."""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FIXED = datetime(2024, 11, 19, tzinfo=UTC)
LOCALE = Path(__file__).resolve().parents[1] / "locale"


def main() -> None:
    """Write the .mo files; fuzzy entries are left out, as gettext does."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parts[-3], domain=path.stem)
        # Babel fills in the time of the run; the same words must give the same bytes.
        catalogue.creation_date = catalogue.revision_date = FIXED
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)


if __name__ == "__main__":
    main()
