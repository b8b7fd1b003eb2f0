/* Says in the page's language what Streamlit says in English: on its boxes, and to who hears the page read.
 *
 * data: words, from Streamlit's, with "#" for a number, to the page's, with "{n}"; before, from how a name of Streamlit's
 *       begins to what the page says there; adds, what it says before a word that a list offers to take over. What is in
 *       none of these stays.
 * React, which made these texts, sets one anew only where it is another one; whatever it sets is looked at again.
 */
const TEXTS = ["InputInstructions", "stFileUploaderDropzone", "stFileUploaderDropzoneInstructions"]
  .map((name) => `[data-testid="${name}"] :is(span, p)`).concat(
    '[data-testid="stSkipToContent"]', '[data-testid="stDateInputCalendar"] :is(span, h2)',
    "[role=listbox][data-empty] [role=option] span", "[data-live-announcer] [role=log] > div",
  ).join();
// The row of a list that offers what was typed; other rows are of others' words and stay as they are.
const OFFERED = "[role=option][data-collection] > div";
const NAMED = ["button", "input", "kbd", "table", "[role=spinbutton]", "[role=group]", "[role=dialog]",
  "[data-testid=stDateInputCalendar]", "[data-testid=stDateInputCalendar] *"].map((one) => `${one}[aria-label]`).join();
const TITLED = "iframe[title]";
const HINTED = "input[placeholder]";
// What was there, and what stands there now; by the node of the text or of the attribute.
const said = new WeakMap();
let words = {};
let before = {};
const ADDS = "Add: "; // and what was typed
let adds = ADDS.trim();

function translated(text) {
  const [, head, rest] = /^(.*?)((?: • |, |: ).*)?$/s.exec(text);
  const number = /\d+/.exec(head);
  const found = words[head] ?? (number && words[head.replace(number[0], "#")]);
  return found ? found.replace("{n}", number) + (rest || "") : text;
}

/* A name that says what is done with something of others' words, which stay; "words" holds those that stand alone. */
function named(text) {
  const shown = translated(text);
  const begins = shown === text && Object.keys(before).find((begin) => text.startsWith(begin));
  return begins ? `${before[begins]} ${text.slice(begins.length)}` : shown;
}

function offered(text) {
  const box = document.activeElement;
  const isTyped = box && box.value && text.startsWith(ADDS) && text.slice(ADDS.length).trim() === box.value.trim();
  return isTyped ? `${adds} ${text.slice(ADDS.length)}` : text;
}

function say(node, now, set, inOurs = translated) {
  const last = said.get(node);
  const english = last && last.shown === now ? last.english : now;
  const shown = inOurs(english);
  if (shown === now) return;
  said.set(node, { english, shown });
  set(shown);
}

function look() {
  [[TEXTS, translated], [OFFERED, offered]].forEach(([all, inOurs]) => document.querySelectorAll(all).forEach(
    (one) => one.childNodes.forEach((node) => {
      if (node.nodeType === Node.TEXT_NODE) say(node, node.data, (text) => { node.data = text; }, inOurs);
    })));
  [[NAMED, "aria-label"], [TITLED, "title"], [HINTED, "placeholder"]].forEach(
    ([all, name]) => document.querySelectorAll(all).forEach((one) => {
      const node = one.getAttributeNode(name);
      say(node, node.value, (text) => { node.value = text; }, named);
    }));
}

let asked = 0;
function lookSoon() {
  if (!asked) asked = requestAnimationFrame(() => { asked = 0; look(); });
}

let watch = null;
export default function ({ data }) {
  words = data.words;
  before = data.before;
  adds = data.adds;
  if (!watch) {
    watch = new MutationObserver(lookSoon);
    watch.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true,
      attributeFilter: ["aria-label", "title", "placeholder"],
    });
  }
  lookSoon();
}
