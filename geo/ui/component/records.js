/* Rows of which one is chosen: the places of a story, or what a name may mean. Radio buttons that are one stop of the
 * Tab key.
 *
 * data: label, rows [{id, name, where, what, why, side, mark}, ...] (mark: class of the look that "where" has in the
 *       article's text), chosen: id of the one that is taken, most: px that the list may be high
 * Arrows go from row to row; a click, Enter or Space takes one: trigger "chosen" with its id. The one that is taken is
 * brought into sight.
 */
function rowOf(state, row) {
  const node = element("div", "sm-record");
  node.dataset.id = row.id;
  node.setAttribute("role", "radio");
  node.append(element("span", "sm-dot"));
  const text = element("div", "sm-record-text");
  const head = element("p", "sm-record-head");
  const where = element(row.mark ? "mark" : "span", row.mark || "sm-record-where", row.where);
  head.append(element("span", "sm-record-name", row.name), " ", where);
  text.append(head, element("p", "sm-record-what", row.what));
  if (row.why) text.append(element("p", "sm-record-why", row.why));
  text.querySelectorAll("p, span").forEach((part) => { part.dir = "auto"; });
  node.append(text);
  if (row.side) node.append(element("span", "sm-record-side", row.side));
  return node;
}

function draw(state, data) {
  state.list.replaceChildren(...data.rows.map((row) => rowOf(state, row)));
  state.label.textContent = data.label;
  state.list.setAttribute("aria-label", data.label);
  state.list.style.maxHeight = data.most + "px";
  state.rows = [...state.list.children];
}

function check(state, chosen) {
  state.rows.forEach((row) => row.setAttribute("aria-checked", String(row.dataset.id === chosen)));
  const taken = state.rows.find((row) => row.dataset.id === chosen);
  if (!state.list.contains(document.activeElement)) stopAt(state.rows, taken || state.rows[0]);
  if (!taken || taken === document.activeElement) return;
  const [box, at] = [state.list.getBoundingClientRect(), taken.getBoundingClientRect()];
  if (at.top < box.top || at.bottom > box.bottom) state.list.scrollTop += at.top - box.top - box.height / 3;
}

function choose(state, row) {
  stopAt(state.rows, row);
  if (row.dataset.id === state.chosen) return;
  state.tell("chosen", row.dataset.id);
}

function listen(state) {
  state.list.addEventListener("click", (event) => {
    const row = event.target.closest(".sm-record");
    if (row) choose(state, row);
  });
  state.list.addEventListener("keydown", (event) => {
    const at = state.rows.indexOf(event.target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = state.rows.length;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Enter" || event.key === " ") choose(state, event.target);
    else if (step) {
      const row = state.rows[(at + step + count) % count];
      stopAt(state.rows, row);
      row.focus();
    } else return;
    event.preventDefault();
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  let host = parentElement.querySelector(":scope > .sm-part");
  if (!host) {
    host = parentElement.appendChild(element("div", "sm-part"));
    const made = { host: host, label: element("p", "sm-label"), list: element("div", "sm-records"), drawn: "", rows: [] };
    made.label.setAttribute("aria-hidden", "true"); // the list bears it
    made.list.setAttribute("role", "radiogroup");
    host.append(made.label, made.list);
    known.set(host, made);
    listen(made);
  }
  const state = known.get(host);
  state.tell = setTriggerValue;
  state.chosen = data.chosen;
  const drawn = JSON.stringify([data.label, data.rows, data.most]);
  const focused = state.list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  if (drawn !== state.drawn) draw(state, data);
  state.drawn = drawn;
  const again = focused === null ? null : state.rows.find((row) => row.dataset.id === focused);
  if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  check(state, data.chosen);
}
