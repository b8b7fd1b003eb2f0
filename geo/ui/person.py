"""Who is at the desk: the one who signed in, or on a machine of one's own simply its user.

Signing in is Streamlit's own OpenID Connect (``[auth]`` in its secrets file); where none is set up there is one person.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from geo.desk.kept import OWNER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.words import Words

MAX_NAME = 100
_asks = False


def must_sign_in() -> bool:
    """Whether the server asks people to sign in and this one has not."""
    return has_sign_in() and not st.user.is_logged_in


def has_sign_in() -> bool:
    """Whether signing in was set up on this server; once it was, until the server ends.

    A secrets file that is taken away or broken while the server runs opens no door.
    """
    from streamlit.errors import StreamlitSecretNotFoundError

    global _asks
    with suppress(StreamlitSecretNotFoundError):
        _asks = _asks or "auth" in st.secrets
    return _asks


def owner() -> str:
    """Whose stories these are, in the words of the store."""
    if not has_sign_in() or not st.user.is_logged_in:
        return OWNER
    return owner_of(st.user.to_dict())


def owner_of(claims: Mapping[str, object]) -> str:
    """The address by which a person signed in, where the provider says that it is theirs; else their number there.

    An address that nobody vouches for is what its owner typed: it would open another's stories. A number is unique to
    its issuer only, so both are told.
    """
    email = claims.get("email")
    # Some providers write their yes and no as texts.
    if isinstance(email, str) and email and str(claims.get("email_verified")).lower() == "true":
        return email
    return f"{claims.get('sub', '')} ({claims.get('iss', '')})"


def name() -> str:
    """The name of who signed in, for a review to be signed with; "" where nobody did."""
    if not has_sign_in() or not st.user.is_logged_in:
        return ""
    about = st.user.to_dict()
    return str(about.get("name") or about.get("email") or "")[:MAX_NAME]


def door(words: Words) -> None:
    """All that somebody sees who has to sign in first."""
    st.html("<h1>strikemap</h1>")
    st.text(words("Sign in to see and make stories."))
    st.button(words("Sign in"), key="sign-in", type="primary", icon=":material/login:", on_click=st.login)


def leave(words: Words) -> None:
    """The way out, for who signed in."""
    if has_sign_in() and st.user.is_logged_in:
        st.button(words("Sign out"), key="sign-out", icon=":material/logout:", help=None, on_click=st.logout)
