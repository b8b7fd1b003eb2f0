/* What the browser remembers between visits: an article that was typed and not read yet, and the language of the page.
 *
 * data: language, chosen by hand, or ""; spent, a number that grows when the text was read or is to be forgotten; whose,
 *       a name for who signed in, or "": what one person typed is offered to nobody else at the same computer
 * What was remembered goes out once, as the trigger "remembered" {text, language}. Where the browser keeps nothing (a
 * private window, storage switched off) nothing is remembered, and nothing is said.
 */
const TEXT = (whose) => `strikemap text${whose && " "}${whose}`;
const LANGUAGE = "strikemap language";
const BOX = ".st-key-text textarea";
const PAUSE_MS = 300;
// A person's own words, not somebody's whole archive.
const MOST = 1000000;

function kept(name) {
  try { return window.localStorage.getItem(name) || ""; } catch (error) { return ""; }
}

function keep(name, value) {
  try {
    if (value) window.localStorage.setItem(name, value);
    else window.localStorage.removeItem(name);
  } catch (error) { /* full, or switched off */ }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let state = known.get(parentElement);
  if (!state) {
    state = { spent: data.spent, timer: 0, whose: data.whose };
    known.set(parentElement, state);
    state.note = (event) => {
      if (!event.target.matches || !event.target.matches(BOX)) return;
      window.clearTimeout(state.timer);
      const value = event.target.value;
      state.timer = window.setTimeout(() => keep(TEXT(state.whose), value.length <= MOST ? value : ""), PAUSE_MS);
    };
    document.addEventListener("input", state.note);
    const remembered = { text: kept(TEXT(state.whose)), language: kept(LANGUAGE) };
    if (remembered.text || remembered.language) setTriggerValue("remembered", remembered);
  }
  if (data.spent !== state.spent) {
    state.spent = data.spent;
    window.clearTimeout(state.timer);
    keep(TEXT(state.whose), "");
  }
  if (data.language) keep(LANGUAGE, data.language);
  return () => {
    document.removeEventListener("input", state.note);
    known.delete(parentElement);
  };
}
