"""Events as a story of their own, or in one that is there."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.document import MAX_NAME
from geo.errors import BadInput
from geo.model import Article, Story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.events.read import Read


def story_of_events(
    read: Read, data: bytes, *, title: str, language: str, by: str | None = None, publish: Sequence[str] = ()
) -> Story:
    """A draft of a story that holds nothing but these events.

    Args:
        read: the events, as ``read_events`` gave them.
        data: the file's bytes, from which the story gets its name: the same each time that file is read.
        title: the map's title.
        language: the readers' (BCP 47).
        by: whose collection it is; else the conflict feed that was recognised.
        publish: further columns that readers may see.

    Raises:
        BadInput: a column to be published that is not there.
    """
    story = Story(
        id="events-" + hashlib.sha256(data).hexdigest()[:12],
        title=title[:MAX_NAME],
        article=Article(text="", language=language),
        language=language,
    )
    return with_events(story, read, by=by, publish=publish)


def with_events(story: Story, read: Read, *, by: str | None = None, publish: Sequence[str] = ()) -> Story:
    """The story with these events instead of those that it had; a draft again, as nobody has looked at them.

    Raises:
        BadInput: a column to be published that is not there.
    """
    columns = {name for own in read.events.columns for name in own} | {"notes"}
    for name in publish:
        if name not in columns:
            raise BadInput(
                "there is no column {value!r} to publish; the columns are: {columns}",
                value=name,
                columns=", ".join(sorted(columns)),
            )
    return replace(
        story,
        events=read.events,
        events_by=by or read.columns.feed,
        events_shown=tuple(dict.fromkeys(publish)),
        review=None,
    )
