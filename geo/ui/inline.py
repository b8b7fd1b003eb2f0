"""Small parts of the page that are ours and stand in it without a frame: Streamlit's components of the second kind.

Each is a script and a style sheet in ``geo/ui/component``, fixed code of ours. What it shows comes as data and is shown
by ``textContent``; Streamlit warns that such a component runs with the page's rights, so no text of others is ever put
into script, style or markup.

Streamlit sends a component's code along with each drawing of it. So what it is given here is one line that loads the
code, which lies beside the map's page, and a letter typed in a search box costs the rows alone.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from geo.ui.component import COMPONENT, MAP_NAME, component_folder

PARTS = ("arrive", "borrowed", "marks", "memory", "records", "search")
SHARED = "shared"


def part(name: str, data: dict[str, Any], *, key: str, **told: Any) -> None:
    """Show a part.

    Args:
        name: one of ``PARTS``. data: what its script says that it takes; JSON values.
        key: Streamlit's key, under which ``st.session_state`` holds what the part tells.
        told: ``on_NAME_change``: a function that is called before the page is drawn anew when the part tells NAME.
    """
    import streamlit as st

    # Registered at each call: with the server that runs, of which a test may start several.
    mounted = st.components.v2.component(f"strikemap-{name}", js=_loader(_address(name)), isolate_styles=False)
    # In a list: what Streamlit takes for a table (it looks at each value, by pandas) stays what it is.
    mounted(data=[data], key=key, **told)


def told(key: str, name: str) -> Any:
    """What a part told last under that name, or None."""
    import streamlit as st

    state = st.session_state.get(key)
    return None if state is None else state.get(name)


def _address(name: str) -> str:
    """Where the browser finds a part's code: below the path at which the server is served."""
    import streamlit as st

    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return "/".join(("", *filter(None, (base, "component", MAP_NAME, _file(name)))))


@cache
def _loader(address: str) -> str:
    """One line of script that hands each drawing on to the code at an address of ours, in order.

    A page that is left while the code is on its way never gets it: that is told, and no error of the page.
    """
    loaded = f"const part = import(new URL({json.dumps(address)}, window.location.origin).href);"
    run = "(code) => code.default({ ...component, data: component.data[0] })"
    call = f"part.then({run}, (error) => console.warn(String(error)));"
    return f"{loaded}\nexport default function (component) {{ {call} }}\n"


@cache
def _file(name: str) -> str:
    """Write a part's code, with the line that puts in its style sheet, where the map's page lies; its name there."""
    style = json.dumps((COMPONENT / f"{name}.css").read_text("utf-8"))
    sheet = 'const sheet = document.createElement("style");'
    script = "".join((COMPONENT / f"{part}.js").read_text("utf-8") for part in (SHARED, name))
    code = f"{script}\n{sheet}\nsheet.textContent = {style};\ndocument.head.append(sheet);\n"
    file = f"{name}-{hashlib.sha256(code.encode()).hexdigest()[:16]}.js"
    (component_folder() / file).write_text(code, encoding="utf-8")
    return file
