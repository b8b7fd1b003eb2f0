/* A search box that completes names while they are typed: a combobox after the ARIA pattern, with its list.
 *
 * data: answers {text, n} what was asked; rows [{id, name, also, where, what}, ...]; said: how many there are, or none;
 *       label, hint, waits (still no list of names)
 * What is typed goes out as the state "typed" {text, n}, at most every 60 ms; what is chosen as the trigger "chosen"
 * {id, text}. Rows are shown only for the text that they answer; of the rows before, those stay that begin as it does.
 */
const PAUSE_MS = 60;
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

function make(state, key) {
  const id = "sm-search-" + key.replace(/\W/g, "-");
  state.label = element("label", "sm-label");
  state.label.htmlFor = id;
  state.input = element("input", "sm-input");
  Object.assign(state.input, { id: id, type: "text", autocomplete: "off", spellcheck: false, maxLength: 100 });
  state.input.enterKeyHint = "search";
  state.list = element("ul", "sm-list");
  state.list.id = id + "-list";
  state.list.setAttribute("role", "listbox");
  state.none = element("p", "sm-none");
  state.said = element("p", "sm-unseen");
  state.said.setAttribute("role", "status");
  const set = { role: "combobox", "aria-autocomplete": "list", "aria-controls": state.list.id, "aria-expanded": "false" };
  Object.keys(set).forEach((name) => state.input.setAttribute(name, set[name]));
  const box = element("div", "sm-search");
  box.append(state.input, state.list, state.none);
  state.host.append(state.label, box, state.said);
}

function optionOf(state, row, i) {
  const node = element("li", "sm-option");
  node.id = state.list.id + "-" + i;
  node.setAttribute("role", "option");
  const name = element("span", "sm-option-name", row.name);
  if (row.also) name.append(" ", element("span", "sm-option-also", row.also));
  node.append(name, element("span", "sm-option-where", row.where), element("span", "sm-option-what", row.what));
  node.querySelectorAll("span").forEach((part) => { part.dir = "auto"; });
  node.addEventListener("click", () => choose(state, i));
  return node;
}

function show(state, rows) {
  state.rows = rows;
  state.list.replaceChildren(...rows.map((row, i) => optionOf(state, row, i)));
  open(state, rows.length > 0 && state.host.contains(document.activeElement));
  point(state, rows.length ? 0 : -1);
}

function open(state, is) {
  const was = state.open;
  state.open = is && state.rows.length > 0;
  state.list.classList.toggle("sm-open", state.open);
  if (state.open && !was) state.list.scrollIntoView({ block: "nearest" });
  state.input.setAttribute("aria-expanded", String(state.open));
  if (!state.open) state.input.removeAttribute("aria-activedescendant");
}

function point(state, at) {
  state.at = at;
  [...state.list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === at)));
  const node = state.list.children[at];
  if (node && state.open) {
    state.input.setAttribute("aria-activedescendant", node.id);
    node.scrollIntoView({ block: "nearest" });
  } else state.input.removeAttribute("aria-activedescendant");
}

function ask(state) {
  window.clearTimeout(state.timer);
  state.timer = null;
  state.n += 1;
  state.asked = { text: state.input.value, n: state.n };
  state.tell.state("typed", state.asked);
}

/* Whether the rows answer what stands in the box now. */
function isAnswered(state) {
  return !state.timer && state.asked !== null && state.answered === state.asked.n && state.input.value.trim() !== "";
}

function typed(state) {
  const text = folded(state.input.value);
  state.none.textContent = state.said.textContent = "";
  const fits = (row) => folded(row.name).startsWith(text) || folded(row.match || "").startsWith(text);
  show(state, text ? state.rows.filter(fits) : []);
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(() => ask(state), PAUSE_MS);
}

function choose(state, at) {
  const row = state.rows[at];
  if (!row) return;
  const text = state.input.value;
  window.clearTimeout(state.timer);
  state.timer = null;
  state.input.value = "";
  state.asked = null;
  show(state, []);
  state.tell.trigger("chosen", { id: row.id, text: text });
}

function pressed(state, event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const last = state.rows.length - 1;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (last < 0) return;
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = state.open ? (state.at + step + last + 1) % (last + 1) : Math.max(0, state.at);
    open(state, true);
    point(state, at);
  } else if (event.key === "Enter") {
    if (state.open) choose(state, state.at);
    else if (state.timer) ask(state); // no need to wait for the pause
  } else if (event.key === "Escape") {
    if (state.open) open(state, false);
    else if (state.input.value) {
      state.input.value = "";
      typed(state);
    } else return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function listen(state) {
  state.input.addEventListener("input", () => typed(state));
  state.input.addEventListener("keydown", (event) => pressed(state, event));
  state.input.addEventListener("focus", () => open(state, isAnswered(state)));
  state.input.addEventListener("blur", () => open(state, false));
  state.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
}

export default function ({ data, key, parentElement, setStateValue, setTriggerValue }) {
  let host = parentElement.querySelector(":scope > .sm-part");
  if (!host) {
    host = parentElement.appendChild(element("div", "sm-part"));
    known.set(host, { host: host, rows: [], at: -1, n: 0, asked: null, answered: -1, timer: null, open: false });
    make(known.get(host), key || "box");
    listen(known.get(host));
  }
  const state = known.get(host);
  state.tell = { state: setStateValue, trigger: setTriggerValue };
  state.label.textContent = data.label;
  state.input.placeholder = data.hint;
  state.list.setAttribute("aria-label", data.label);
  if (!data.answers || state.answered === data.answers.n || state.asked === null) return;
  if (data.answers.n !== state.asked.n || data.answers.text !== state.input.value) return; // overtaken by what is typed
  state.answered = data.answers.n;
  show(state, data.rows);
  state.said.textContent = data.said;
  state.none.textContent = data.rows.length ? "" : data.said;
}
