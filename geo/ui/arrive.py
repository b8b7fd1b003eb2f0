"""Coming to a step for one thing on it: its block is brought into view and has the focus.

A step opens at its top. Who is sent there for one thing should see that thing, and begin at it by keyboard too.
"""

from __future__ import annotations

import re

import streamlit as st

_WANTED = "arrive"
# Fixed code of ours; which block is meant comes as data. The block is there some time after the page is made anew, and
# moves while what is above it is drawn: it is brought into view until it stays where it is, or a person does something.
_SCRIPT = """
const ENDS = ["wheel", "keydown", "pointerdown", "touchstart"];
const CONTROL = "input, textarea, button, summary, select, [tabindex='0']";
const FOR_MS = 5000, STILL_MS = 600;
export default function ({ data }) {
  const begun = performance.now();
  let focused = false, top = null, since = begun, over = false;
  const end = () => { over = true; ENDS.forEach((name) => window.removeEventListener(name, end, true)); };
  ENDS.forEach((name) => window.addEventListener(name, end, true));
  const found = () => [...document.querySelectorAll('[class*="st-key-"]')].find(
    (one) => [...one.classList].some((name) => name.startsWith(`st-key-${data.block}`)));
  const look = (now) => {
    if (over) return;
    const block = found();
    if (block) {
      const at = block.getBoundingClientRect().top;
      if (at !== top) {
        block.scrollIntoView({ block: "center" });
        top = block.getBoundingClientRect().top;
        since = now;
      }
      if (!focused) {
        const controls = [...block.querySelectorAll(CONTROL)];
        const control = controls.find((one) => !one.disabled && one.getClientRects().length);
        if (!control) block.tabIndex = -1;
        (control || block).focus({ preventScroll: true });
        focused = true;
      }
    }
    if (now - begun > FOR_MS || (block && now - since > STILL_MS)) end();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return end;
}
"""


def wanted(block: str) -> None:
    """Bring a block into view when the page is made anew: the beginning of its key."""
    st.session_state[_WANTED] = block


def show() -> None:
    """The part that does so, once; nothing of it is seen. Meant to come after the step."""
    block = st.session_state.pop(_WANTED, None)
    if block is not None:
        mounted = st.components.v2.component("strikemap-arrive", js=_SCRIPT, isolate_styles=False)
        # As Streamlit makes a class of a key.
        mounted(data={"block": re.sub(r"[^a-zA-Z0-9_-]", "-", block)}, key="arrived", height=0)
