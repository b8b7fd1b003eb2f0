"""What is opened and tried before anyone asks for it: what the first view needs, and then the first work."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module

from geo.ui import brought, drawn, opened

NEXT = ("geo.analysis", "scipy.spatial", "geo.checklist", "geo.desk.opening")


def first_view() -> None:
    """Import and open what the first view needs, while a browser is still on its way. Failures show there, not here."""
    with suppress(Exception):
        from geo.ui import page  # noqa: F401
        from geo.ui.component import component_folder, map_message

        component_folder()
        story = opened.sample(_machine_language())
        map_message(drawn.scene(story, story.language))


def _machine_language() -> str:
    """In which language the first who comes is likely to be greeted: that of this machine, where it tells one."""
    told = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return told.split("_")[0].lower()


def first_work(language: str) -> None:
    """Import in the background what the first change of a story needs, and read a sample in the reader's language.

    The first article that a process reads takes a second longer than the next: by then its words and patterns are
    made.
    """

    def begin() -> None:
        for name in NEXT:
            with suppress(Exception):  # shows where it is needed
                import_module(name)
        with suppress(Exception):
            _read_one(language)

    opened.later(begin)


def _read_one(language: str) -> None:
    from geo.analysis import analyse

    if not opened.names_ready():
        return
    # The last are those of the story that a desk begins with: its ranges are measured with it, for the first slider.
    names = [name for name in brought.samples() if name.split(".")[-2] == language]
    if names:
        analyse(brought.sample(names[-1]), gazetteer=opened.names(), borders=opened.borders())
        opened.hold(f"reading {language}")
