/* Says in the page's language what Streamlit says in English: on its boxes, and to who hears the page read.
 *
 * data: words, from Streamlit's, with "#" for a number, to the page's, with "{n}"; what is not among them stays.
 * React, which made these texts, sets one anew only where it is another one; whatever it sets is looked at again.
 */
const TEXTS = ["InputInstructions", "stFileUploaderDropzone", "stFileUploaderDropzoneInstructions"]
  .map((name) => `[data-testid="${name}"] :is(span, p)`).concat('[data-testid="stSkipToContent"]').join();
const NAMED = "button[aria-label], input[aria-label], [role=spinbutton][aria-label]";
const TITLED = "iframe[title]";
// What was there, and what stands there now; by the text, or by the element whose name it is.
const said = new WeakMap();
let words = {};

function translated(text) {
  const [, head, rest] = /^(.*?)((?: • |, ).*)?$/s.exec(text);
  const number = /\d+/.exec(head);
  const found = words[head] ?? (number && words[head.replace(number[0], "#")]);
  return found ? found.replace("{n}", number) + (rest || "") : text;
}

function say(node, now, set) {
  const before = said.get(node);
  const english = before && before.shown === now ? before.english : now;
  const shown = translated(english);
  if (shown === now) return;
  said.set(node, { english, shown });
  set(shown);
}

function look() {
  document.querySelectorAll(TEXTS).forEach((one) => one.childNodes.forEach((node) => {
    if (node.nodeType === Node.TEXT_NODE) say(node, node.data, (text) => { node.data = text; });
  }));
  [[NAMED, "aria-label"], [TITLED, "title"]].forEach(([all, name]) => document.querySelectorAll(all).forEach(
    (one) => say(one, one.getAttribute(name), (text) => one.setAttribute(name, text))));
}

let asked = 0;
function lookSoon() {
  if (!asked) asked = requestAnimationFrame(() => { asked = 0; look(); });
}

let watch = null;
export default function ({ data }) {
  words = data.words;
  if (!watch) {
    watch = new MutationObserver(lookSoon);
    watch.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label", "title"],
    });
  }
  lookSoon();
}
