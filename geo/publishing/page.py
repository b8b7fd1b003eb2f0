"""One HTML file to embed: it asks nothing of anyone, opens from a disk, and fits any column.

How a host embeds it: an ``iframe`` with ``iframe_snippet``. The height given there is a fallback; a page in a frame
tells its host how high it is, at the start and whenever that changes:

    window.addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow) return;    // in a sandbox the origin is "null"
      if (event.data && event.data.type === "strikemap:height") frame.style.height = event.data.height + "px";
    });
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from geo.drawing.scene import Scene
from geo.drawing.shell import filled
from geo.errors import BadInput

# Scripts may run, and sources open in a window of their own; nothing else.
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
DEFAULT_HEIGHT_PX = 720
LEAST_HEIGHT_PX, MOST_HEIGHT_PX = 200, 4000


def page(scene: Scene) -> str:
    """The scene as one self-contained HTML page, byte for byte the same on repetition.

    Raises:
        BadInput: the scene asks for tiles at an address that is not https.
    """
    from geo.drawing.webmap import page_shell  # Folium takes 0.7 s to import

    return filled(page_shell(scene.events is not None), scene)


def iframe_snippet(src: str, title: str, height: int = DEFAULT_HEIGHT_PX) -> str:
    """The HTML to paste where the page is to appear.

    Args:
        src: where the page will stand, an http(s) or relative address.
        title: what a screen reader calls the frame, in the article's language.
        height: px, used where the host does not listen to the page's height message.

    Raises:
        BadInput: an empty or other kind of address, an empty title, or a height outside 200 to 4000 px.
    """
    if not src.strip() or urlsplit(src.strip()).scheme not in {"", "http", "https"}:
        raise BadInput("{value!r} is not a web address: expected where the page will stand", value=src)
    if not title.strip():
        raise BadInput("The frame needs a title: screen readers say it")
    if not LEAST_HEIGHT_PX <= height <= MOST_HEIGHT_PX:
        raise BadInput(
            "{value} is not a height for a frame: expected {least} to {most} px",
            value=height,
            least=LEAST_HEIGHT_PX,
            most=MOST_HEIGHT_PX,
        )
    return (
        f'<iframe src="{escape(src.strip())}" title="{escape(title)}" width="100%" height="{height}" '
        f'loading="lazy" sandbox="{SANDBOX}" style="border:0;width:100%"></iframe>'
    )
