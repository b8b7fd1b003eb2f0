/* Moves a map that the server drew (geo/drawing/lightpage.py): pan, zoom, touch, keyboard, popups, scale bar.
 *
 * Nothing is drawn here and no text is made: popups are parts of the page that stand there already, shown or moved.
 * The view is the drawing's viewBox; marks and names keep their size by the property --k, names that stand at this
 * scale are picked by data-q (geo/drawing/still.py). All in px: of the drawing, or of the screen where it says so.
 */
(function () {
  "use strict";
  const root = document.documentElement;
  const one = (selector) => document.querySelector(selector);
  const svg = one(".sm-frame > .still");
  const frame = one(".sm-frame");
  const hintBox = one(".sm-hint");
  const pop = one(".sm-pop");
  const bar = one(".sm-scale");
  const numbers = (text) => text.split(" ").map(Number);
  const [width, height] = numbers(svg.getAttribute("viewBox")).slice(2);
  const [left, top, right, bottom] = numbers(svg.dataset.drawn);
  const [centreX, centreY] = numbers(svg.dataset.centre);
  const metresPx = Number(svg.dataset.metres);
  const scales = numbers(svg.dataset.scales);
  const lengths = svg.dataset.lengths.split("|"); // of a scale bar, in words: a browser takes long to make its first
  const MAX_SCALE = 6; // the base map is made for a scale of 1: closer shows nothing more
  const TOUCH_PX = 22; // a finger is wider than a mark
  const EARTH_M = 6371007; // the sphere with the surface of WGS 84

  let x = width / 2; // the middle of the view
  let y = height / 2;
  let zoom = 1; // of the whole map
  let scale = 1; // px of the screen to a px of the drawing
  let box = null; // the drawing on the screen

  /* ---- the view ---- */

  const clamp = (value, low, high) => (low > high ? (low + high) / 2 : Math.min(Math.max(value, low), high));

  function show() {
    box = svg.getBoundingClientRect();
    if (!box.width) return;
    const whole = Math.min(box.width / width, box.height / height);
    zoom = clamp(zoom, 1, Math.max(1, MAX_SCALE / whole));
    scale = whole * zoom;
    // Nobody moves to where the map was cut: a cut edge looks like a coast.
    x = clamp(x, left + box.width / scale / 2, right - box.width / scale / 2);
    y = clamp(y, top + box.height / scale / 2, bottom - box.height / scale / 2);
    if (zoom === 1) {
      x = width / 2;
      y = height / 2;
    }
    const w = width / zoom;
    const h = height / zoom;
    svg.setAttribute("viewBox", [x - w / 2, y - h / 2, w, h].join(" "));
    svg.style.setProperty("--k", 1 / scale);
    svg.dataset.q = Math.max(0, scales.filter((from) => from <= scale * 1.001).length - 1);
    drawScale();
    placePop();
    hideCut();
  }

  let asked = 0;
  function showSoon() {
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; show(); });
  }

  /* Zooms so that what lies under a place of the screen stays there. */
  function zoomBy(factor, screenX, screenY) {
    const before = scale;
    const whole = scale / zoom;
    const after = clamp(zoom * factor, 1, Math.max(1, MAX_SCALE / whole)) * whole;
    const dx = screenX === undefined ? 0 : screenX - box.left - box.width / 2;
    const dy = screenY === undefined ? 0 : screenY - box.top - box.height / 2;
    x += dx / before - dx / after;
    y += dy / before - dy / after;
    zoom = after / whole;
    scale = after;
    showSoon();
  }

  function moveBy(dx, dy) {
    x -= dx / scale;
    y -= dy / scale;
    showSoon();
  }

  function wholeMap() {
    zoom = 1;
    show();
  }

  /* A name of an area is not shown in part. */
  const areaNames = [...svg.querySelectorAll(".names text")].filter(
    (text) => /label-(country|neighbour|region|disputed|water)/.test(text.getAttribute("class")));
  function hideCut() {
    areaNames.forEach((text) => text.classList.remove("sm-cut"));
    if (zoom === 1) return;
    const boxes = areaNames.map((text) => text.getBoundingClientRect());
    areaNames.forEach((text, i) => text.classList.toggle("sm-cut", boxes[i].width > 0 &&
      (boxes[i].left < box.left || boxes[i].right > box.right || boxes[i].top < box.top || boxes[i].bottom > box.bottom)));
  }

  /* ---- the scale bar: true at the map's centre, along it ---- */

  function metresHere() {
    const dx = (x - centreX) * metresPx;
    const dy = (y - centreY) * metresPx;
    const away = Math.hypot(dx, dy);
    if (away < 1) return metresPx / scale;
    const equal = svg.dataset.plane === "equal-area";
    const angle = equal ? 2 * Math.asin(Math.min(1, away / 2 / EARTH_M)) : away / EARTH_M;
    const outward = equal ? Math.cos(angle / 2) : 1;
    const across = equal ? 1 / outward : angle / Math.sin(angle);
    return metresPx / scale * Math.hypot(dx / away / outward, dy / away / across);
  }

  function drawScale() {
    const metresPixel = metresHere();
    const most = Math.min(140, box.width / 3) * metresPixel;
    const power = Math.pow(10, Math.floor(Math.log10(most)));
    const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= most);
    bar.style.width = metres / metresPixel + "px";
    const known = lengths[Math.round(3 * Math.log10(metres / 1000))]; // 1, 2, 5, 10, ... km
    bar.firstElementChild.textContent = known ||
      new Intl.NumberFormat(root.lang, { style: "unit", unit: metres >= 1000 ? "kilometer" : "meter" })
        .format(metres >= 1000 ? metres / 1000 : metres); // "км" where the language writes it so
  }

  /* ---- popups ---- */

  const told = new Map([...document.querySelectorAll("[data-for]")].map((node) => [node.dataset.for, node]));
  const shapes = [...svg.querySelectorAll(".shapes [data-id]")];
  const marks = [...svg.querySelectorAll(".marks [data-id]")];
  const disputed = (node) => node.classList.contains("t-disputed-area");
  const struck = (node) => node.classList.contains("strike");
  // In this order they are walked: reported strikes, the story's other places, the last drawn first; then towns,
  // ranges, lines; disputed areas.
  const places = [
    ...marks.reverse().sort((a, b) => struck(b) - struck(a)), ...shapes.filter((node) => !disputed(node)), ...shapes.filter(disputed),
  ].filter((node) => told.has(node.dataset.id));
  const isSeen = (node) => node.getClientRects().length > 0;
  let open = null; // the place whose popup is open, and where it points at
  let at = [0, 0];

  /* Where a place is: its mark, its name, or the middle of what is drawn of it. */
  function spot(node) {
    const ring = "ring-" + node.dataset.id; // a long ring bears its length at several places: "ring-x", "ring-x-2"
    const inner = node.querySelector("[transform]") || [...svg.querySelectorAll("[data-label]")].find(
      (name) => name.dataset.label === ring || name.dataset.label.startsWith(ring + "-"));
    if (inner) return numbers(inner.getAttribute("transform").slice(10, -1));
    const b = node.getBBox();
    const perPx = Number(svg.dataset.perPx);
    return [(b.x + b.width / 2) / perPx, (b.y + b.height / 2) / perPx];
  }

  function placePop() {
    if (!open) return;
    const px = (at[0] - x) * scale + box.width / 2;
    const py = (at[1] - y) * scale + box.height / 2;
    const w = pop.offsetWidth;
    const h = pop.offsetHeight;
    const above = py - h - 14;
    pop.style.left = clamp(px - w / 2, 8, box.width - w - 8) + "px";
    pop.style.top = clamp(above < 8 && py + 14 + h < box.height ? py + 14 : above, 8, box.height - h - 8) + "px";
  }

  function openPop(node, point, byKey) {
    const lines = told.get(node.dataset.id);
    open = node;
    at = point || spot(node);
    pop.lastElementChild.replaceChildren(...lines.cloneNode(true).childNodes);
    pop.setAttribute("aria-label", node.getAttribute("aria-label"));
    pop.hidden = false;
    pop.scrollTop = 0;
    placePop();
    if (byKey) pop.focus({ preventScroll: true });
  }

  function closePop() {
    if (!open) return;
    const inside = pop.contains(document.activeElement);
    const node = open;
    open = null;
    pop.hidden = true;
    if (inside) node.focus({ preventScroll: true });
  }

  /* The mark nearest to a place of the screen, else the area drawn there. */
  function placeAt(screenX, screenY, target) {
    let best = null;
    let least = TOUCH_PX;
    places.forEach((node) => {
      if (!node.classList.contains("mark") || !isSeen(node)) return;
      const b = node.getBoundingClientRect();
      const away = Math.hypot(screenX - (b.left + b.right) / 2, screenY - (b.top + b.bottom) / 2);
      if (away < least) {
        least = away;
        best = node;
      }
    });
    const area = target.closest("[data-id]");
    return best || (places.includes(area) ? area : null);
  }

  /* ---- keyboard: one tab stop, arrows from place to place ---- */

  const ring = document.createElementNS(svg.namespaceURI, "circle");
  ring.setAttribute("class", "sm-ring");
  ring.setAttribute("r", 13);

  function names() {
    svg.setAttribute("role", "application");
    places.forEach((node, i) => {
      node.setAttribute("role", "button");
      node.setAttribute("tabindex", i ? -1 : 0);
      node.setAttribute("aria-label", node.querySelector("title") ? node.querySelector("title").textContent : "");
      node.addEventListener("focus", () => {
        places.forEach((other) => other.setAttribute("tabindex", other === node ? 0 : -1));
        if (!node.matches(":focus-visible")) return; // the mouse: what it points at is in view
        const [px, py] = spot(node);
        if (Math.abs(px - x) * scale > box.width / 2 - 12 || Math.abs(py - y) * scale > box.height / 2 - 12) {
          x = px;
          y = py;
          show();
        }
        const inner = node.querySelector(".k");
        if (inner) inner.append(ring);
      });
      node.addEventListener("blur", () => ring.remove());
    });
  }

  function walk(event) {
    const now = places.indexOf(document.activeElement);
    if (now < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const seen = places.filter(isSeen);
    const here = seen.indexOf(places[now]);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const move = { ArrowRight: [-60, 0], ArrowDown: [0, -60], ArrowLeft: [60, 0], ArrowUp: [0, 60] }[event.key];
    if (move && event.shiftKey) moveBy(move[0], move[1]);
    else if (step) seen[(here + step + seen.length) % seen.length].focus({ preventScroll: true });
    else if (event.key === "Home") seen[0].focus({ preventScroll: true });
    else if (event.key === "End") seen[seen.length - 1].focus({ preventScroll: true });
    else if (event.key === "Enter" || event.key === " ") openPop(places[now], null, true);
    else if (event.key === "+" || event.key === "-") zoomBy(event.key === "+" ? 1.5 : 1 / 1.5);
    else if (event.key === "0") wholeMap();
    else return;
    event.preventDefault();
  }

  /* ---- gestures: the page scrolls on; two fingers, ctrl or a click first move the map ---- */

  let hintTimer = null;
  function hint(key) {
    hintBox.textContent = hintBox.dataset[key];
    hintBox.classList.add("sm-on");
    clearTimeout(hintTimer);
    hintTimer = setTimeout(() => hintBox.classList.remove("sm-on"), 1400);
  }

  let active = false; // clicked: the wheel zooms until the pointer leaves
  let drag = null;
  function mouse() {
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && !active) return hint("wheel");
      event.preventDefault();
      const px = event.deltaY * (event.deltaMode === 1 ? 16 : 1); // a wheel turns by 100, two fingers on a pad by a few
      zoomBy(Math.exp(-clamp(px, -50, 50) * 0.008), event.clientX, event.clientY);
    }, { passive: false });
    svg.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" || event.button) return;
      active = true;
      drag = { x: event.clientX, y: event.clientY, far: false };
    });
    svg.addEventListener("pointermove", (event) => {
      if (!drag || event.pointerType === "touch") return;
      const dx = event.clientX - drag.x;
      const dy = event.clientY - drag.y;
      if (!drag.far && Math.hypot(dx, dy) < 4) return;
      if (!drag.far) svg.setPointerCapture(event.pointerId);
      drag = { x: event.clientX, y: event.clientY, far: true };
      moveBy(dx, dy);
    });
    const end = () => setTimeout(() => { drag = null; });
    svg.addEventListener("pointerup", end);
    svg.addEventListener("pointercancel", end);
    svg.addEventListener("pointerleave", () => { active = false; });
    svg.addEventListener("click", (event) => {
      if (drag && drag.far) return;
      const byKey = event.detail === 0; // a screen reader's click
      const node = byKey ? event.target.closest("[data-id]") : placeAt(event.clientX, event.clientY, event.target);
      if (!node || !told.has(node.dataset.id)) return closePop();
      const mark = node.classList.contains("mark");
      openPop(node, byKey || mark ? null :
        [x + (event.clientX - box.left - box.width / 2) / scale, y + (event.clientY - box.top - box.height / 2) / scale],
      byKey);
    });
    svg.addEventListener("dblclick", (event) => zoomBy(2, event.clientX, event.clientY));
  }

  function touch() {
    let from = null;
    let pinch = null;
    const middle = (t) => [(t[0].clientX + t[1].clientX) / 2, (t[0].clientY + t[1].clientY) / 2,
      Math.max(1, Math.hypot(t[0].clientX - t[1].clientX, t[0].clientY - t[1].clientY))];
    svg.addEventListener("touchstart", (event) => {
      from = event.touches.length === 1 ? event.touches[0] : null;
      pinch = event.touches.length > 1 ? middle(event.touches) : null;
      if (pinch) event.preventDefault();
      box = svg.getBoundingClientRect();
    }, { passive: false });
    svg.addEventListener("touchmove", (event) => {
      if (event.touches.length > 1) {
        event.preventDefault();
        const now = middle(event.touches);
        const before = pinch || now;
        moveBy(now[0] - before[0], now[1] - before[1]);
        zoomBy(now[2] / before[2], now[0], now[1]);
        pinch = now;
      } else if (from) {
        const to = event.touches[0];
        if (Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) > 24) hint("touch");
      }
    }, { passive: false });
  }

  /* ---- print, the host ---- */

  function print() {
    let before = null;
    window.addEventListener("beforeprint", () => {
      document.querySelectorAll("details:not(.sm-said)").forEach((node) => { node.open = true; });
      before = [x, y, zoom];
      closePop();
      wholeMap();
    });
    window.addEventListener("afterprint", () => {
      if (before) [x, y, zoom] = before;
      show();
    });
  }

  let toldHeight = 0;
  /* A page in a frame tells its host how high it is: {type: "strikemap:height", height: pixels}. */
  function tellHeight() {
    if (window.parent === window) return;
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height === toldHeight) return;
    toldHeight = height;
    window.parent.postMessage({ type: "strikemap:height", height: height }, "*");
  }

  root.classList.add("sm-js");
  // In a frame and on a phone the table starts closed: there is more page below it.
  if (window.parent !== window || window.matchMedia("(max-width: 620px)").matches) {
    document.querySelectorAll(".sm-data").forEach((node) => { node.open = false; });
  }
  // Texts and marks are laid out once: when it is known how large they are, which takes a layout of all else.
  const late = [...svg.querySelectorAll(".marks, .names")];
  late.forEach((part) => { part.style.display = "none"; });
  show();
  late.forEach((part) => { part.style.display = ""; });
  names();
  mouse();
  touch();
  print();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePop();
    else if (!pop.contains(event.target)) walk(event);
  });
  const buttons = [...document.querySelectorAll(".sm-bar button")];
  buttons[0].addEventListener("click", () => zoomBy(1.5));
  buttons[1].addEventListener("click", () => zoomBy(1 / 1.5));
  buttons[2].addEventListener("click", wholeMap);
  one(".sm-close").addEventListener("click", closePop);
  new ResizeObserver(show).observe(frame);
  new ResizeObserver(tellHeight).observe(document.body);
  root.dataset.drawn = "1";
})();
