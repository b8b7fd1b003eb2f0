"""One HTML file to embed: it asks nothing of anyone, opens from a disk, and fits any column.

A host embeds it as an ``iframe`` (``iframe_snippet``), or as a ``figure`` with a caption for a content system
(``figure_snippet``; ``picture_snippet`` where frames are stripped). The height given there is a fallback: a page in a
frame tells its host how high it is, at the start and whenever that changes, and ``HOST_SCRIPT`` listens.
docs/embedding.md is for who runs the host.
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

# For the host's own script file, once for all its maps. A sandboxed frame's origin is "null" and says nothing, so
# who sent a message is told by its window.
HOST_SCRIPT = """\
// Gives every strikemap frame on the page the height of the map in it.
(function () {
  "use strict";
  window.addEventListener("message", function (event) {
    var message = event.data;
    if (!message || message.type !== "strikemap:height") return;
    var height = Math.ceil(Number(message.height));
    if (!(height >= 200 && height <= 6000)) return;
    document.querySelectorAll("iframe[data-strikemap]").forEach(function (frame) {
      if (frame.contentWindow === event.source) frame.height = height;
    });
  });
  // A frame that was drawn before this script ran tells its height again when asked.
  document.querySelectorAll("iframe[data-strikemap]").forEach(function (frame) {
    if (frame.contentWindow) frame.contentWindow.postMessage({ type: "strikemap:height?" }, "*");
  });
})();
"""


def page(scene: Scene) -> str:
    """The scene as one self-contained HTML page, byte for byte the same on repetition.

    Raises:
        BadInput: the scene asks for tiles at an address that is not https.
    """
    from geo.drawing.webmap import page_shell  # Folium takes 0.7 s to import

    return filled(page_shell(scene), scene)


def iframe_snippet(
    src: str, title: str, height: int = DEFAULT_HEIGHT_PX, *, language: str = "", embargo: str = "", until: str = ""
) -> str:
    """The HTML to paste where the page is to appear. It holds no script and no style: a strict host takes it.

    Args:
        src: where the page will stand, an http(s) or relative address.
        title: what a screen reader calls the frame, in the article's language.
        height: px, used where the host does not listen to the page's height message.
        language: of the title (BCP 47), where that may be another than the host page's.
        embargo: the words that say until when nobody may publish it: a note in front. until: that moment, on the frame.

    Raises:
        BadInput: an empty or other kind of address, an empty title, or a height outside 200 to 4000 px.
    """
    address = _address(src)
    if not title.strip():
        raise BadInput("The frame needs a title: screen readers say it")
    if not LEAST_HEIGHT_PX <= height <= MOST_HEIGHT_PX:
        raise BadInput(
            "{value} is not a height for a frame: expected {least} to {most} px",
            value=height,
            least=LEAST_HEIGHT_PX,
            most=MOST_HEIGHT_PX,
        )
    spoken = f' lang="{escape(language)}"' if language else ""
    note = f"<!-- {escape(embargo).replace('--', '- -')} -->\n" if embargo else ""
    under = f' data-embargo="{escape(until)}"' if until else ""
    return (
        f'{note}<iframe data-strikemap{under} src="{address}" title="{escape(title)}"{spoken} width="100%" '
        f'height="{height}" loading="lazy" sandbox="{SANDBOX}" frameborder="0"></iframe>'
    )


def figure_snippet(scene: Scene, src: str, height: int = DEFAULT_HEIGHT_PX) -> str:
    """A copy for a content system: the frame in a ``figure`` with a caption.

    Raises:
        BadInput: as for ``iframe_snippet``.
    """
    return _figure(scene, iframe_snippet(src, scene.title, height, until=scene.embargo_until))


def picture_snippet(
    scene: Scene, picture: str, *, page_at: str | None = None, size: tuple[int, int] = (1280, 720)
) -> str:
    """A copy with a picture of the map, for where frames are stripped: AMP, apps, newsletters.

    Args:
        scene: whose alt text, summary, credit and draft mark are written.
        picture: where the picture will stand. page_at: where the page does, if the picture is to lead there.
        size: the picture's own width and height, px.

    Raises:
        BadInput: an empty or other kind of address.
    """
    under = f' data-embargo="{escape(scene.embargo_until)}"' if scene.embargo_until else ""
    image = (
        f'<img src="{_address(picture)}"{under} alt="{escape(scene.alt)}" width="{size[0]}" height="{size[1]}" '
        'loading="lazy">'
    )
    return _figure(scene, image if page_at is None else f'<a href="{_address(page_at)}">{image}</a>')


def _figure(scene: Scene, content: str) -> str:
    caption = " ".join(part for part in (scene.draft and f"{scene.draft}.", scene.summary, scene.correction) if part)
    embargo = f'<p dir="auto"><strong>{escape(scene.embargo)}</strong></p>' if scene.embargo else ""
    return (
        f'<figure lang="{escape(scene.language)}">\n{content}\n'
        f'<figcaption>{embargo}<p dir="auto">{escape(caption)}</p>'
        f'<p dir="auto"><small>{escape(scene.credit)}</small></p>'
        "</figcaption>\n</figure>\n"
    )


def _address(text: str) -> str:
    """A relative or http(s) address, escaped for an attribute."""
    if not text.strip() or urlsplit(text.strip()).scheme not in {"", "http", "https"}:
        raise BadInput("{value!r} is not a web address: expected where the page will stand", value=text)
    return escape(text.strip())
