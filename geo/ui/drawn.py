"""The scenes of stories, kept: a rerun that changes nothing draws nothing anew, and sessions share what is alike."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.same import Same
from geo.ui import opened

if TYPE_CHECKING:
    from geo.drawing.scene import Scene
    from geo.model import Story
    from geo.style import House

# Two sessions that wait for the same scene wait for one; those with different stories hardly ever share a lock.
_locks = tuple(threading.Lock() for _ in range(16))


def scene(story: Story, language: str, house: House | None = None, *, published: bool = False) -> Scene:
    """What the desk sees of a story in a language, with towns around it as soon as there is a list of names.

    Args:
        house: a style that was brought; else it is the built-in one that the story names.
        published: what a reader sees instead.
    """
    with_names = opened.names_ready()
    with _locks[id(story) // 64 % len(_locks)], opened.turn:
        return _scene(Same(story), language, Same(house), published, with_names)


# Stories are small; the base map that a scene holds is shared by those of one view.
@lru_cache(maxsize=64)
def _scene(same: Same[Story], language: str, house: Same[House | None], published: bool, with_names: bool) -> Scene:
    from geo.publishing.maps import scene_of

    story, style = same.value, house.value
    return scene_of(
        story,
        borders=opened.borders(story.policy, style),
        gazetteer=opened.names() if with_names else opened.names_to_draw_with(),
        language=language,
        published=published,
        house=style,
        steady=not published,
    )
