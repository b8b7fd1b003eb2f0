"""One escaper for each door of the page through which a text of others could be read as something else.

Streamlit's messages, labels, captions, toasts, tooltips and radio options are Markdown; ``st.html`` is HTML. Select
boxes, text inputs, ``st.text`` and the cells of ``st.dataframe`` show characters as they are and need no escaper.
"""

from __future__ import annotations

import html as _html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.errors import StrikemapError

_ZERO_WIDTH_SPACE = "\u200b"


def markdown(text: object) -> str:
    """The text as one Markdown code span, in which nothing is read: no link, image, TeX, emoji name or colour.

    A backslash before each special character would not do: Streamlit replaces emoji names, arrows and addresses after
    Markdown has been parsed, when the backslashes are gone. Line breaks and other control characters become blanks.
    Streamlit replaces ``:material/`` even inside code, so a zero-width space is put into that one sequence.
    """
    line = "".join(c if c.isprintable() else " " for c in str(text))
    line = line.replace(":material/", f":{_ZERO_WIDTH_SPACE}material/")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    # A blank inside each fence is taken off again by Markdown, unless the text is blank throughout.
    return f"{fence} {line} {fence}" if line.strip() else "` `"


def html(text: object) -> str:
    """The text for the content of an element or a quoted attribute; control characters become blanks."""
    return _html.escape(plain(text), quote=True)


def plain(text: object) -> str:
    """The text for a script that shows it as text; control characters become blanks, so that nothing turns around.

    The unbreakable spaces of French marks and of figures stay.
    """
    return "".join(c if c.isprintable() or c in "\n\t\u00a0\u202f" else " " for c in str(text))


class _Code(str):
    """A value that stands as a code span wherever a message puts it, be it as ``{value}`` or ``{value!r}``."""

    __slots__ = ()

    def __str__(self) -> str:
        return markdown(str.__str__(self))

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)


def message(error: StrikemapError, translate: Callable[[str], str]) -> str:
    """An error's sentence as Markdown: our own words as they are, every quoted value as a code span."""
    return translate(error.message).format(**{key: _Code(value) for key, value in error.values.items()})


def filled(template: str, **values: object) -> str:
    """A translated sentence of ours as Markdown with values of others put in as code spans."""
    return template.format(**{key: _Code(value) for key, value in values.items()})
