/* The article's text with its places marked: a mark is a button, and all marks are one stop of the Tab key.
 *
 * data: text   [[tag, class, [text or [text, number of the place], ...]], ...]
 *       places [{id, class, title}, ...], legend [[class, text], ...], language, label, most (px or null)
 *       chosen number of the place that is looked at, or -1
 * Everything is shown by textContent. A click, Enter or Space on a mark tells its place: trigger "chosen".
 */
function markOf(data, part) {
  const place = data.places[part[1]];
  const node = element("mark", place.class, part[0]);
  node.title = place.title;
  node.dataset.place = part[1];
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", place.title);
  node.tabIndex = -1;
  return node;
}

function block(data, piece) {
  const node = element(piece[0], piece[1]);
  node.append(...piece[2].map((part) => (typeof part === "string" ? part : markOf(data, part))));
  return node;
}

function draw(state, data) {
  const legend = element("p", "sm-legend");
  data.legend.forEach((item) => legend.append(element("mark", item[0], item[1]), " "));
  const text = element("div", "sm-article sm-marks");
  text.lang = data.language;
  text.dir = "auto";
  text.append(...data.text.map((piece) => block(data, piece)));
  if (data.most) {
    text.classList.add("sm-scrolls");
    text.style.maxHeight = data.most + "px";
  }
  text.setAttribute("role", "group");
  text.setAttribute("aria-label", data.label);
  state.host.replaceChildren(...(data.legend.length ? [legend, text] : [text]));
  state.text = text;
  state.marks = [...text.querySelectorAll("mark")];
  if (state.marks.length) state.marks[0].tabIndex = 0;
}

/* In a text that scrolls by itself it is brought into sight there; else the page moves, but not on a phone, where the
 * map stands above the text. */
function bring(state, mark) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const how = still ? "auto" : "smooth";
  if (state.text.scrollHeight > state.text.clientHeight + 1) {
    const box = state.text.getBoundingClientRect();
    const at = mark.getBoundingClientRect();
    if (at.top < box.top || at.bottom > box.bottom) {
      state.text.scrollTo({ top: state.text.scrollTop + at.top - box.top - box.height / 3, behavior: how });
    }
  } else if (window.innerWidth > 640) {
    mark.scrollIntoView({ block: "nearest", behavior: how });
  }
}

function light(state, chosen, isNew) {
  const lit = state.marks.filter((mark) => Number(mark.dataset.place) === chosen);
  state.marks.forEach((mark) => {
    const on = Number(mark.dataset.place) === chosen;
    mark.classList.toggle("sm-chosen", on);
    mark.setAttribute("aria-pressed", String(on));
  });
  if (!lit.length || lit.includes(document.activeElement)) return;
  if (!state.text.contains(document.activeElement)) stopAt(state.marks, lit[0]);
  if (isNew && state.clicked !== chosen) bring(state, lit[0]);
}

function choose(state, mark) {
  stopAt(state.marks, mark);
  const number = Number(mark.dataset.place);
  if (number === state.chosen) return; // it is looked at already: nothing to send
  state.clicked = number;
  light(state, number, false); // at once; the rest of the page follows
  state.tell("chosen", state.places[number].id);
}

function listen(state) {
  state.host.addEventListener("click", (event) => {
    const mark = event.target.closest(".sm-marks mark");
    if (mark) choose(state, mark);
  });
  state.host.addEventListener("keydown", (event) => {
    const at = state.marks.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = state.marks.length - 1;
    const right = getComputedStyle(state.text).direction === "rtl" ? -1 : 1;
    const next = { ArrowRight: at + right, ArrowLeft: at - right, Home: 0, End: last }[event.key];
    if (event.key === "Enter" || event.key === " ") choose(state, event.target);
    else if (next !== undefined) {
      const mark = state.marks[Math.max(0, Math.min(last, next))];
      stopAt(state.marks, mark);
      mark.focus();
    } else return;
    event.preventDefault();
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  let host = parentElement.querySelector(":scope > .sm-part");
  if (!host) {
    host = parentElement.appendChild(element("div", "sm-part"));
    known.set(host, { host: host, drawn: "", chosen: -1, clicked: -1 });
    listen(known.get(host));
  }
  const state = known.get(host);
  const first = !state.drawn;
  state.tell = setTriggerValue;
  state.places = data.places;
  const drawn = JSON.stringify([data.text, data.places, data.legend, data.most]);
  if (drawn !== state.drawn) draw(state, data);
  const isNew = data.chosen !== state.chosen;
  state.drawn = drawn;
  state.chosen = data.chosen;
  light(state, data.chosen, isNew && (!first || Boolean(data.most)));
  state.clicked = -1;
}
