/* Takes points from the map for the app: a point, the points of a line, the corners of an area.
 *
 * Of our own, because Leaflet.draw (what Folium's Draw loads) fits in no way: no package that we could install holds its
 * files by themselves; it has had no release since 2018, and that on a touch screen an area cannot be closed stands open
 * in its tracker (issues 548 and 789); it writes its hints by innerHTML and knows no keyboard.
 *
 *   strikemapDraw.mode(asked)   {n, kind, says, keys, done, back, cancel}, or null: look again
 *   strikemapDraw.ontaken       function ({mode, points}): points are [lon, lat], or null where it was cancelled
 *
 * A click adds a point; on the first corner, on Done, at Enter or at a double click it is finished; Backspace takes back,
 * Escape cancels. By keyboard alone: arrows move the map under a cross, Space takes the point below it. Texts come from
 * the app and are shown by textContent.
 */
(function () {
  "use strict";
  const L = window.L;
  const CLOSE_PX = 14; // so near the first corner a click closes an area; a finger is no mouse
  const SAME_PX = 5; // and so near the last point it is the second half of a double click
  const STILL_PX = 6; // what a hand may move between press and release without dragging
  const STEP_PX = 60;
  const PADDED_PX = 96; // what the page's own style (parts.css) keeps free above what comes into sight
  // How long a page may still move what is on it, after a button was pressed.
  const MOVES_MS = 3000;
  const LEAST = { point: 1, line: 2, area: 3 };
  const ARROWS = { ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowUp: [0, -1] };

  let map = null;
  let mode = null; // what the next click is for
  let over = null; // the number of the mode that was answered last: the app may not know yet
  let points = [];
  let pressed = null;
  let bar = null;
  let drawn = null; // the layers of what is being drawn

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function px(point) {
    return map.latLngToContainerPoint(point);
  }

  /* ---- what is seen ---- */

  function layers() {
    if (!map.getPane("sm-draw")) {
      map.createPane("sm-draw").style.zIndex = 640;
      map.getPane("sm-draw").style.pointerEvents = "none";
    }
    const options = { pane: "sm-draw", interactive: false };
    return {
      shape: L.polygon([], Object.assign({ className: "sm-drawn-shape" }, options)),
      line: L.polyline([], Object.assign({ className: "sm-drawn-line", fill: false }, options)),
      next: L.polyline([], Object.assign({ className: "sm-drawn-next", fill: false }, options)),
      corners: L.layerGroup(),
    };
  }

  function show() {
    if (!drawn) {
      drawn = layers();
      Object.keys(drawn).forEach((name) => drawn[name].addTo(map));
    }
    drawn.line.setLatLngs(points);
    drawn.shape.setLatLngs(mode && mode.kind === "area" && points.length > 2 ? points : []);
    drawn.corners.clearLayers();
    points.forEach((point, i) => L.circleMarker(point, {
      pane: "sm-draw", interactive: false, radius: i === 0 && mode && mode.kind === "area" ? 7 : 4, className: "sm-drawn-corner",
    }).addTo(drawn.corners));
    reach(null);
    if (bar) buttons();
  }

  /* The line from the last point to where the hand is. */
  function reach(to) {
    if (!drawn) return;
    const last = points[points.length - 1];
    const many = mode && mode.kind !== "point";
    drawn.next.setLatLngs(to && last && many ? (mode.kind === "area" ? [last, to, points[0]] : [last, to]) : []);
  }

  function clear() {
    points = [];
    if (drawn) Object.keys(drawn).forEach((name) => drawn[name].remove());
    drawn = null;
  }

  function button(name, text, act) {
    const node = element("button", "sm-draw-" + name, text);
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  }

  function makeBar() {
    bar = element("div", "sm-draw leaflet-control");
    bar.append(element("p", "sm-draw-says"), element("p", "sm-draw-keys"), element("div", "sm-draw-buttons"));
    bar.firstChild.setAttribute("role", "status");
    bar.lastChild.append(
      button("done", "", finish), button("back", "", back), button("cancel", "", cancel));
    L.DomEvent.disableClickPropagation(bar);
    map.getContainer().append(bar, element("div", "sm-cross"));
  }

  function buttons() {
    const [done, undo, stop] = bar.lastChild.children;
    const many = mode.kind !== "point";
    done.hidden = undo.hidden = !many;
    done.textContent = mode.done;
    undo.textContent = mode.back;
    stop.textContent = mode.cancel;
    done.disabled = !isEnough();
    undo.disabled = !points.length;
  }

  function isEnough() {
    return points.length >= LEAST[mode.kind];
  }

  /* ---- what is done ---- */

  function add(point) {
    const last = points[points.length - 1];
    if (last && px(last).distanceTo(px(point)) < SAME_PX) return;
    if (mode.kind === "area" && isEnough() && px(points[0]).distanceTo(px(point)) < CLOSE_PX) {
      finish();
      return;
    }
    points.push(point);
    if (mode.kind === "point") finish();
    else show();
  }

  function back() {
    points.pop();
    show();
  }

  function finish() {
    if (!mode || !isEnough()) return;
    const turns = 360 * Math.round(points[0].lng / 360); // the view may be another copy of the world
    const round = (degrees) => Math.round(degrees * 1e6) / 1e6;
    const taken = points.map((point) => [round(point.lng - turns), round(point.lat)]);
    answer(taken);
  }

  function cancel() {
    clear();
    answer(null);
  }

  /* What was drawn stays in sight until the app has drawn what came of it. */
  function answer(taken) {
    const number = mode.n;
    over = number;
    end();
    if (strikemapDraw.ontaken) strikemapDraw.ontaken({ mode: number, points: taken });
  }

  function begin() {
    const box = map.getContainer();
    clear();
    if (!bar) makeBar();
    box.classList.add("sm-drawing");
    box.classList.remove("sm-keyed");
    map.closePopup();
    map.doubleClickZoom.disable();
    bar.children[0].textContent = mode.says;
    bar.children[1].textContent = mode.keys;
    show();
    bringIntoSight(box);
    box.focus({ preventScroll: true });
  }

  /* On a phone the map may be far above the button that was pressed, or below the head of the page, which stays. The
   * page is still being drawn around it: it is brought into sight again where that moves it, until a person does. */
  function bringIntoSight(box) {
    const frame = window.frameElement; // null where the page around is another's
    if (!frame) return;
    const [page, number, begun] = [frame.ownerDocument.defaultView, mode.n, performance.now()];
    let brought = null;
    let isOver = false;
    const stops = new AbortController();
    const over = () => {
      isOver = true;
      stops.abort();
    };
    for (const place of [page, window]) {
      for (const name of ["pointerdown", "touchstart", "wheel", "keydown"]) {
        place.addEventListener(name, over, { capture: true, passive: true, signal: stops.signal });
      }
    }
    const topOf = () => frame.getBoundingClientRect().top + box.getBoundingClientRect().top;
    const look = () => {
      if (isOver) return;
      if (!mode || mode.n !== number || performance.now() - begun > MOVES_MS) return void over();
      const head = page.document.querySelector(".st-key-sm-head");
      const edge = head ? head.getBoundingClientRect().bottom : 0;
      const top = topOf();
      const isSeen = top >= edge - 1 && top + box.clientHeight <= page.innerHeight;
      if (!isSeen && top !== brought) {
        frame.style.scrollMarginTop = Math.max(0, edge + 4 - PADDED_PX) + "px";
        frame.scrollIntoView({ block: "start" });
        brought = topOf();
      }
      page.requestAnimationFrame(look);
    };
    look();
  }

  function end() {
    mode = null;
    pressed = null;
    reach(null);
    map.getContainer().classList.remove("sm-drawing", "sm-keyed");
    map.doubleClickZoom.enable();
  }

  /* ---- hands and keys: caught before the map has them ---- */

  function isMap(event) {
    return mode && !event.target.closest(".leaflet-control, .leaflet-popup, button, a");
  }

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function onKey(event) {
    if (!mode || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target.closest && event.target.closest("button, a");
    if (event.key === "Escape") cancel();
    else if (event.key === "Backspace" || event.key === "Delete") back();
    else if (event.key === "Enter" && !onButton) finish();
    else if (event.key === " " && !onButton) {
      map.getContainer().classList.add("sm-keyed");
      add(map.getCenter());
    } else if (ARROWS[event.key]) {
      map.getContainer().classList.add("sm-keyed");
      map.panBy(L.point(ARROWS[event.key]).multiplyBy(event.shiftKey ? 4 * STEP_PX : STEP_PX), { animate: false });
      reach(map.getCenter());
    } else return;
    stop(event);
  }

  function listen() {
    const box = map.getContainer();
    box.addEventListener("pointerdown", (event) => {
      pressed = { x: event.clientX, y: event.clientY };
    }, true);
    box.addEventListener("click", (event) => {
      if (!isMap(event)) return;
      stop(event);
      if (pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > STILL_PX) return; // dragged
      add(map.mouseEventToLatLng(event));
    }, true);
    box.addEventListener("dblclick", (event) => {
      if (!isMap(event)) return;
      stop(event);
      finish();
    }, true);
    box.addEventListener("pointermove", (event) => {
      if (mode && event.pointerType === "mouse") reach(map.mouseEventToLatLng(event));
    });
    document.addEventListener("keydown", onKey, true);
  }

  const strikemapDraw = {
    ontaken: null,

    mode: function (asked) {
      if (!map) return;
      if (!asked) {
        if (mode) end();
        clear();
      } else if (asked.n !== over && (!mode || mode.n !== asked.n)) {
        mode = asked;
        begin();
      }
    },
  };

  window.strikemap.extend((made) => {
    if (map) return;
    map = made;
    listen();
  });
  window.strikemapDraw = strikemapDraw;
})();
