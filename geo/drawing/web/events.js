/* Draws the events of a scene on one canvas, and lets the reader choose a period.
 *
 * A layer of our own: 50,000 Leaflet markers would take seconds and megabytes. The events come as columns of whole
 * numbers (geo/drawing/scene.py, events_json); every text is shown by textContent. While the map is dragged or zoomed
 * the browser moves the finished canvas; it is drawn anew at another scale, and where its margin is used up. Who sees
 * no canvas gets the events of the view as a list below the map.
 */
(function () {
  "use strict";
  const L = window.L;
  const strikemap = window.strikemap;
  const MARGIN = 0.5; // of the map's size on each side
  const MOST_PIXELS = 6e6; // of the canvas; a larger one takes longer to draw than its margin saves
  const TILE = 64; // the canvas grows by these, so that it rarely has another size
  const EQUATOR_M = 40075016.686;
  const DAY_MS = 86400000;
  const BARS = 72;
  const MOST_OUTLINES = 300; // more circles than this are a tint without outlines
  const NEAR_PX = { mouse: 7, touch: 16 };
  const LISTED = 8; // events on a page of the list

  let map = null;
  let tools = null;
  let language = "en";
  let source = null; // the events as they came: the same object is the same events
  let events = null;
  let layer = null;
  let panel = null;
  let list = null;

  /* ---- columns ---- */

  function summed(differences) {
    const found = new Float64Array(differences.length);
    let value = 0;
    for (let i = 0; i < found.length; i += 1) {
      value += differences[i];
      found[i] = value;
    }
    return found;
  }

  function unpacked(data) {
    const n = data.x.length;
    const x = summed(data.x);
    const y = summed(data.y);
    const low = summed(data.low);
    const found = {
      n: n, rough: data.rough, total: data.total, texts: data.texts, more: data.more, styles: data.styles,
      precision: data.precision, lon: x, lat: y, low: low, high: new Float64Array(n), dated: new Uint8Array(n),
      worldX: new Float64Array(n), worldY: new Float64Array(n), worldRadius: new Float64Array(n), shown: new Uint8Array(n).fill(1),
    };
    for (let i = 0; i < n; i += 1) {
      x[i] /= 10000;
      y[i] /= 10000;
      const sine = Math.sin(Math.max(-85.05112878, Math.min(85.05112878, y[i])) * Math.PI / 180);
      found.worldX[i] = (x[i] + 180) / 360;
      found.worldY[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
      found.dated[i] = data.span[i] >= 0 ? 1 : 0;
      found.high[i] = low[i] + data.span[i];
      const at = data.precision.index[i];
      const around = Math.cos(y[i] * Math.PI / 180) * EQUATOR_M; // of the circle of latitude
      found.worldRadius[i] = at < 0 ? 0 : data.precision.metres[at] / around;
    }
    return found;
  }

  function text(name, i) {
    const column = events.texts[name];
    if (!column) return "";
    const at = column.index ? column.index[i] : i;
    return at < 0 ? "" : column.table[at];
  }

  function filled(template, values) {
    return template.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
  }

  function say(key, values) {
    return filled(tools.words(key), values || {});
  }

  /* ---- dates, in the words of geo/drawing/eventlayer.py ---- */

  const formats = new Map();
  function format(kind) {
    const key = kind + language;
    if (!formats.has(key)) {
      const options = kind === "month" ? { month: "long", year: "numeric" } : { day: "numeric", month: "long", year: "numeric" };
      formats.set(key, new Intl.DateTimeFormat(language, Object.assign({ timeZone: "UTC" }, options)));
    }
    return formats.get(key);
  }

  function dayText(day) {
    return format("day").format(new Date(day * DAY_MS));
  }

  function dateText(i) {
    if (!events.dated[i]) return say("events unknown");
    const sign = text("sign", i);
    const clock = text("clock", i);
    const low = events.low[i];
    const high = events.high[i];
    if (sign === "~" || sign === "%") return say("events around", { date: dayText(Math.floor((low + high) / 2)) });
    const first = new Date(low * DAY_MS);
    const last = new Date(high * DAY_MS);
    const after = new Date((high + 1) * DAY_MS);
    let words = dayText(low);
    if (low !== high) {
      const startsMonth = first.getUTCDate() === 1 && after.getUTCDate() === 1;
      const sameYear = first.getUTCFullYear() === last.getUTCFullYear();
      if (startsMonth && sameYear && first.getUTCMonth() === 0 && last.getUTCMonth() === 11) words = String(first.getUTCFullYear());
      else if (startsMonth && sameYear && first.getUTCMonth() === last.getUTCMonth()) words = format("month").format(first);
      else words += " – " + dayText(high);
    }
    if (clock) words += ", " + clock;
    return sign === "?" ? say("events uncertain", { date: words }) : words;
  }

  function precisionText(i) {
    const at = events.precision.index[i];
    return at < 0 ? say("events no precision") : events.precision.text[at];
  }

  /* ---- the canvas ---- */

  function disc(look, ratio) {
    const radius = look.radius === undefined ? 4 : look.radius;
    const width = look.width === undefined ? 1 : look.width;
    const half = Math.ceil(radius + width + (look.halo ? 1.5 : 0) + 1);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil(2 * half * ratio);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.scale(ratio, ratio);
    const ring = (colour, line, alpha) => {
      if (!colour || !line) return;
      pen.globalAlpha = alpha;
      pen.strokeStyle = colour;
      pen.lineWidth = line;
      pen.stroke();
    };
    pen.beginPath();
    pen.arc(half, half, radius, 0, 2 * Math.PI);
    ring(look.halo, width + 2, 0.8);
    if (look.fill) {
      pen.globalAlpha = look.fillOpacity === undefined ? 1 : look.fillOpacity;
      pen.fillStyle = look.fill;
      pen.fill();
    }
    ring(look.stroke, width, 1);
    const side = canvas.width;
    const data = pen.getImageData(0, 0, side, side).data;
    const words = new Uint32Array(data.buffer);
    const kept = [];
    for (let i = 0; i < side * side; i += 1) if (data[4 * i + 3]) kept.push(i);
    const covers = (i) => data[4 * i + 3] === 255;
    const part = (pixels) => ({ pixels: pixels, words: Uint32Array.from(pixels, (i) => words[i]), steps: new Int32Array(pixels.length) });
    return { half: half, side: side, solid: part(kept.filter(covers)), edge: part(kept.filter((i) => !covers(i))) };
  }

  /* Where the pixels of a mark lie in a picture of this width, from its first. */
  function fit(mark, width) {
    [mark.solid, mark.edge].forEach((part) => {
      part.pixels.forEach((pixel, i) => { part.steps[i] = Math.floor(pixel / mark.side) * width + pixel % mark.side; });
    });
  }

  /* The mark copied to a place of the picture, pixel by pixel: thousands of calls of drawImage take far longer. */
  function stamp(image, words, mark, left, top) {
    const width = image.width;
    if (left < 0 || top < 0 || left + mark.side > width || top + mark.side > image.height) return; // in the margin
    const start = top * width + left;
    const solid = mark.solid;
    for (let i = 0; i < solid.steps.length; i += 1) words[start + solid.steps[i]] = solid.words[i];
    const edge = mark.edge;
    for (let i = 0; i < edge.steps.length; i += 1) {
      const pixel = start + edge.steps[i];
      const below = words[pixel];
      const over = edge.words[i];
      words[pixel] = below === 0 ? over : blended(over, below);
    }
  }

  /* One colour over another, both as the four bytes of a pixel: alpha, blue, green, red. */
  function blended(over, below) {
    const alpha = over >>> 24;
    const rest = (below >>> 24) * (255 - alpha) / 255;
    const whole = alpha + rest;
    const share = alpha / whole;
    const other = rest / whole;
    const red = (over & 255) * share + (below & 255) * other + 0.5;
    const green = (over >>> 8 & 255) * share + (below >>> 8 & 255) * other + 0.5;
    const blue = (over >>> 16 & 255) * share + (below >>> 16 & 255) * other + 0.5;
    return (whole + 0.5) << 24 | (blue & 255) << 16 | (green & 255) << 8 | (red & 255);
  }

  const EventCanvas = L.Layer.extend({
    onAdd: function () {
      const pane = map.getPane("sm-events") || map.createPane("sm-events");
      pane.style.zIndex = 605; // over the marks of towns for orientation, under all names
      pane.style.pointerEvents = "none";
      this.canvas = L.DomUtil.create("canvas", "sm-event-canvas leaflet-zoom-animated", pane);
      this.canvas.setAttribute("aria-hidden", "true");
      // A finished bitmap stays as it is; a canvas with a pen is copied by the browser at each frame of a drag.
      this.face = window.OffscreenCanvas ? this.canvas.getContext("bitmaprenderer") : null;
      this.desk = this.face ? new OffscreenCanvas(1, 1) : this.canvas;
      this.tint = document.createElement("canvas");
      this.box = map.getContainer();
      this.near = (event) => this.feel(event);
      ["pointermove", "pointerdown"].forEach((kind) => this.box.addEventListener(kind, this.near, true));
      this.away = () => this.hover(null);
      this.box.addEventListener("pointerleave", this.away);
      this.redraw();
    },

    onRemove: function () {
      ["pointermove", "pointerdown"].forEach((kind) => this.box.removeEventListener(kind, this.near, true));
      this.box.removeEventListener("pointerleave", this.away);
      this.hover(null);
      this.canvas.remove();
    },

    getEvents: function () {
      return {
        viewreset: this.redraw, resize: this.redraw, move: this.moved, moveend: this.settled, zoom: this.pinched,
        zoomanim: this.zooming, click: this.clicked,
      };
    },

    zooming: function (event) {
      const scale = map.getZoomScale(event.zoom, this.zoom);
      L.DomUtil.setTransform(this.canvas, map._latLngToNewLayerPoint(this.corner, event.zoom, event.center), scale);
    },

    /* Between two fingers, and at the end of each zoom until the canvas is drawn anew. */
    pinched: function () {
      if (!this.corner) return;
      L.DomUtil.setTransform(this.canvas, map.latLngToLayerPoint(this.corner), map.getZoomScale(map.getZoom(), this.zoom));
    },

    /* The share of the margin that a drag has used up. */
    used: function () {
      if (!this.view) return 0;
      const size = map.getSize();
      const at = map.containerPointToLayerPoint([0, 0]).subtract(this.view);
      return Math.max(Math.abs(at.x) / size.x, Math.abs(at.y) / size.y) / this.margin;
    },

    moved: function () {
      if (this.zoom === map.getZoom() && this.used() > 0.95) this.later();
    },

    settled: function () {
      if (this.zoom !== map.getZoom() || this.used() > 0.5) this.redraw();
      if (list) list.later();
    },

    later: function () {
      if (this.frame) return;
      this.frame = L.Util.requestAnimFrame(() => {
        this.frame = null;
        if (this._map) this.redraw();
      });
    },

    redraw: function () {
      const size = map.getSize();
      if (!size.x || !size.y) return;
      const ratio = window.devicePixelRatio || 1;
      const most = Math.sqrt(MOST_PIXELS / (size.x * size.y)) / ratio; // by how much longer its sides may be
      const margin = Math.max(0.1, Math.min(MARGIN, (most - 1) / 2));
      const width = Math.ceil(size.x * (1 + 2 * margin));
      const height = Math.ceil(size.y * (1 + 2 * margin));
      const zoom = map.getZoom();
      const min = map.containerPointToLayerPoint(size.multiplyBy(-margin)).round();
      this.margin = margin;
      this.view = map.containerPointToLayerPoint([0, 0]);
      this.min = min;
      this.zoom = zoom;
      this.place(width, height);
      const marks = events.styles.map((style) => disc(tools.look(style), ratio));
      const circles = this.wide(width, height);
      const part = this.part(width, height, marks, circles);
      const first = min.add([part.left, part.top]);
      this.corner = map.layerPointToLatLng(first);
      [this.canvas, this.desk].forEach((node) => {
        if (node.width === Math.round(part.width * ratio) && node.height === Math.round(part.height * ratio)) return;
        node.width = Math.round(part.width * ratio);
        node.height = Math.round(part.height * ratio);
      });
      this.canvas.style.width = part.width + "px";
      this.canvas.style.height = part.height + "px";
      L.DomUtil.setTransform(this.canvas, first, 1);
      const pen = this.desk.getContext("2d");
      pen.setTransform(1, 0, 0, 1, 0, 0);
      this.marks(pen, part, marks, ratio); // replaces every pixel
      pen.globalCompositeOperation = "destination-over"; // under the marks
      this.circles(pen, part, circles, ratio);
      pen.globalCompositeOperation = "source-over";
      if (this.face) this.face.transferFromImageBitmap(this.desk.transferToImageBitmap());
    },

    /* The part of the ground to be drawn that has any ink, with room for a finger beside it: every pixel of the canvas
     * is cleared, copied and carried along by the browser, also the empty ones. */
    part: function (width, height, marks, circles) {
      const near = NEAR_PX.touch + Math.max(...marks.map((mark) => mark.half));
      let west = width;
      let north = height;
      let east = 0;
      let south = 0;
      const widen = (x, y, by) => {
        if (x - by < west) west = x - by;
        if (y - by < north) north = y - by;
        if (x + by > east) east = x + by;
        if (y + by > south) south = y + by;
      };
      for (let n = 0; n < this.count; n += 1) widen(this.x[this.seen[n]], this.y[this.seen[n]], near);
      circles.forEach((circle) => widen(circle[0], circle[1], circle[2] + 1));
      const left = Math.max(0, Math.floor(west / TILE) * TILE);
      const top = Math.max(0, Math.floor(north / TILE) * TILE);
      const right = Math.min(width, Math.ceil(east / TILE) * TILE);
      const bottom = Math.min(height, Math.ceil(south / TILE) * TILE);
      if (right <= left || bottom <= top) return { left: 0, top: 0, width: 1, height: 1 };
      return { left: left, top: top, width: right - left, height: bottom - top };
    },

    /* Where each shown event lies on the canvas; those off it are left out. */
    place: function (width, height) {
      const side = 256 * Math.pow(2, this.zoom);
      const origin = map.getPixelOrigin().add(this.min);
      const seen = this.seen && this.seen.length === events.n ? this.seen : new Int32Array(events.n);
      const x = this.x && this.x.length === events.n ? this.x : new Float32Array(events.n);
      const y = this.y && this.y.length === events.n ? this.y : new Float32Array(events.n);
      let count = 0;
      for (let i = 0; i < events.n; i += 1) {
        if (!events.shown[i]) continue;
        const left = events.worldX[i] * side - origin.x;
        const top = events.worldY[i] * side - origin.y;
        if (left < -40 || top < -40 || left > width + 40 || top > height + 40) continue;
        x[i] = left;
        y[i] = top;
        seen[count] = i;
        count += 1;
      }
      Object.assign(this, { seen: seen, x: x, y: y, count: count });
    },

    /* Precision to scale, where that is larger than the mark: [x, y, radius], one for all that look alike. Their
     * middles may lie off the canvas, so all shown events are asked. */
    wide: function (width, height) {
      const look = tools.look(events.styles[1]);
      const side = 256 * Math.pow(2, this.zoom);
      const origin = map.getPixelOrigin().add(this.min);
      const steps = events.precision.metres.length;
      const least = (look.radius || 4) + 2;
      const seen = new Set();
      const found = [];
      for (let i = 0; i < events.rough; i += 1) {
        if (!events.shown[i]) continue;
        const radius = events.worldRadius[i] * side;
        if (radius <= least) continue;
        const x = events.worldX[i] * side - origin.x;
        const y = events.worldY[i] * side - origin.y;
        if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
        const key = (Math.round(x / 2) * 65536 + Math.round(y / 2)) * steps + events.precision.index[i];
        if (seen.has(key)) continue;
        seen.add(key);
        found.push([x, y, radius]);
      }
      return found;
    },

    /* One flat tint, however many circles lie on each other. Very many are a haze, drawn faint and at a quarter of the
     * resolution. */
    circles: function (pen, part, found, ratio) {
      if (!found.length) return;
      const look = tools.look(events.styles[1]);
      const many = found.length > MOST_OUTLINES;
      const scale = many ? 0.25 : ratio;
      this.tint.width = Math.ceil(part.width * scale);
      this.tint.height = Math.ceil(part.height * scale);
      const brush = this.tint.getContext("2d");
      brush.setTransform(scale, 0, 0, scale, -part.left * scale, -part.top * scale);
      brush.fillStyle = look.fill || look.stroke;
      found.forEach((circle) => {
        brush.beginPath();
        brush.arc(circle[0], circle[1], circle[2], 0, 2 * Math.PI);
        brush.fill();
      });
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.globalAlpha = (look.fillOpacity === undefined ? 0.12 : look.fillOpacity) * (many ? 0.4 : 1);
      pen.drawImage(this.tint, 0, 0, this.tint.width / scale, this.tint.height / scale);
      if (!many) {
        pen.translate(-part.left, -part.top);
        pen.globalAlpha = 0.55;
        pen.strokeStyle = look.stroke;
        pen.lineWidth = 0.8;
        pen.setLineDash([2, 3]);
        found.forEach((circle) => {
          pen.beginPath();
          pen.arc(circle[0], circle[1], circle[2], 0, 2 * Math.PI);
          pen.stroke();
        });
        pen.setLineDash([]);
      }
      pen.globalAlpha = 1;
    },

    /* One finished mark is copied to each place; a pixel that has one already looks the same with two. */
    marks: function (pen, part, marks, ratio) {
      const taken = new Uint8Array(part.width * part.height);
      const fits = this.image && this.image.width === this.desk.width && this.image.height === this.desk.height;
      if (fits) this.image.data.fill(0);
      else this.image = pen.createImageData(this.desk.width, this.desk.height);
      marks.forEach((mark) => fit(mark, this.image.width));
      const words = new Uint32Array(this.image.data.buffer); // four bytes at once
      for (let n = 0; n < this.count; n += 1) {
        const i = this.seen[n];
        const x = Math.round(this.x[i]) - part.left;
        const y = Math.round(this.y[i]) - part.top;
        if (x < 0 || y < 0 || x >= part.width || y >= part.height) continue;
        const kind = i < events.rough ? 1 : 0;
        if (taken[y * part.width + x] & (1 << kind)) continue;
        taken[y * part.width + x] |= 1 << kind;
        const mark = marks[kind];
        stamp(this.image, words, mark, Math.round((x - mark.half) * ratio), Math.round((y - mark.half) * ratio));
      }
      pen.putImageData(this.image, 0, 0);
    },

    /* The events within reach of a point of the map, the nearest first. */
    at: function (point, within) {
      const x = point.x - this.min.x;
      const y = point.y - this.min.y;
      const found = [];
      for (let n = 0; n < this.count; n += 1) {
        const i = this.seen[n];
        const far = (this.x[i] - x) * (this.x[i] - x) + (this.y[i] - y) * (this.y[i] - y);
        if (far <= within * within) found.push([Math.round(Math.sqrt(far)), i]);
      }
      return found.sort((a, b) => a[0] - b[0] || events.low[a[1]] - events.low[b[1]] || a[1] - b[1]).map((pair) => pair[1]);
    },

    /* Over an event the canvas takes the click, which would else go to a range or a town below it; the marks of the
     * story's own places keep theirs. */
    feel: function (event) {
      if (!this.canvas.isConnected || (event.buttons && event.type === "pointermove")) return;
      if (event.target.closest && event.target.closest(".leaflet-popup, .leaflet-control")) return this.hover(null);
      const touch = event.pointerType === "touch";
      this.within = touch ? NEAR_PX.touch : NEAR_PX.mouse;
      const own = document.elementsFromPoint(event.clientX, event.clientY)
        .some((node) => node.closest(".sm-strike, .sm-place, .sm-origin"));
      const found = own ? [] : this.at(map.mouseEventToLayerPoint(event), this.within);
      this.canvas.style.pointerEvents = found.length ? "auto" : "none";
      this.canvas.style.cursor = found.length ? "pointer" : "";
      if (!touch && event.type === "pointermove") this.hover(found.length ? found : null);
    },

    hover: function (found) {
      const first = found ? found[0] : -1;
      if (first === this.hovered) return;
      this.hovered = first;
      if (this.tip) this.tip.remove();
      this.tip = null;
      if (first < 0 || (map._popup && map.hasLayer(map._popup))) return;
      const box = tools.element("div", "");
      box.append(tools.element("strong", "", title(first)), tools.element("div", "", dateText(first)));
      if (found.length > 1) box.appendChild(tools.element("div", "", say("events more", { n: number(found.length - 1) })));
      this.tip = L.tooltip({ direction: "top", offset: [0, -7], className: "sm-event-tip", opacity: 1 })
        .setLatLng([events.lat[first], events.lon[first]]).setContent(box).addTo(map);
    },

    clicked: function (event) {
      const target = event.originalEvent && event.originalEvent.target;
      if (target !== this.canvas) return;
      const found = this.at(event.layerPoint, this.within || NEAR_PX.mouse);
      if (!found.length) return;
      this.hover(null);
      openPopup(found);
    },
  });

  /* ---- what is said of an event ---- */

  function number(value) {
    return new Intl.NumberFormat(language).format(value);
  }

  function title(i) {
    return text("title", i) || text("place", i) || say("events untitled");
  }

  function told(i) {
    const box = tools.element("div", "");
    const line = (kind, words, address) => {
      if (words) box.appendChild(tools.popupLine({ kind: kind, text: words, address: address }));
    };
    line("title", title(i));
    line("text", dateText(i));
    line("text", text("place", i));
    line("text", precisionText(i));
    events.more.forEach((name, at) => {
      const value = text("more " + at, i);
      if (value) line("text", name + ": " + value);
    });
    line("text", text("notes", i));
    line("source", [text("source", i) || text("address", i), text("licence", i)].filter(Boolean).join(" · "), text("address", i));
    return box;
  }

  /* Of two buttons those that lead nowhere; who has pressed one to its end stands on the other. */
  function disable(pair) {
    const active = document.activeElement;
    pair.forEach(([node, ends]) => { node.disabled = ends; });
    if (!pair.some(([node, ends]) => ends && node === active)) return;
    const other = pair.find(([, ends]) => !ends);
    if (other) other[0].focus();
  }

  /* Several events on one spot: one at a time, with a way to the next. */
  function paged(found) {
    const box = tools.element("div", "sm-popup");
    if (found.length === 1) {
      box.appendChild(told(found[0]));
      return box;
    }
    const page = tools.element("div", "");
    const bar = tools.element("div", "sm-pages");
    const back = tools.element("button", "", say("events previous"));
    const on = tools.element("button", "", say("events next"));
    const where = tools.element("span", "", "");
    where.setAttribute("aria-live", "polite");
    let at = 0;
    const show = (step) => {
      at += step;
      page.replaceChildren(told(found[at]));
      where.textContent = say("events of", { n: number(at + 1), total: number(found.length) });
      disable([[back, at === 0], [on, at === found.length - 1]]);
    };
    [back, on].forEach((button, i) => {
      button.type = "button";
      button.addEventListener("click", () => show(i === 0 ? -1 : 1));
    });
    bar.append(back, where, on);
    box.append(page, bar);
    L.DomEvent.disableClickPropagation(box);
    show(0);
    return box;
  }

  function openPopup(found) {
    const width = Math.max(140, Math.min(280, map.getSize().x - 80));
    return L.popup({ maxWidth: width, minWidth: Math.min(180, width), autoPanPaddingTopLeft: [12, 46], autoPanPaddingBottomRight: [12, 12] })
      .setLatLng([events.lat[found[0]], events.lon[found[0]]]).setContent(paged(found)).openOn(map);
  }

  function button(words, pressed) {
    const node = tools.element("button", "", words);
    node.type = "button";
    node.addEventListener("click", pressed);
    return node;
  }

  /* ---- the events of the view as a list: for who uses no mouse or sees no canvas ---- */

  /* The shown events of the view, the newest first and those without a date last. */
  function inView() {
    const bounds = map.getBounds();
    const [west, east, south, north] = [bounds.getWest(), bounds.getEast(), bounds.getSouth(), bounds.getNorth()];
    const found = [];
    for (let i = 0; i < events.n; i += 1) {
      const x = events.lon[i];
      const y = events.lat[i];
      if (events.shown[i] && x >= west && x <= east && y >= south && y <= north) found.push(i);
    }
    return found.sort((a, b) => events.dated[b] - events.dated[a] || events.low[b] - events.low[a] || a - b);
  }

  function makeList() {
    const box = tools.element("div", "sm-list");
    const body = tools.element("div", "");
    body.id = "sm-in-view";
    body.hidden = true;
    const where = tools.element("span", "", "");
    where.setAttribute("aria-live", "polite");
    const items = tools.element("ol", "");
    const bar = tools.element("div", "sm-pages");
    let found = [];
    let first = 0;
    let mark = null; // round the event that the list stands on
    let told = null; // its popup
    let frame = null;

    const ring = (i) => {
      if (mark) mark.remove();
      mark = i === null ? null : L.marker([events.lat[i], events.lon[i]], {
        icon: L.divIcon({ className: "sm-event-ring", iconSize: [24, 24] }), interactive: false, keyboard: false, pane: "sm-events",
      }).addTo(map);
    };
    const open = (i, item) => {
      map.getContainer().scrollIntoView({ block: "nearest" });
      const popup = openPopup([i]);
      told = popup;
      ring(i);
      popup.on("remove", () => {
        const active = document.activeElement;
        const inside = active === document.body || popup.getElement().contains(active);
        if (told !== popup) return;
        told = null;
        ring(null);
        if (inside && item.isConnected) item.focus();
      });
      popup.getElement().focus({ preventScroll: true });
    };
    const item = (i) => {
      const node = tools.element("li", "");
      const words = [title(i), dateText(i), text("title", i) ? text("place", i) : ""].filter(Boolean).join(" · ");
      const made = button(words, () => open(i, made));
      ["focus", "pointerenter"].forEach((kind) => made.addEventListener(kind, () => { if (!told) ring(i); }));
      ["blur", "pointerleave"].forEach((kind) => made.addEventListener(kind, () => { if (!told) ring(null); }));
      node.appendChild(made);
      return node;
    };
    const show = () => {
      const last = Math.min(first + LISTED, found.length);
      items.start = first + 1;
      items.replaceChildren(...found.slice(first, last).map(item));
      where.textContent = found.length
        ? say("events of", { n: number(first + 1) + "–" + number(last), total: number(found.length) })
        : say("events none");
      disable([[back, first === 0], [on, last === found.length]]);
    };
    const turn = (step) => {
      first += step * LISTED;
      show();
    };
    const back = button(say("events previous"), () => turn(-1));
    const on = button(say("events next"), () => turn(1));
    const refresh = () => {
      const now = inView();
      if (items.firstChild && now.length === found.length && now.every((i, n) => i === found[n])) return;
      const at = [...items.children].findIndex((node) => node.contains(document.activeElement));
      found = now;
      first = 0;
      show();
      // Who stood in the list stays in it.
      if (at >= 0) (items.children[Math.min(at, items.children.length - 1)] || box).querySelector("button").focus();
    };
    const toggle = button(say("events in view"), () => unfold(body.hidden));
    const unfold = (wanted) => {
      body.hidden = !wanted;
      toggle.setAttribute("aria-expanded", String(wanted));
      if (wanted) refresh();
      else ring(null);
    };
    toggle.setAttribute("aria-expanded", "false");
    toggle.setAttribute("aria-controls", body.id);
    toggle.setAttribute("aria-keyshortcuts", "e");
    const key = (event) => {
      if (event.code !== "KeyE" && event.key !== "e") return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".leaflet-popup, .leaflet-control")) return;
      event.preventDefault();
      unfold(true);
      (items.querySelector("button") || toggle).focus();
    };
    map.getContainer().addEventListener("keydown", key);
    body.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      unfold(false);
      toggle.focus();
    });
    bar.append(back, where, on);
    body.append(items, bar);
    box.append(toggle, body);
    return {
      box: box,
      /* After a move of the map or another period, but not while the popup that moved it is open. */
      later: () => {
        if (frame || body.hidden || told) return;
        frame = requestAnimationFrame(() => {
          frame = null;
          if (box.isConnected && !body.hidden && !told) refresh();
        });
      },
      remove: () => {
        ring(null);
        map.getContainer().removeEventListener("keydown", key);
        box.remove();
      },
    };
  }

  /* ---- the period ---- */

  function span() {
    let first = Infinity;
    let last = -Infinity;
    let undated = 0;
    for (let i = 0; i < events.n; i += 1) {
      if (!events.dated[i]) {
        undated += 1;
        continue;
      }
      if (events.low[i] < first) first = events.low[i];
      if (events.high[i] > last) last = events.high[i];
    }
    return { first: first, last: last, undated: undated, dated: events.n - undated };
  }

  /* An event counts for every day on which it may have been; one without a date only where the reader wants those. */
  function keep(from, to, undated) {
    let count = 0;
    for (let i = 0; i < events.n; i += 1) {
      const shown = events.dated[i] ? events.low[i] <= to && events.high[i] >= from : undated;
      events.shown[i] = shown ? 1 : 0;
      if (shown) count += 1;
    }
    return count;
  }

  function thumb(side, known, at) {
    const input = tools.element("input", "sm-time-" + side);
    input.type = "range";
    input.min = known.first;
    input.max = known.last;
    input.step = 1;
    input.value = at;
    input.setAttribute("aria-label", say("events " + side));
    return input;
  }

  /* How many events a stretch of time may hold: each spreads over the days on which it may have been. */
  function heights(known) {
    const days = known.last - known.first + 1;
    const bars = Math.min(BARS, days);
    const found = new Float64Array(bars);
    for (let i = 0; i < events.n; i += 1) {
      if (!events.dated[i]) continue;
      const start = Math.floor((events.low[i] - known.first) * bars / days);
      const end = Math.min(bars - 1, Math.floor((events.high[i] - known.first) * bars / days));
      for (let bar = start; bar <= end; bar += 1) found[bar] += 1 / (end - start + 1);
    }
    return found;
  }

  function drawBars(canvas, bars, known, from, to) {
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const most = Math.max(...bars) || 1;
    const days = known.last - known.first + 1;
    const style = getComputedStyle(document.documentElement);
    bars.forEach((value, bar) => {
      const start = known.first + bar * days / bars.length;
      const end = known.first + (bar + 1) * days / bars.length;
      const kept = end > from && start < to + 1;
      const tall = value ? Math.max(1.5, value / most * (height - 1)) : 0;
      pen.fillStyle = style.getPropertyValue(kept ? "--link" : "--line").trim();
      const left = bar * width / bars.length;
      pen.fillRect(left, height - tall, Math.max(1, width / bars.length - 1), tall);
    });
  }

  function makePanel() {
    const known = span();
    const box = tools.element("div", "sm-time");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", say("events period"));
    const count = tools.element("p", "sm-time-count", "");
    count.setAttribute("aria-live", "polite");
    box.appendChild(count);
    const chosen = { from: known.first, to: known.last, undated: true };
    const made = { box: box, bars: () => {} };
    let show = () => {};

    const apply = () => {
      const shown = keep(chosen.from, chosen.to, chosen.undated);
      count.textContent = say("events count", { shown: number(shown), total: number(events.n) });
      show();
      if (layer) layer.later();
      if (list) list.later();
    };

    if (known.dated && known.first < known.last) {
      const slot = tools.element("div", "sm-time-box");
      const canvas = tools.element("canvas", "sm-time-bars");
      canvas.setAttribute("aria-hidden", "true");
      const track = tools.element("div", "sm-time-track");
      const kept = tools.element("div", "sm-time-kept");
      track.appendChild(kept);
      const from = thumb("from", known, known.first);
      const to = thumb("to", known, known.last);
      slot.append(canvas, track, from, to);
      const ends = tools.element("div", "sm-time-ends");
      const start = tools.element("span", "", "");
      const end = tools.element("span", "", "");
      ends.append(start, end);
      ends.setAttribute("aria-hidden", "true"); // the thumbs say it
      const bars = heights(known);
      const whole = tools.element("button", "", say("events all"));
      whole.type = "button";
      made.bars = () => drawBars(canvas, bars, known, chosen.from, chosen.to);
      show = () => {
        from.value = chosen.from;
        to.value = chosen.to;
        start.textContent = dayText(chosen.from);
        end.textContent = dayText(chosen.to);
        from.setAttribute("aria-valuetext", start.textContent);
        to.setAttribute("aria-valuetext", end.textContent);
        const days = known.last - known.first;
        kept.style.left = (chosen.from - known.first) / days * 100 + "%";
        kept.style.right = (known.last - chosen.to) / days * 100 + "%";
        // Where both thumbs are at one end, the one that can still move lies on top.
        from.style.zIndex = chosen.from - known.first > days / 2 ? 2 : 1;
        to.style.zIndex = chosen.from - known.first > days / 2 ? 1 : 2;
        whole.disabled = chosen.from === known.first && chosen.to === known.last && chosen.undated;
        made.bars();
      };
      from.addEventListener("input", () => {
        chosen.from = Math.min(Number(from.value), chosen.to);
        apply();
      });
      to.addEventListener("input", () => {
        chosen.to = Math.max(Number(to.value), chosen.from);
        apply();
      });
      const more = tools.element("div", "sm-time-more");
      let tick = null;
      if (known.undated) {
        const label = tools.element("label", "");
        tick = tools.element("input", "");
        tick.type = "checkbox";
        tick.checked = true;
        tick.addEventListener("change", () => {
          chosen.undated = tick.checked;
          apply();
        });
        label.append(tick, tools.element("span", "", say("events undated", { n: number(known.undated) })));
        more.appendChild(label);
      }
      whole.addEventListener("click", () => {
        Object.assign(chosen, { from: known.first, to: known.last, undated: true });
        if (tick) tick.checked = true;
        apply();
      });
      more.appendChild(whole);
      box.append(slot, ends, more);
      new ResizeObserver(() => made.bars()).observe(canvas);
    }
    made.apply = apply;
    return made;
  }

  /* ---- with the map ---- */

  function clear() {
    if (layer) layer.remove();
    if (list) list.remove();
    if (panel) panel.box.remove();
    layer = list = panel = events = source = null;
  }

  function toldOfScene(made, scene, given) {
    map = made;
    tools = given;
    const changed = language !== scene.language;
    language = scene.language;
    if (!scene.events) {
      clear();
      return;
    }
    if (scene.events === source && !changed) {
      layer.redraw(); // other colours
      panel.bars();
      return;
    }
    clear();
    source = scene.events;
    events = unpacked(source);
    panel = makePanel();
    const frame = map.getContainer().closest(".sm-frame");
    frame.after(panel.box);
    layer = new EventCanvas().addTo(map);
    list = makeList();
    panel.box.appendChild(list.box);
    panel.apply();
  }

  strikemap.extend(toldOfScene);
})();
