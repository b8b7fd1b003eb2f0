/* Joins the drawing script to Streamlit: scenes come in by its message protocol, clicks go out, and so does
 * what is drawn by hand (draw.js).
 *
 * What rarely changes (the base map; theme and words; areas sent before) lies beside this page as <name>.json and is
 * fetched once from here; a rerun sends the rest. The newest scene wins: one that is overtaken while it waits is not drawn.
 */
(function () {
  "use strict";
  const strikemap = window.strikemap;
  const draw = window.strikemapDraw;
  const kept = new Map(); // name -> promise of the parsed part
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"; // their order: component.py
  const MOST_KEPT = 100; // the oldest go first; what is still shown is fetched again
  let turn = 0;
  let fitted = null;
  let answers = 0;
  let map = null;
  let ring = null;

  // From so narrow a page on, Streamlit puts its columns below each other.
  const phone = window.parent.matchMedia("(max-width: 640px)");
  const narrowed = () => document.documentElement.classList.toggle("sm-phone", phone.matches);
  phone.addEventListener("change", narrowed);
  narrowed();

  function send(type, data) {
    window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type: "streamlit:" + type }, data), "*");
  }

  function part(name) {
    if (!kept.has(name)) {
      const asked = fetch(name + ".json").then((answer) => {
        if (!answer.ok) throw new Error("no " + name);
        return answer.json();
      });
      asked.catch(() => kept.delete(name)); // asked for again at the next rerun
      kept.set(name, asked);
    }
    return kept.get(name);
  }

  /* A list of steps from a text (geo/ui/component.py, steps_text); lists of such texts as lists. */
  function steps(text) {
    if (typeof text !== "string") return text.map(steps);
    const found = [];
    let value = 0;
    let bits = 0;
    for (const digit of text) {
      const five = DIGITS.indexOf(digit);
      value |= (five & 31) << bits;
      bits += 5;
      if (five < 32) {
        found.push(value & 1 ? ~(value >>> 1) : value >>> 1);
        value = bits = 0;
      }
    }
    return found;
  }

  function unfolded(value) {
    const geometry = value.geometry;
    if (!geometry.packed) return value;
    const whole = Object.assign({}, geometry, { coordinates: steps(geometry.coordinates) });
    return Object.assign({}, value, { geometry: whole });
  }

  /* A large feature comes with a name, and the next time by its name alone. */
  function feature(sent) {
    if (!sent.feature) return part(sent.name).then(unfolded);
    if (sent.name) kept.set(sent.name, Promise.resolve(sent.feature));
    return unfolded(sent.feature);
  }

  /* A list (features, labels) comes whole and with a name; after that, as what changed in the list of that name. What
   * comes of the changes may have a name too: the next ones are of that. */
  function list(sent, item) {
    const all = (items) => Promise.all(items.map(item));
    const made = sent.base ? changed(sent, item, all) : all(sent.items);
    if (sent.name) {
      kept.set(sent.name, made);
      made.catch(() => kept.delete(sent.name));
    }
    return made;
  }

  function changed(sent, item, all) {
    if (!kept.has(sent.base)) {
      const asked = part(sent.base).then(all);
      kept.set(sent.base, asked);
      asked.catch(() => kept.delete(sent.base));
    }
    return kept.get(sent.base).then((base) => Promise.all(sent.items.map((one) => {
      if (Array.isArray(one)) return base.slice(one[0], one[1]);
      return "like" in one ? patched(base[one.like], one.changed) : item(one);
    }))).then((items) => items.flat());
  }

  /* A feature or label of which some fields changed; a popup has the places of the lines that it had before. */
  function patched(old, changed) {
    const found = Object.assign({}, old, changed);
    for (const name of ["popup", "legend"]) {
      const lines = changed[name];
      if (lines) found[name] = lines.map((line) => (typeof line === "number" ? old[name][line] : line));
    }
    return changed.geometry ? unfolded(found) : found;
  }

  function forget() {
    for (const name of kept.keys()) {
      if (kept.size <= MOST_KEPT) return;
      kept.delete(name);
    }
  }

  async function render(args, theme) {
    turn += 1;
    const mine = turn;
    forget();
    const [base, style, events, features, labels, about] = await Promise.all([
      part(args.base), part(args.style), args.events ? part(args.events) : null,
      list(args.scene.features, feature), list(args.scene.labels, (label) => label),
      list(args.scene.about, (one) => one),
    ]);
    if (mine !== turn) return;
    const scene = Object.assign({}, about[0], style, { base: base, features: features, labels: labels });
    if (events) scene.events = events; // the same object at each rerun: nothing is drawn anew
    const options = { selected: args.selected, fit: args.fit !== null && args.fit !== fitted };
    fitted = args.fit;
    if (theme && theme.base) options.scheme = theme.base === "dark" ? "dark" : "light";
    strikemap.draw(scene, options);
    ringAt(args.at, scene.bounds);
    draw.mode(args.mode);
  }

  /* The place that is looked at has no mark on this map (a country, a name for an institution): a ring shows where. */
  function ringAt(at, bounds) {
    if (ring) ring.remove();
    ring = null;
    if (!at || !map || document.querySelector(".sm-icon.sm-lit")) return;
    const lon = [at[0], at[0] + 360, at[0] - 360].find((x) => x >= bounds[0] && x <= bounds[2]);
    const options = { pane: "sm-shapes", interactive: false, radius: 14, fill: false, className: "sm-lit-ring" };
    ring = window.L.circleMarker([at[1], lon === undefined ? at[0] : lon], options).addTo(map);
  }

  /* Each answer has a number of its own: the app hears it once. */
  function answer(value) {
    answers += 1;
    send("setComponentValue", { value: Object.assign({ n: Date.now() + "-" + answers }, value), dataType: "json" });
  }

  strikemap.extend((made) => { map = made; });
  strikemap.onclick = answer;
  draw.ontaken = answer;

  /* The frame is as high as the map and its legend. */
  strikemap.onheight = (height) => send("setFrameHeight", { height: height });

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.type !== "streamlit:render") return;
    const args = JSON.parse(new TextDecoder().decode(event.data.args.message));
    document.documentElement.style.setProperty("--map-height", Number(args.most) + "px");
    render(args, event.data.theme).catch((error) => console.error(String(error)));
  });
  send("componentReady", { apiVersion: 1 });
})();
