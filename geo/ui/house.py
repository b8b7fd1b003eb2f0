"""A house's own style, brought as files for this visit: its TOML and the fonts that lie beside it, as bytes.

It holds as long as the story on the desk names it: undo takes it off, and another story is drawn in its own. Names of
files are keys here and never a way to a file of this machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import BadInput
from geo.ui import figures, opened, say
from geo.ui.desk import Desk
from geo.ui.heard import when_changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo.measuring.borders import Borders
    from geo.model import Policy
    from geo.style import House
    from geo.words import Words

PART, POLICY = "house", "policy"
KEY = "house-style"
FONTS = ("woff2", "ttf", "otf")
# Of what reads badly in a style, so much is listed at once.
MOST_REMARKS = 12


def brought() -> House | None:
    """The style that this visitor brought, be it in use or not."""
    from geo.style import House

    found = st.session_state.get(KEY)
    return found if isinstance(found, House) else None


def in_use() -> House | None:
    """The style that this visitor brought, if the story on the desk is drawn in it."""
    house, desk = brought(), st.session_state.get("desk")
    is_named = house is not None and isinstance(desk, Desk) and desk.story.style.get("name") == house.style
    return house if is_named else None


def borders(policy: Policy) -> Borders:
    """The borders by a policy, with what the style in use says of single disputed areas: all is measured by these."""
    house = in_use()
    return opened.borders(policy) if house is None else opened.borders(policy, house)


def style_in(files: Sequence[UploadedFile]) -> House:
    """The style among uploaded files: one TOML, and fonts by the names that it calls them.

    Raises:
        BadInput: no style file or several, or a style that cannot be used.
    """
    from geo.style import read_house

    styles = [file for file in files if file.name.lower().endswith(".toml")]
    if len(styles) != 1:
        raise BadInput("{value} style files were given: expected one (TOML), with its font files", value=len(styles))
    return read_house(styles[0].getvalue(), files={file.name: file.getvalue() for file in files if file != styles[0]})


def use(desk: Desk, house: House) -> None:
    """Draw the desk's story in a style that was brought, and measure it by that style's borders."""
    from geo.analysis import with_policy
    from geo.style import styled

    story = desk.story
    before, policy = borders(story.policy), house.policy or story.policy
    after = opened.borders(policy, house)
    st.session_state[KEY] = house
    desk.change(styled(story if after is before else with_policy(story, after), house))


def leave(desk: Desk, name: str) -> None:
    """Draw the desk's story in a built-in style again, by the borders of its policy alone."""
    from geo.analysis import with_policy
    from geo.style import built_in_house, styled

    before, after = borders(desk.story.policy), opened.borders(desk.story.policy)
    story = desk.story if after is before else with_policy(desk.story, after)
    desk.change(styled(story, built_in_house(name)))


def policy_box(desk: Desk, words: Words) -> None:
    """Whose borders are drawn and measured by."""
    policies: list[Policy] = list(figures.POLICIES)
    key = f"policy-{desk.turn}"

    def chosen() -> None:
        from geo.analysis import with_policy

        policy: Policy = st.session_state[key]
        with desk.attempt(POLICY):
            desk.change(with_policy(desk.story, borders(policy)))

    st.selectbox(
        words("Borders according to"),
        policies,
        index=policies.index(desk.story.policy),
        format_func=lambda policy: words(figures.POLICIES[policy]),
        key=key,
        on_change=when_changed(key, desk.story.policy, chosen),
    )
    say.notice(desk, POLICY, words)


def box(desk: Desk, words: Words) -> None:
    """Where a style comes in, and what reads badly in it."""
    from geo.style import remarks

    house = in_use()
    with st.expander(
        words("Your house's own style"), icon=":material/palette:", expanded=PART in desk.notices, key="house"
    ):
        say.note(
            words(
                "A style file (TOML) with its font files. It stays with this visit; "
                "of a saved story only its name is kept."
            )
        )
        files = st.file_uploader(
            words("Style file and fonts"), type=["toml", *FONTS], accept_multiple_files=True, key=f"house-{desk.turn}"
        )
        if st.button(words("Use this style"), key="house-use", disabled=not files):
            with desk.attempt(PART):
                use(desk, style_in(files))
                desk.turn += 1
            if PART not in desk.notices:
                st.rerun()
        say.notice(desk, PART, words)
        if house is None:
            return
        told = remarks(house)
        say.note(words.plural("{name}: {n} remark", "{name}: {n} remarks", len(told), name=house.style))
        for remark in told[:MOST_REMARKS]:
            say.note(f"• {remark.said(words)}")
        if len(told) > MOST_REMARKS:
            say.note(words("and {n} more", n=len(told) - MOST_REMARKS))
