/* Draws a strikemap scene with Leaflet. The one script behind page, notebook and app.
 *
 * A scene is plain JSON (geo/drawing/scene.py, scene_json). Every text in it is shown by textContent, never read as
 * HTML; every colour comes from its theme. Coordinates are lon, lat; Leaflet's lat, lon is made in one place.
 *
 *   strikemap.start(map)            once, with the Leaflet map that Folium made; draws the scene in the page, if any
 *   strikemap.draw(scene, options)  again and again; keeps what did not change, and the view
 *       options.fit       true: show the scene's own bounds again
 *       options.scheme    "light" or "dark" instead of what the reader's system asks for
 *       options.selected  id of a feature to light up
 *   strikemap.extend(extra)         extra(map, scene, tools) is called after each drawing, and once at the start
 *   strikemap.onclick               function ({id, lon, lat}) or null; id is null for a click on the bare map
 *   strikemap.onheight              function (pixels) or null: told how high the page is, instead of the parent window
 */
(function () {
  "use strict";
  const L = window.L;
  const MARKS = { place: 1, strike: 1, origin: 1, town: 1 };
  const MAX_ZOOM = 10; // the base map is drawn at 1:10 million: closer shows nothing more
  const FIT_ZOOM = 9.5;
  const PADDING = 6; // a scene's bounds have a margin of their own
  const SVG = "http://www.w3.org/2000/svg";
  const darkAsked = window.matchMedia("(prefers-color-scheme: dark)");
  const stillAsked = window.matchMedia("(prefers-reduced-motion: reduce)");

  let map = null;
  let scene = null;
  let forcedScheme = null;
  let selected = null;
  let moved = false; // the reader has chosen a view of their own
  let shown = null; // the bounds that were last fitted
  let fitting = false;
  let base = { id: null, layers: [], tiles: null, address: null };
  let features = new Map(); // id -> {looks, layer, feature}
  let labels = new Map(); // id -> {looks, label} and, once it had a place, {marker, text}
  let own = null; // the scene that the page came with, and that its drawing shows
  let current = null; // id of the feature that the keyboard stands on, or stood on last

  /* ---- looks ---- */

  function scheme() {
    return forcedScheme || (darkAsked.matches ? "dark" : "light");
  }

  function look(token) {
    return (scene.theme && scene.theme[scheme()] && scene.theme[scheme()][token]) || {};
  }

  function pathStyle(token) {
    const it = look(token);
    const dash = it.dash && it.dash.length ? it.dash.join(" ") : null;
    return {
      stroke: Boolean(it.stroke),
      color: it.stroke || "transparent",
      weight: it.width === undefined ? 1 : it.width,
      opacity: 1,
      dashArray: dash,
      lineCap: dash ? "butt" : "round",
      fill: Boolean(it.fill),
      fillColor: it.fill || "transparent",
      fillOpacity: it.fillOpacity === undefined ? 1 : it.fillOpacity,
    };
  }

  function shape(name, attributes) {
    const node = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach((key) => node.setAttribute(key, attributes[key]));
    return node;
  }

  /* A mark is a disc; a reported strike an open ring, set apart by shape and not by colour alone; an origin a square. */
  function symbol(kind, token) {
    const it = look(token);
    const radius = it.radius === undefined ? 4 : it.radius;
    const width = it.width === undefined ? 1 : it.width;
    const half = Math.ceil(radius + width + 2);
    const svg = shape("svg", {
      width: 2 * half, height: 2 * half, viewBox: [-half, -half, 2 * half, 2 * half].join(" "),
      "aria-hidden": "true", focusable: "false",
    });
    const ink = {
      fill: it.fill && kind !== "strike" ? it.fill : "none",
      "fill-opacity": it.fillOpacity === undefined ? 1 : it.fillOpacity,
      stroke: it.stroke || "none",
      "stroke-width": width,
    };
    const halo = { fill: "none", stroke: it.halo || "none", "stroke-width": width + 3, "stroke-opacity": 0.85 };
    const outline = kind === "origin"
      ? ["rect", { x: -radius, y: -radius, width: 2 * radius, height: 2 * radius }]
      : ["circle", { r: radius }];
    svg.appendChild(shape(outline[0], Object.assign({}, outline[1], halo)));
    svg.appendChild(shape(outline[0], Object.assign({}, outline[1], ink)));
    return { svg: svg, half: half };
  }

  /* ---- geometry: longitudes of a scene run on past 180 where its view does, so nothing is cut or moved here ---- */

  function isEmpty(geometry) {
    if (!geometry) return true;
    return geometry.type === "GeometryCollection" ? !geometry.geometries.length : !geometry.coordinates.length;
  }

  /* GeoJSON again from lists of whole steps (geo/drawing/shell.py, packed). */
  function unpacked(geometry) {
    if (geometry.type === "GeometryCollection") {
      return { type: geometry.type, geometries: geometry.geometries.map(unpacked) };
    }
    if (!geometry.packed) return geometry;
    const points = (steps) => {
      const found = [];
      let lon = 0;
      let lat = 0;
      for (let i = 0; i < steps.length; i += 2) {
        lon += steps[i];
        lat += steps[i + 1];
        found.push([lon / geometry.packed, lat / geometry.packed]);
      }
      return found;
    };
    const parts = (list) => (typeof list[0] === "number" ? points(list) : list.map(parts));
    return { type: geometry.type, coordinates: parts(geometry.coordinates) };
  }

  /* The rings and lines of a path of the page's own drawing, in degrees. Whole numbers and relative moves alone are in
   * it (geo/drawing/still.py, path_data); what data-world, -left and -top say is told in geo/drawing/mercator.py. */
  function pathGeometry(path, drawing) {
    const world = Number(drawing.world);
    const rings = [];
    const lines = [];
    let x = Number(drawing.left);
    let y = Number(drawing.top);
    path.getAttribute("d").split("m").slice(1).forEach((part) => {
      const steps = part.match(/-?\d+/g).map(Number);
      const found = [];
      for (let i = 0; i < steps.length; i += 2) {
        x += steps[i];
        y += steps[i + 1];
        found.push([x / world * 360 - 180, Math.atan(Math.sinh(Math.PI * (1 - 2 * y / world))) * 180 / Math.PI]);
      }
      if (!part.endsWith("z")) {
        lines.push(found);
        return;
      }
      x -= steps.reduce((sum, step, i) => sum + (i > 1 && i % 2 === 0 ? step : 0), 0);
      y -= steps.reduce((sum, step, i) => sum + (i > 1 && i % 2 === 1 ? step : 0), 0);
      rings.push(found.concat([found[0]]));
    });
    const made = [];
    // All rings as one polygon: what is inside an odd number of them is filled, which is what an area with holes is.
    if (rings.length) made.push({ type: "Polygon", coordinates: rings });
    if (lines.length) made.push({ type: "MultiLineString", coordinates: lines });
    return made.length === 1 ? made[0] : { type: "GeometryCollection", geometries: made };
  }

  /* The scene of this page with the shapes that stand in its drawing. */
  function withShapes(data) {
    const svg = document.querySelector("svg.still");
    if (!svg) return data;
    const written = (id) => id.replace(/\r\n?/g, "\n").replace(/\0/g, "\uFFFD"); // as HTML keeps it in an attribute
    const shapes = new Map();
    svg.querySelectorAll("path[data-id]").forEach((path) => shapes.set(path.dataset.id, path));
    data.features.forEach((feature) => {
      const path = isEmpty(feature.geometry) ? shapes.get(written(feature.id)) : null;
      if (path) feature.geometry = pathGeometry(path, svg.dataset);
    });
    svg.querySelectorAll("path[data-base]").forEach((path) => {
      const geometry = pathGeometry(path, svg.dataset);
      if (path.dataset.code) data.base.highlighted[path.dataset.code] = geometry;
      else data.base[path.dataset.base] = geometry;
    });
    svg.querySelectorAll("[data-id]").forEach((node) => node.removeAttribute("data-id")); // read; the map has its own
    own = data;
    return data;
  }

  function boundsOf(box) {
    return L.latLngBounds([box[1], box[0]], [box[3], box[2]]);
  }

  /* ---- text ---- */

  function words(key) {
    return (scene && scene.words && scene.words[key]) || "";
  }

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) {
      node.textContent = text;
      node.dir = "auto";
    }
    return node;
  }

  /* A name in another language than the page's says so, for the voice that reads it. */
  function inLanguage(node, language) {
    if (language) node.lang = language;
    return node;
  }

  /* Only web addresses become links; anything else stays text. */
  function webAddress(address) {
    if (!address) return null;
    try {
      const url = new URL(address);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch (error) {
      return null;
    }
  }

  function popupLine(line) {
    const className = "sm-is-" + line.kind.replace(" ", "-");
    const node = element(line.kind === "quote" ? "blockquote" : "p", className);
    const address = webAddress(line.address);
    const text = element(address ? "a" : "span", "", line.text);
    if (line.language) node.lang = line.language;
    if (address) {
      text.href = address;
      text.target = "_blank";
      text.rel = "noopener noreferrer external";
    }
    node.appendChild(text);
    return node;
  }

  function popupContent(feature) {
    const box = element("div", "sm-popup");
    feature.popup.forEach((line) => {
      box.appendChild(inLanguage(popupLine(line), line.kind === "title" ? feature.language : null));
    });
    return box;
  }

  function slot(name) {
    return document.querySelector('[data-slot="' + name + '"]');
  }

  function say(name, text) {
    const node = slot(name);
    if (!node) return;
    if (node.textContent !== (text || "")) node.textContent = text || "";
    node.hidden = !text;
  }

  function list(name, items, make) {
    const node = slot(name);
    if (!node) return;
    node.replaceChildren(...items.map(make));
    node.hidden = !items.length;
  }

  function legendSwatch(token) {
    const user = scene.features.find((feature) => feature.style === token);
    // A place that is more than one thing is drawn as the first of them.
    const kind = scene.events && scene.events.styles.includes(token) ? "event" : user ? user.kind : token;
    if (MARKS[kind] || kind === "event") {
      const mark = symbol(kind, token).svg;
      mark.setAttribute("class", "sm-swatch");
      return mark;
    }
    const it = pathStyle(token);
    const svg = shape("svg", { class: "sm-swatch", width: 28, height: 16, viewBox: "0 0 28 16", "aria-hidden": "true" });
    const ink = {
      stroke: it.color, "stroke-width": it.weight, "stroke-dasharray": it.dashArray || "none",
      fill: it.fillColor, "fill-opacity": it.fillOpacity,
    };
    const node = it.fill
      ? shape("rect", Object.assign({ x: 1, y: 2, width: 26, height: 12 }, ink))
      : shape("line", Object.assign({ x1: 0, y1: 8, x2: 28, y2: 8 }, ink));
    svg.appendChild(node);
    return svg;
  }

  function legendItem(item) {
    const node = element("li", "");
    node.appendChild(legendSwatch(item.style));
    node.appendChild(element("span", "", item.text));
    return node;
  }

  let legendDrawn = "";
  function drawLegend() {
    const kinds = scene.features.map((feature) => [feature.style, feature.kind]);
    const json = JSON.stringify([scene.legend, kinds, scheme()]) + theme();
    if (json !== legendDrawn && scene !== own) list("legend", scene.legend, legendItem);
    legendDrawn = json;
  }

  function tableRow(row) {
    const node = element("tr", "");
    const name = inLanguage(element("th", "", row.name), row.language);
    name.scope = "row";
    node.append(name, element("td", "", row.role), element("td", "", row.figure), element("td", "", row.source));
    return node;
  }

  function writeAround() {
    drawLegend();
    // The scene that the page came with has its texts in the markup.
    if (scene !== own) {
      ["title", "summary", "draft", "changed", "correction", "credit", "alt"].forEach((name) => say(name, scene[name]));
      list("method", scene.method || [], (text) => element("p", "", text));
      list("table", scene.table || [], tableRow);
    }
    document.querySelectorAll("[data-words]").forEach((node) => {
      node.textContent = words(node.dataset.words) || node.textContent;
    });
    document.querySelectorAll("[data-needs]").forEach((node) => {
      const needed = slot(node.dataset.needs);
      node.hidden = !needed || needed.hidden || !needed.childNodes.length;
    });
    document.documentElement.lang = scene.language;
    if (scene.direction) document.documentElement.dir = scene.direction;
    document.title = scene.title;
    if (slot("title")) slot("title").lang = scene.titleLanguage || "";
    const name = [words("map"), scene.title].filter(Boolean).join(": ");
    map.getContainer().setAttribute("aria-label", name);
    const legend = slot("legend");
    if (legend) legend.setAttribute("aria-label", words("legend"));
    const zoom = map.getContainer().querySelectorAll(".leaflet-control-zoom a, .sm-home");
    ["zoom in", "zoom out", "whole map"].forEach((key, i) => {
      if (!zoom[i]) return;
      zoom[i].title = words(key);
      zoom[i].setAttribute("aria-label", words(key));
    });
  }

  /* ---- layers ---- */

  function area(geometry, pane, token, interactive, part) {
    const layer = L.geoJSON(geometry.packed || geometry.geometries ? unpacked(geometry) : geometry, {
      pane: pane, interactive: interactive, smoothFactor: 0, noClip: true, style: Object.assign(pathStyle(token), part || {}),
    });
    layer.smToken = token;
    layer.smPart = part;
    return layer;
  }

  /* The outline of an area round the world without the pieces on which it is cut at the ends of the map or closed over
   * a pole; null where there are none: no line may run across the map that is no edge of anything. */
  function uncut(geometry) {
    const box = scene.base.bounds;
    if (!box || (box[2] - box[0] < 359 && box[3] < 85 && box[1] > -85)) return null;
    const plain = unpacked(geometry);
    const shapes = plain.type === "Polygon" ? [plain.coordinates] : plain.type === "MultiPolygon" ? plain.coordinates : [];
    const end = (lon) => [box[0], box[2], -180, 180].find((x) => Math.abs(lon - x) < 0.01);
    const isCut = (a, b) => (Math.abs(a[1]) > 85 && Math.abs(b[1]) > 85) || (end(a[0]) !== undefined && end(a[0]) === end(b[0]));
    const lines = [];
    let cut = false;
    shapes.flat().forEach((ring) => {
      let line = [ring[0]];
      for (let i = 1; i < ring.length; i += 1) {
        if (isCut(ring[i - 1], ring[i])) {
          cut = true;
          if (line.length > 1) lines.push(line);
          line = [];
        }
        line.push(ring[i]);
      }
      if (line.length > 1) lines.push(line);
    });
    return cut ? { type: "MultiLineString", coordinates: lines } : null;
  }

  /* The layers of an area: its tint, and apart from it its edge where not all of that is one. */
  function areas(geometry, pane, token, interactive) {
    const edge = pathStyle(token).stroke ? uncut(geometry) : null;
    if (!edge) return [area(geometry, pane, token, interactive)];
    return [area(geometry, pane, token, interactive, { stroke: false }), area(edge, pane, token, false, { fill: false })];
  }

  function drawBase() {
    const next = scene.base;
    if (next.id === base.id || isEmpty(next.land) && !next.borders) return;
    base.layers.forEach((layer) => layer.remove());
    base.layers = [];
    base.id = next.id;
    const add = (geometry, token) => {
      if (isEmpty(geometry)) return;
      areas(geometry, "sm-base", token, false).forEach((layer) => base.layers.push(layer.addTo(map)));
    };
    if (!scene.tiles) {
      add(next.land, "land");
      Object.keys(next.highlighted || {}).forEach((code) => add(next.highlighted[code], "highlight"));
    }
    add(next.borders, "border");
    add(next.disputed, "disputed");
  }

  function drawTiles() {
    const asked = scene.tiles ? scene.tiles.address : null;
    if (asked === base.address) return;
    if (base.tiles) base.tiles.remove();
    base.address = asked;
    base.tiles = asked
      ? L.tileLayer(asked, { maxZoom: scene.tiles.maxZoom, pane: "sm-tiles" }).addTo(map)
      : null;
    base.id = null; // land is drawn only where no tiles are
  }

  function clicked(feature) {
    return (event) => {
      if (strikemap.onclick) {
        strikemap.onclick({ id: feature.id, lon: event.latlng.lng, lat: event.latlng.lat });
      }
      if (event.originalEvent) L.DomEvent.stopPropagation(event.originalEvent);
    };
  }

  function markIcon(feature) {
    const drawn = symbol(feature.kind, feature.style);
    const html = element("span", "sm-mark");
    html.appendChild(drawn.svg);
    const size = 2 * drawn.half;
    return L.divIcon({ className: "sm-icon sm-" + feature.kind, html: html, iconSize: [size, size] });
  }

  function mark(feature, coordinates) {
    const open = feature.popup.length > 0 || strikemap.onclick !== null;
    const marker = L.marker([coordinates[1], coordinates[0]], {
      icon: markIcon(feature), pane: "sm-marks", interactive: open, keyboard: false, riseOnHover: false,
    });
    marker.on("add", () => nameMark(marker, feature));
    return marker;
  }

  /* A finger is wider than a mark: an unseen disc round it, below all marks, so that none covers its neighbour. */
  function reachable(feature, coordinates) {
    const it = look(feature.style);
    return L.circleMarker([coordinates[1], coordinates[0]], {
      radius: (it.radius === undefined ? 4 : it.radius) + 10, stroke: false, fillOpacity: 0, pane: "sm-reach",
    });
  }

  function nameMark(marker, feature) {
    const node = marker.getElement();
    nameNode(node, feature, marker.options.interactive);
    if (!marker.options.interactive) {
      node.setAttribute("role", "img");
      if (!feature.name) node.setAttribute("aria-hidden", "true");
    }
    node.classList.toggle("sm-lit", feature.id === selected);
  }

  /* What opens is a button for whoever does not see it, and a step of the arrow keys. */
  function nameNode(node, feature, open) {
    node.dataset.id = feature.id;
    if (feature.name) node.setAttribute("aria-label", feature.name);
    if (!open) return;
    node.setAttribute("role", "button");
    node.setAttribute("tabindex", feature.id === current ? "0" : "-1");
  }

  function points(geometry) {
    if (geometry.type === "Point") return [geometry.coordinates];
    return geometry.type === "MultiPoint" ? unpacked(geometry).coordinates : [];
  }

  function featureLayer(feature) {
    const group = L.featureGroup();
    const marks = points(feature.geometry);
    const addMarks = () => marks.forEach((point) => {
      const drawn = mark(feature, point);
      if (drawn.options.interactive) group.addLayer(reachable(feature, point));
      group.addLayer(drawn);
    });
    // Most towns wait for a closer view, and many are never looked at: their marks are made with their names.
    if (feature.kind === "town") group.smMarks = addMarks;
    else addMarks();
    if (!marks.length && !isEmpty(feature.geometry)) {
      const open = feature.popup.length > 0 || strikemap.onclick !== null;
      const [body, edge] = areas(feature.geometry, "sm-shapes", feature.style, open);
      body.eachLayer((path) => path.on("add", () => {
        if (path.getElement()) nameNode(path.getElement(), feature, open);
      }));
      group.addLayer(body);
      if (edge) group.addLayer(edge);
    }
    if (feature.popup.length) {
      group.bindPopup(() => popupContent(feature), {
        maxWidth: Math.max(140, Math.min(280, map.getSize().x - 80)), minWidth: 140, autoPanPaddingTopLeft: [12, 46], autoPanPaddingBottomRight: [12, 12],
      });
    }
    group.on("click", clicked(feature));
    return group;
  }

  function drawFeatures() {
    const open = openFeature();
    const seen = new Map();
    const looks = theme();
    const fresh = !features.size; // all are added in order
    scene.features.forEach((feature, index) => {
      const old = features.get(feature.id);
      const same = old && old.looks === looks && !seen.has(feature.id) && alike(old.feature, feature);
      const layer = same ? old.layer : featureLayer(feature);
      if (!same) {
        if (old) old.layer.remove();
        layer.addTo(map);
      }
      features.delete(feature.id);
      seen.set(feature.id, { looks: looks, layer: layer, feature: feature });
      stack(layer, index, fresh);
    });
    features.forEach((gone) => gone.layer.remove());
    features = seen;
    if (open && features.has(open) && !map.hasLayer(map._popup)) features.get(open).layer.openPopup();
  }

  /* Whether two parts of a scene say the same. An area that the app kept is the same object: nothing to compare. */
  function alike(one, other) {
    return one === other || JSON.stringify(one) === JSON.stringify(other);
  }

  let themeText = "";
  let themeOf = null;
  /* What a feature's drawing depends on besides itself. */
  function theme() {
    if (themeOf !== scene.theme) {
      themeOf = scene.theme;
      themeText = JSON.stringify(scene.theme);
    }
    return strikemap.onclick ? themeText + "open" : themeText;
  }

  function openFeature() {
    for (const [id, drawn] of features) {
      if (drawn.layer.isPopupOpen && drawn.layer.isPopupOpen()) return id;
    }
    return null;
  }

  /* The scene's order is the drawing order: paths by their place in the SVG, marks by z-index. */
  function stack(layer, index, fresh) {
    layer.smIndex = index;
    layer.eachLayer((part) => {
      const offset = (index + 1) * 10000;
      if (part.setZIndexOffset && part.options.zIndexOffset === offset) return;
      if (part.setZIndexOffset) part.setZIndexOffset(offset);
      else if (part.bringToFront && !fresh) part.bringToFront();
    });
  }

  /* ---- labels ---- */

  function anchorAt(label, zoom) {
    const levels = Object.keys(label.anchors || {}).map(Number).sort((a, b) => a - b);
    if (!levels.length) return "right";
    const below = levels.filter((level) => level <= zoom + 1e-6);
    return label.anchors[below.length ? below[below.length - 1] : levels[0]];
  }

  function placeLabels() {
    const zoom = map.getZoom();
    labels.forEach((entry) => {
      const anchor = anchorAt(entry.label, zoom);
      const owner = features.get(entry.label.id);
      if (owner && owner.feature.kind === "town") showTown(owner.layer, Boolean(anchor));
      if (!entry.text) {
        if (!anchor) return;
        writeLabel(entry);
      }
      const led = anchor && anchor.startsWith("lead-");
      entry.text.className = "sm-name" + (anchor ? " sm-at-" + (led ? "lead" : anchor) : "");
      entry.text.hidden = !anchor;
      lead(entry, led ? anchor : null);
    });
    keepInside();
  }

  /* A name that stands further off, and the line from it to its mark; the numbers are those of geo/drawing/labels.py. */
  function lead(entry, anchor) {
    if (entry.line) entry.line.remove();
    entry.line = null;
    if (!anchor) return;
    const x = anchor.includes("right") ? 1 : anchor.includes("left") ? -1 : 0;
    const y = anchor.includes("bottom") ? 1 : anchor.includes("top") ? -1 : 0;
    const slant = x && y ? Math.SQRT1_2 : 1;
    const mark = entry.label.mark;
    const ring = anchor.endsWith("out") ? 5 : anchor.endsWith("far") ? 2.9 : 1.3;
    const far = (mark + ring * 1.15 * (look(entry.label.style).size || 13)) * slant;
    const half = (n) => (n - 1) * 50 + "%"; // of the text's own size: from -100 % over the middle to 0
    entry.text.style.setProperty("--lead", "translate(" + x * far + "px," + y * far + "px) translate(" + half(x) + "," +
      (x ? "-50%" : half(y)) + ")");
    const start = (mark + 1.5) * slant;
    const across = x * (far - 1.5 - start);
    const down = y * (far - (x ? 0 : 1.5) - start);
    entry.line = element("span", "sm-leader");
    entry.line.style.width = Math.hypot(across, down) + "px";
    entry.line.style.color = entry.text.style.color;
    entry.line.style.setProperty("--halo", look(entry.label.style).halo || "transparent");
    entry.line.style.transform = "translate(" + x * start + "px," + y * start + "px) rotate(" + Math.atan2(down, across) + "rad)";
    entry.text.before(entry.line);
  }

  /* A town for orientation without its name is a riddle: its mark waits until its label has a place. */
  function showTown(layer, shown) {
    if (layer.smMarks) {
      if (!shown) return;
      layer.smMarks();
      layer.smMarks = null;
      stack(layer, layer.smIndex, true);
    }
    layer.eachLayer((part) => {
      const node = part.getElement ? part.getElement() : null;
      if (node) node.classList.toggle("sm-unnamed", !shown);
    });
  }

  /* A range's label may slide along to stay in view on a narrow map, an area's name is not shown in part; a place's
   * stays beside its mark. */
  function keepInside() {
    const most = map.getSize().x - 3;
    const free = [...labels.values()].filter((entry) => entry.text && !entry.text.hidden && !entry.label.mark);
    const halves = free.map((entry) => entry.text.offsetWidth / 2); // all read before any is written: one layout
    free.forEach((entry, i) => {
      const at = map.latLngToContainerPoint([entry.label.lat, entry.label.lon]).x;
      const half = halves[i];
      if (!entry.label.style.startsWith("label-range")) {
        entry.text.classList.toggle("sm-cut", at - half < 0 || at + half > most + 3);
        return;
      }
      const nudge = Math.max(3 - (at - half), 0) || Math.min(most - (at + half), 0);
      const near = at > 0 && at < most ? Math.max(-half, Math.min(half, nudge)) : 0;
      entry.text.style.setProperty("--nudge", Math.round(near) + "px");
    });
  }

  function styleLabel(entry) {
    const it = look(entry.label.style);
    const style = entry.text.style;
    style.color = it.text || it.stroke || "";
    style.fontSize = (it.size || 13) + "px";
    style.fontWeight = it.weight || 400;
    style.letterSpacing = it.spaced ? "0.14em" : "";
    style.setProperty("--halo", it.halo || "transparent");
    style.setProperty("--mark", (entry.label.mark || -4) + "px"); // no mark, no gap
  }

  /* A label is written when it first has a place: more than half of them have none in the first view. */
  function writeLabel(entry) {
    const label = entry.label;
    const text = element("span", "sm-name", label.text);
    if (label.language) text.lang = label.language;
    const icon = L.divIcon({ className: "sm-label", html: text, iconSize: [0, 0] });
    entry.text = text;
    entry.marker = L.marker([label.lat, label.lon], { icon: icon, pane: "sm-labels", interactive: false, keyboard: false });
    entry.marker.addTo(map);
    entry.marker.getElement().setAttribute("aria-hidden", "true"); // marks carry the names; the table repeats them
    styleLabel(entry);
  }

  function drawLabels() {
    const seen = new Map();
    const looks = theme();
    scene.labels.forEach((label) => {
      const old = labels.get(label.id);
      if (old && old.looks === looks && !seen.has(label.id) && alike(old.label, label)) {
        seen.set(label.id, old);
        labels.delete(label.id);
      } else {
        seen.set(seen.has(label.id) ? label.id + " " + seen.size : label.id, { looks: looks, label: label });
      }
    });
    labels.forEach((gone) => { if (gone.marker) gone.marker.remove(); });
    labels = seen;
    features.forEach((drawn, id) => { if (drawn.layer.smMarks && !labels.has(id)) showTown(drawn.layer, true); }); // nameless
    placeLabels();
  }

  /* ---- the view ---- */

  function fit() {
    shown = scene.bounds;
    const box = boundsOf(shown);
    const zoom = fittingZoom(box);
    fitting = true;
    map.setView(centre(box, zoom), zoom, { animate: false });
    fitting = false;
    moved = false;
    limit();
  }

  /* The zoom at which the box is all in view; frees the map of its limits to find it. */
  function fittingZoom(box) {
    map.setMinZoom(0);
    map.setMaxBounds(null);
    const zoom = map.getBoundsZoom(box, false, L.point(2 * PADDING, 2 * PADDING));
    return Math.min(zoom, FIT_ZOOM, map.getMaxZoom());
  }

  /* The middle of a box as drawn: in Mercator that is not its middle latitude. */
  function centre(box, zoom) {
    const a = map.project(box.getSouthWest(), zoom);
    return map.unproject(a.add(map.project(box.getNorthEast(), zoom)).divideBy(2), zoom);
  }

  /* Nobody pans to where the base map was cut: a cut edge looks like a coast. */
  function limit() {
    const first = fittingZoom(boundsOf(scene.bounds));
    if (scene.tiles || !scene.base.bounds) return;
    const box = boundsOf(scene.base.bounds);
    const least = map.getBoundsZoom(box, true);
    map.setMinZoom(Math.min(first, map.getZoom(), Number.isFinite(least) ? least : first));
    map.setMaxBounds(box.extend(map.getBounds()));
  }

  /* The map stands on whole pixels of the screen and is whole pixels high. Where it is not, each layer is resampled at
   * each frame of a drag, which takes longer than all else in it. */
  let cut = "";
  function align() {
    const box = map.getContainer();
    const frame = box.closest(".sm-frame");
    if (!frame) return;
    const ratio = window.devicePixelRatio || 1;
    if (box.style.height === cut) box.style.height = ""; // a height that somebody else gave it stays
    const height = box.getBoundingClientRect().height * ratio;
    if (height % 1 && !box.style.height) {
      box.style.height = Math.floor(height) / ratio + "px";
      cut = box.style.height;
    }
    const now = box.getBoundingClientRect();
    [["left", now.left + window.scrollX], ["top", now.top + window.scrollY]].forEach(([side, at]) => {
      const natural = (at - (parseFloat(frame.style[side]) || 0)) * ratio;
      frame.style[side] = (Math.round(natural) - natural) / ratio + "px";
    });
  }

  let width = 0;
  /* While nobody has moved it, the view fits anew when the map gets another width, or too low for what it must show. */
  function resized() {
    align();
    const size = map.getContainer().getBoundingClientRect();
    map.invalidateSize({ animate: false, pan: false });
    if (scene && !moved && (size.width !== width || !map.getBounds().contains(boundsOf(shown)))) fit();
    width = size.height > 0 ? size.width : 0;
    tellHeight();
  }

  /* ---- the scale bar: true at the map's centre, on the ellipsoid ---- */

  const formats = new Map(); // making one takes longer than the rest of the bar
  function inUnit(number, unit) {
    const known = unit === "kilometer" && (scene.lengths || [])[Math.round(3 * Math.log10(number))]; // 1, 2, 5, 10, ...
    if (known) return known;
    const key = scene.language + " " + unit;
    if (!formats.has(key)) {
      try {
        formats.set(key, new Intl.NumberFormat(scene.language, { style: "unit", unit: unit }));
      } catch (error) { // a language that the browser has not heard of
        formats.set(key, { format: (value) => value + (unit === "meter" ? " m" : " km") });
      }
    }
    return formats.get(key).format(number);
  }

  const ScaleBar = L.Control.extend({
    options: { position: "bottomleft" },
    onAdd: function () {
      this.box = element("div", "sm-scale");
      this.box.setAttribute("aria-hidden", "true");
      this.text = element("span", "", "");
      this.box.appendChild(this.text);
      map.on("moveend resize", this.update, this);
      return this.box;
    },
    update: function () {
      const phi = map.getCenter().lat * Math.PI / 180;
      const e2 = 0.00669437999014; // WGS 84
      const parallel = Math.cos(phi) / Math.sqrt(1 - e2 * Math.sin(phi) * Math.sin(phi));
      const metresPerPixel = parallel * 2 * Math.PI * 6378137 / (256 * Math.pow(2, map.getZoom()));
      const most = Math.min(140, map.getSize().x / 3) * metresPerPixel;
      if (!(most > 0)) return;
      const power = Math.pow(10, Math.floor(Math.log10(most)));
      const metres = [5, 2, 1].map((n) => n * power).find((n) => n <= most);
      this.box.style.width = Math.round(metres / metresPerPixel) + "px";
      this.text.textContent = metres >= 1000 ? inUnit(metres / 1000, "kilometer") : inUnit(metres, "meter");
    },
  });

  /* Zoom in, zoom out, and back to the whole map, in one bar. */
  function zoomBar() {
    const zoom = L.control.zoom({ position: "bottomright", zoomInTitle: "", zoomOutTitle: "" }).addTo(map);
    const button = element("button", "sm-home");
    button.type = "button";
    const svg = shape("svg", { width: 14, height: 14, viewBox: "0 0 14 14", "aria-hidden": "true" });
    svg.appendChild(shape("path", {
      d: "M1 5V1h4M9 1h4v4M13 9v4H9M5 13H1V9", fill: "none", stroke: "currentColor", "stroke-width": 1.6,
    }));
    button.appendChild(svg);
    zoom.getContainer().appendChild(button);
    L.DomEvent.on(button, "click", (event) => {
      L.DomEvent.stop(event);
      if (scene) fit();
    });
  }

  /* ---- gestures: the page scrolls on; two fingers, ctrl or a click first move the map ---- */

  let hintTimer = null;
  function hint(key, milliseconds) {
    const node = slot("hint");
    if (!node || !words(key)) return;
    node.textContent = words(key);
    node.classList.add("sm-on");
    window.clearTimeout(hintTimer);
    hintTimer = window.setTimeout(() => node.classList.remove("sm-on"), milliseconds || 1400);
  }

  function gestures() {
    const box = map.getContainer();
    let active = false;
    map.scrollWheelZoom.disable();
    box.addEventListener("wheel", (event) => {
      const wanted = event.ctrlKey || event.metaKey || active;
      map.scrollWheelZoom[wanted ? "enable" : "disable"]();
      if (!wanted) hint("wheel");
    }, { capture: true, passive: true });
    box.addEventListener("pointerdown", (event) => {
      active = event.pointerType !== "touch";
      map.dragging[event.pointerType === "touch" ? "disable" : "enable"]();
    }, true);
    box.addEventListener("mouseleave", () => { active = false; });
    let from = null;
    box.addEventListener("touchstart", (event) => {
      from = event.touches.length === 1 ? event.touches[0] : null;
      if (event.touches.length > 1) event.preventDefault();
    }, { passive: false });
    box.addEventListener("touchmove", (event) => {
      if (event.touches.length > 1) {
        event.preventDefault();
        return;
      }
      const to = event.touches[0];
      if (from && Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) > 24) hint("two fingers");
    }, { passive: false });
  }

  /* ---- the keyboard: the map is one stop; arrows go from place to place, with shift they move the map ---- */

  const ARROWS = { ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowUp: [0, -1] };
  const STEP = 90; // px that shift and an arrow move the map

  /* The part of a drawn feature that takes the focus: its mark, or the first of its paths. */
  function stopPart(drawn) {
    let found = null;
    drawn.layer.eachLayer((part) => {
      const one = part.setIcon ? part : part.smToken ? part.getLayers()[0] : null;
      const node = one && one.options.interactive && one.getElement();
      if (!found && node && !node.classList.contains("sm-unnamed")) found = one;
    });
    return found;
  }

  /* Ids of what can be opened, the most important first: reported strikes, then what is drawn last. */
  function stops() {
    const found = [];
    features.forEach((drawn, id) => {
      if (stopPart(drawn)) found.unshift(id);
    });
    const struck = (id) => features.get(id).feature.kind === "strike";
    return [...found.filter(struck), ...found.filter((id) => !struck(id))];
  }

  function stopNode(id) {
    const part = id !== null && features.has(id) ? stopPart(features.get(id)) : null;
    return part ? part.getElement() : null;
  }

  /* One of map and marks is in the order of the Tab key: where the arrows stand. */
  function rove(id) {
    const before = stopNode(current);
    if (before) before.setAttribute("tabindex", "-1");
    const node = stopNode(id);
    current = node ? id : null;
    if (node) node.setAttribute("tabindex", "0");
    map.getContainer().tabIndex = node ? -1 : 0;
    return node;
  }

  function visit(id) {
    const node = rove(id);
    if (!node) return;
    slot("hint").classList.remove("sm-on"); // read by now, and in the way
    const part = stopPart(features.get(id));
    if (part.getLatLng) map.panInside(part.getLatLng(), { padding: [48, 48], animate: !stillAsked.matches });
    else if (!map.getBounds().intersects(part.getBounds())) map.panTo(nearest(part), { animate: !stillAsked.matches });
    node.focus({ preventScroll: true });
  }

  /* The corner of a line or area that is nearest to the middle of the map: a point that is on it. */
  function nearest(part) {
    const middle = map.getCenter();
    const far = (point) => Math.hypot(point.lat - middle.lat, (point.lng - middle.lng) * Math.cos(middle.lat * Math.PI / 180));
    return part.getLatLngs().flat(Infinity).reduce((best, point) => (far(point) < far(best) ? point : best));
  }

  function openStop(id) {
    const drawn = features.get(id);
    const part = stopPart(drawn);
    const at = part.getLatLng ? part.getLatLng() : nearest(part);
    if (strikemap.onclick) strikemap.onclick({ id: id, lon: at.lng, lat: at.lat });
    if (drawn.feature.popup.length) drawn.layer.openPopup(at);
  }

  /* What a key does on the map or on one of its marks; false where it is not ours. */
  function pressed(event) {
    const arrow = ARROWS[event.key];
    const all = stops();
    const at = all.indexOf(event.target.dataset ? event.target.dataset.id : undefined);
    if (arrow && event.shiftKey) {
      moved = true;
      map.panBy([arrow[0] * STEP, arrow[1] * STEP], { animate: !stillAsked.matches });
    } else if (arrow) {
      const turned = document.documentElement.dir === "rtl" ? -arrow[0] : arrow[0];
      const next = turned + arrow[1] > 0 ? at + 1 : (at < 0 ? all.length : at) - 1;
      if (all.length) visit(all[(next + all.length) % all.length]);
    } else if (event.key === "Home" || event.key === "End") {
      if (all.length) visit(all[event.key === "Home" ? 0 : all.length - 1]);
    } else if ((event.key === "Enter" || event.key === " ") && at >= 0) openStop(all[at]);
    else if (event.key === "+" || event.key === "=") map.zoomIn();
    else if (event.key === "-" || event.key === "_") map.zoomOut();
    else if (event.key === "0" && scene) fit();
    else return false;
    return true;
  }

  /* A popup that opens takes the focus, and gives it back when it closes. */
  function keyboard() {
    const box = map.getContainer();
    let from = null;
    map.keyboard.disable(); // Leaflet's arrows would pan
    box.tabIndex = 0;
    box.querySelectorAll(".leaflet-control-zoom a, .sm-home").forEach((node) => { node.tabIndex = -1; });
    box.addEventListener("focus", () => {
      if (box.matches(":focus-visible")) hint("keys", 6000);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".leaflet-popup, .leaflet-control")) return;
      if (pressed(event)) event.preventDefault();
    });
    map.on("popupopen", (event) => {
      const popup = event.popup.getElement();
      const close = popup.querySelector(".leaflet-popup-close-button");
      if (close) {
        close.setAttribute("aria-label", words("close"));
        close.title = words("close");
      }
      const active = document.activeElement;
      from = active && active.getAttribute("role") === "button" && box.contains(active) ? active.dataset.id || null : null;
      popup.setAttribute("role", "dialog");
      const title = popup.querySelector(".sm-is-title");
      popup.setAttribute("aria-label", title ? title.textContent : words("map"));
      popup.tabIndex = -1;
      const content = popup.querySelector(".leaflet-popup-content");
      if (content.scrollHeight > content.clientHeight) content.tabIndex = 0; // long: arrow keys scroll it
      if (from !== null) popup.focus({ preventScroll: true });
    });
    map.on("popupclose", () => {
      const node = stopNode(from);
      if (node) node.focus({ preventScroll: true });
      from = null;
    });
  }

  /* ---- light and dark, print, the host ---- */

  const PAGE_COLOURS = [
    ["--paper", "page", "fill"], ["--ink", "page", "text"], ["--quiet", "muted", "text"], ["--link", "link", "text"],
    ["--focus", "focus", "stroke"], ["--sea", "sea", "fill"], ["--draft", "draft", "fill"], ["--draft-ink", "draft", "text"],
  ];

  /* The theme's own colours go before those of the style sheet. */
  function paintPage() {
    const root = document.documentElement;
    root.dataset.scheme = scheme();
    PAGE_COLOURS.forEach((entry) => {
      const colour = look(entry[1])[entry[2]];
      if (colour) root.style.setProperty(entry[0], colour);
      else root.style.removeProperty(entry[0]);
    });
    map.getContainer().style.backgroundColor = look("sea").fill || "";
  }

  function restyle() {
    if (!scene) return;
    paintPage();
    base.layers.forEach((layer) => layer.setStyle(Object.assign(pathStyle(layer.smToken), layer.smPart || {})));
    features.forEach((drawn) => drawn.layer.eachLayer((part) => {
      if (part.setIcon) {
        part.setIcon(markIcon(drawn.feature));
        nameMark(part, drawn.feature);
      } else if (part.smToken) {
        part.setStyle(Object.assign(pathStyle(part.smToken), part.smPart || {}));
      }
    }));
    labels.forEach((entry) => { if (entry.text) styleLabel(entry); });
    placeLabels();
    if (scene !== own) list("legend", scene.legend, legendItem); // the page's own takes its colours from a style sheet
    tellExtras();
  }

  /* ---- scripts of our own that draw more of a scene, each told of every drawing and of new colours ---- */

  const extras = [];
  const tools = { look: (token) => look(token), words: words, element: element, popupLine: popupLine };
  function tellExtras() {
    extras.forEach((extra) => extra(map, scene, tools));
  }

  let toldHeight = 0;
  /* A page in a frame tells its host how high it is: {type: "strikemap:height", height: pixels}, or as the host wants. */
  function tellHeight() {
    if (window.parent === window || !scene) return; // without a scene there is no legend to count
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === toldHeight) return;
    toldHeight = height;
    if (strikemap.onheight) strikemap.onheight(height);
    else window.parent.postMessage({ type: "strikemap:height", height: height }, "*");
  }

  /* A host whose script came later than the map asks for the height again. */
  function answerHost() {
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent || !event.data || event.data.type !== "strikemap:height?") return;
      toldHeight = 0;
      tellHeight();
    });
  }

  function print() {
    window.addEventListener("beforeprint", () => {
      document.querySelectorAll("details").forEach((node) => { node.open = true; });
      forcedScheme = "light";
      restyle();
    });
    window.addEventListener("afterprint", () => {
      forcedScheme = null;
      restyle();
    });
  }

  const strikemap = {
    onclick: null,
    onheight: null,

    extend: function (extra) {
      extras.push(extra);
      if (scene) extra(map, scene, tools);
    },

    start: function (made) {
      map = made;
      const root = document.documentElement;
      root.classList.add("sm-js");
      // In a frame and on a phone the table starts closed: there is more page below it.
      if (window.parent !== window || window.innerWidth <= 620) {
        document.querySelectorAll("details.sm-data").forEach((node) => { node.open = false; });
      }
      map.setMaxZoom(MAX_ZOOM);
      if (stillAsked.matches) {
        map.options.zoomAnimation = false;
        map._zoomAnimated = false;
        map.options.fadeAnimation = false;
        map.options.inertia = false;
      }
      [["sm-tiles", 200], ["sm-base", 210], ["sm-shapes", 400], ["sm-reach", 590], ["sm-marks", 600], ["sm-labels", 620]].forEach((pane) => {
        map.createPane(pane[0]).style.zIndex = pane[1];
      });
      ["sm-base", "sm-labels"].forEach((name) => { map.getPane(name).style.pointerEvents = "none"; });
      zoomBar();
      gestures();
      keyboard();
      print();
      answerHost();
      map.on("dragstart zoomstart", () => { if (!fitting) moved = true; });
      map.on("zoomend", placeLabels);
      map.on("moveend", keepInside);
      map.on("click", (event) => {
        if (strikemap.onclick) strikemap.onclick({ id: null, lon: event.latlng.lng, lat: event.latlng.lat });
      });
      darkAsked.addEventListener("change", restyle);
      new ResizeObserver(resized).observe(map.getContainer());
      new ResizeObserver(() => {
        align();
        tellHeight();
      }).observe(document.body);
      const data = document.getElementById("strikemap-scene");
      if (data && data.textContent.trim()) strikemap.draw(withShapes(JSON.parse(data.textContent)));
    },

    draw: function (next, options) {
      const asked = options || {};
      const first = scene === null;
      const other = !first && next.story !== scene.story;
      scene = next;
      if (own && own !== next) slot("still").replaceChildren(); // it would be printed
      if (asked.scheme !== undefined) forcedScheme = asked.scheme;
      selected = asked.selected || null;
      paintPage();
      map.setMaxZoom(scene.tiles ? scene.tiles.maxZoom : MAX_ZOOM);
      if (first) {
        strikemap.scale = new ScaleBar().addTo(map);
        map.invalidateSize({ animate: false, pan: false }); // it was not shown until now
        width = map.getContainer().getBoundingClientRect().width; // nothing to fit anew until that changes
      }
      if (first || other || asked.fit) fit();
      else if (scene.base.id !== base.id) limit();
      drawTiles();
      drawBase();
      drawFeatures();
      rove(current);
      drawLabels();
      writeAround();
      strikemap.scale.update();
      tellExtras();
      features.forEach((drawn, id) => drawn.layer.eachLayer((part) => {
        if (part.getElement && part.setIcon && part.getElement()) {
          part.getElement().classList.toggle("sm-lit", id === selected);
        }
      }));
      tellHeight();
      document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn || 0) + 1);
    },
  };

  window.strikemap = strikemap;
})();
