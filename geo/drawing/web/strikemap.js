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
  // Leaflet writes translate() then, no translate3d(), which makes a layer of its own of every mark and name: pictures
  // of them all to be painted and put together at each frame. The style sheet makes one of the whole map, once it is met.
  L.Browser.ie3d = true;
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
  let painted = ""; // the colours of the last drawing
  let selected = null;
  let moved = false; // the reader has chosen a view of their own
  let shown = null; // the bounds that were last fitted
  let fitting = false;
  let base = { id: null, layers: [], tiles: null, address: null };
  let features = new Map(); // id -> {looks, feature, parts: marks and shapes, wait: makes them when they are first seen}
  let labels = new Map(); // id -> {looks, label} and, once it had a place, {box, text}
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
    if (geometry.rings) return !geometry.rings.length;
    return geometry.type === "GeometryCollection" ? !geometry.geometries.length : !geometry.coordinates.length;
  }

  /* Where a place lies in the square world of EPSG:3857, both from 0 to 1, x to the east and y to the south. */
  const MOST_LAT = 85.0511287798;
  function worldX(lon) {
    return lon / 360 + 0.5;
  }

  function worldY(lat) {
    const sine = Math.sin(Math.max(-MOST_LAT, Math.min(MOST_LAT, lat)) * Math.PI / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }

  function latLng(x, y) {
    return L.latLng(Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI, (x - 0.5) * 360);
  }

  /* The positions of a list as [lon, lat, lon, lat, ...], in degrees; a packed one (geo/drawing/shell.py) is made of
   * whole steps. */
  function positions(list, packed) {
    if (!packed) return list.flat();
    const found = [0, 0];
    list.forEach((step, i) => { found[i + 2] = found[i] + step; });
    return found.slice(2).map((steps) => steps / packed);
  }

  /* The rings and lines of an area or line: {closed, xy: [x, y, x, y, ...] in the square world}, without the point on
   * which a ring closes. All rings of an area are one shape: what is inside an odd number of them is filled, which is
   * what an area with holes is. */
  function ringsOf(geometry) {
    if (geometry.rings) return geometry.rings;
    if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(ringsOf);
    const closed = geometry.type.endsWith("Polygon");
    const found = [];
    const take = (list) => {
      if (!(geometry.packed ? typeof list[0] === "number" : typeof list[0][0] === "number")) {
        list.forEach(take);
        return;
      }
      const xy = positions(list, geometry.packed).map((degrees, i) => (i % 2 ? worldY(degrees) : worldX(degrees)));
      found.push({ closed: closed, xy: closed ? xy.slice(0, -2) : xy });
    };
    take(geometry.coordinates);
    return found;
  }

  /* The same of a path of the page's own drawing. Whole numbers and relative moves alone are in it
   * (geo/drawing/still.py, path_data); what data-world, -left and -top say is told in geo/drawing/mercator.py. */
  function pathRings(path, drawing) {
    const world = Number(drawing.world);
    let x = Number(drawing.left);
    let y = Number(drawing.top);
    return path.getAttribute("d").split("m").slice(1).map((part) => {
      const steps = part.match(/-?\d+/g);
      const xy = [];
      const startX = x + Number(steps[0]);
      const startY = y + Number(steps[1]);
      for (let i = 0; i < steps.length; i += 2) {
        x += Number(steps[i]);
        y += Number(steps[i + 1]);
        xy.push(x / world, y / world);
      }
      const closed = part.endsWith("z");
      if (closed) {
        x = startX;
        y = startY;
      }
      return { closed: closed, xy: xy };
    });
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
      if (path) feature.geometry = { rings: pathRings(path, svg.dataset) };
    });
    svg.querySelectorAll("path[data-base]").forEach((path) => {
      const geometry = { rings: pathRings(path, svg.dataset) };
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
      const word = words(node.dataset.words);
      if (word && node.textContent !== word) node.textContent = word;
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

  /* An area or line as Leaflet draws one, but from the square world straight to px: no corner becomes an object. */
  const Shape = L.Path.extend({
    initialize: function (rings, token, options, part) {
      this.rings = rings;
      this.smToken = token;
      this.smPart = part || {};
      L.setOptions(this, Object.assign(options, pathStyle(token), this.smPart));
    },
    restyle: function () {
      this.setStyle(Object.assign(pathStyle(this.smToken), this.smPart));
    },
    getLatLngs: function () {
      return this.rings.map((ring) => {
        const found = [];
        for (let i = 0; i < ring.xy.length; i += 2) found.push(latLng(ring.xy[i], ring.xy[i + 1]));
        return found;
      });
    },
    getBounds: function () {
      return L.latLngBounds(this.getLatLngs().flat());
    },
    // By these names Leaflet asks for what depends on the zoom, and then for the drawing.
    _project: function () {
      const size = map.options.crs.scale(map.getZoom());
      const origin = map.getPixelOrigin();
      let data = "";
      this.rings.forEach((ring) => {
        const xy = ring.xy;
        for (let i = 0; i < xy.length; i += 2) {
          data += (i ? "L" : "M") + (Math.round(xy[i] * size) - origin.x) + " " + (Math.round(xy[i + 1] * size) - origin.y);
        }
        if (ring.closed) data += "z";
      });
      this.data = data || "M0 0";
    },
    _update: function () {
      if (!this._map || this.data === this.drawn) return;
      this._path.setAttribute("d", this.data);
      this.drawn = this.data;
    },
    _updateBounds: function () {},
    onRemove: function (from) {
      this.drawn = null;
      L.Path.prototype.onRemove.call(this, from);
    },
  });

  /* The outline of an area round the world without the pieces on which it is cut at the ends of the map or closed over
   * a pole; null where there are none: no line may run across the map that is no edge of anything. */
  function uncut(rings) {
    const box = scene.base.bounds;
    if (!box || (box[2] - box[0] < 359 && box[3] < 85 && box[1] > -85)) return null;
    const ends = [box[0], box[2], -180, 180].map(worldX);
    const end = (x) => ends.find((other) => Math.abs(x - other) < 0.01 / 360);
    const polar = (y) => y < worldY(85) || y > worldY(-85);
    const isCut = (x, y, nextX, nextY) => (polar(y) && polar(nextY)) || (end(x) !== undefined && end(x) === end(nextX));
    const lines = [];
    let cut = false;
    rings.forEach((ring) => {
      const xy = ring.closed ? ring.xy.concat(ring.xy.slice(0, 2)) : ring.xy;
      let line = xy.slice(0, 2);
      for (let i = 2; i < xy.length; i += 2) {
        if (ring.closed && isCut(xy[i - 2], xy[i - 1], xy[i], xy[i + 1])) {
          cut = true;
          if (line.length > 2) lines.push(line);
          line = [];
        }
        line.push(xy[i], xy[i + 1]);
      }
      if (line.length > 2) lines.push(line);
    });
    return cut ? lines.map((line) => ({ closed: false, xy: line })) : null;
  }

  /* The shapes of an area: its tint, and apart from it its edge where not all of that is one. */
  function shapes(geometry, pane, token, interactive) {
    const rings = ringsOf(geometry);
    const edge = pathStyle(token).stroke ? uncut(rings) : null;
    if (!edge) return [new Shape(rings, token, { pane: pane, interactive: interactive })];
    return [
      new Shape(rings, token, { pane: pane, interactive: interactive }, { stroke: false }),
      new Shape(edge, token, { pane: pane, interactive: false }, { fill: false }),
    ];
  }

  /* What stands at a place of the map, marks and names, is moved by one listener for all of it. */
  const pins = new Set(); // {node, x, y}
  function pin(node, pane, lon, lat) {
    const made = { node: node, x: worldX(lon), y: worldY(lat) };
    node.classList.add("sm-pin", "leaflet-zoom-animated");
    putPin(made, map.options.crs.scale(map.getZoom()), map.getPixelOrigin());
    map.getPane(pane).appendChild(node);
    pins.add(made);
    return made;
  }

  function unpin(made) {
    made.node.remove();
    pins.delete(made);
  }

  function putPin(made, size, origin) {
    made.node.style.transform = "translate(" + (Math.round(made.x * size) - origin.x) + "px," +
      (Math.round(made.y * size) - origin.y) + "px)";
  }

  function movePins(zoom, origin) {
    const size = map.options.crs.scale(zoom);
    pins.forEach((made) => putPin(made, size, origin));
  }

  function drawBase() {
    const next = scene.base;
    if (next.id === base.id || isEmpty(next.land) && !next.borders) return;
    base.layers.forEach((layer) => layer.remove());
    base.layers = [];
    base.id = next.id;
    const add = (geometry, token, pane) => {
      if (isEmpty(geometry)) return;
      shapes(geometry, pane || "sm-base", token, false).forEach((layer) => base.layers.push(layer.addTo(map)));
    };
    if (!scene.tiles) {
      add(next.land, "land");
      Object.keys(next.highlighted || {}).forEach((code) => add(next.highlighted[code], "highlight"));
    }
    add(next.borders, "border");
    add(next.disputed, "disputed", "sm-disputed"); // over the edge of a range that is cut to it
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

  /* Tells whom it concerns that a feature was clicked, and opens its popup; a second click on a mark closes that. */
  function clicked(own) {
    return (event) => {
      const [feature, part] = event.target.mark ? meant(own, event) : [own, event.target];
      const at = part.mark ? part.getLatLng() : event.latlng;
      if (strikemap.onclick) strikemap.onclick({ id: feature.id, lon: at.lng, lat: at.lat });
      L.DomEvent.stopPropagation(event); // the map was not clicked
      if (part.mark && popup && popup.smPart === part && map.hasLayer(popup)) popup.close();
      else openPopup(feature, part, at);
    };
  }

  /* The mark that a pointer means: of those that lie over each other the one whose middle is nearest to it, and of two
   * in one place the strike. The ring of a strike lies below the dots beside it. */
  function meant(own, event) {
    let best = [own, event.target];
    if (!event.originalEvent || !event.originalEvent.detail) return best; // by key, or by who hears the page read
    const to = map.mouseEventToContainerPoint(event.originalEvent);
    const away = ([feature, part]) =>
      map.latLngToContainerPoint(part.getLatLng()).distanceTo(to) - (feature.kind === "strike" ? 0.5 : 0);
    features.forEach(({ feature, parts }) => parts.forEach((part) => {
      const one = [feature, part];
      if (part.mark && part.options.interactive && map.hasLayer(part) && away(one) < away(best)) best = one;
    }));
    return best;
  }

  let popup = null; // the last that was opened; most are never asked for
  function openPopup(feature, part, at) {
    if (!feature.popup.length) return;
    popup = L.popup({
      maxWidth: Math.max(140, Math.min(280, map.getSize().x - 80)), minWidth: 140, autoPanPaddingTopLeft: [12, 46], autoPanPaddingBottomRight: [12, 12],
    }, part).setLatLng(at).setContent(popupContent(feature));
    popup.smPart = part;
    popup.smId = feature.id;
    popup.openOn(map);
  }

  /* A mark, and where it opens a wider disc round it: a finger is wider than a mark. The disc is not seen, and lies
   * below all marks, so that none covers its neighbour. */
  const Mark = L.Layer.extend({
    initialize: function (feature, position) {
      this.feature = feature;
      this.at = L.latLng(position[1], position[0]);
      this.mark = true;
      L.setOptions(this, { interactive: opens(feature) });
      if (this.options.interactive) this.on("click", clicked(feature));
    },
    onAdd: function () {
      const at = this.at;
      this.pins = [pin(element("div", "sm-icon sm-" + this.feature.kind), "sm-marks", at.lng, at.lat)];
      if (this.options.interactive) this.pins.push(pin(element("div", "sm-reach"), "sm-reach", at.lng, at.lat));
      this.paint();
      this.stack();
      const node = this.getElement();
      nameNode(node, this.feature, this.options.interactive);
      if (this.options.interactive) {
        this.pins.forEach((made) => {
          made.node.classList.add("leaflet-interactive");
          this.addInteractiveTarget(made.node);
        });
      } else {
        node.setAttribute("role", "img");
        if (!this.feature.name) node.setAttribute("aria-hidden", "true");
      }
      node.classList.toggle("sm-lit", this.feature.id === selected);
    },
    onRemove: function () {
      this.pins.forEach((made) => {
        this.removeInteractiveTarget(made.node);
        unpin(made);
      });
    },
    paint: function () {
      const drawn = symbol(this.feature.kind, this.feature.style);
      const radius = look(this.feature.style).radius;
      const sized = (made, half) => {
        made.node.style.width = made.node.style.height = 2 * half + "px";
        made.node.style.marginLeft = made.node.style.marginTop = -half + "px";
      };
      const html = element("span", "sm-mark");
      html.appendChild(drawn.svg);
      this.getElement().replaceChildren(html);
      sized(this.pins[0], drawn.half);
      if (this.pins[1]) sized(this.pins[1], (radius === undefined ? 4 : radius) + 10);
    },
    /* The scene's order is the drawing order. */
    stack: function (index) {
      if (index !== undefined) this.order = index + 1;
      if (this.pins) this.pins[0].node.style.zIndex = this.order;
    },
    getElement: function () {
      return this.pins[0].node;
    },
    getLatLng: function () {
      return this.at;
    },
  });

  function opens(feature) {
    return feature.popup.length > 0 || strikemap.onclick !== null;
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
    if (geometry.type !== "MultiPoint") return [];
    if (!geometry.packed) return geometry.coordinates;
    const flat = positions(geometry.coordinates, geometry.packed);
    return flat.filter((_, i) => i % 2 === 0).map((lon, i) => [lon, flat[2 * i + 1]]);
  }

  /* What is drawn of a feature. */
  function drawnOf(feature) {
    const marks = isEmpty(feature.geometry) ? [] : points(feature.geometry);
    const drawn = { feature: feature, parts: [], wait: null };
    const make = () => marks.map((position) => new Mark(feature, position));
    // Most towns wait for a closer view, and many are never looked at: their marks are made with their names.
    if (marks.length && feature.kind === "town") drawn.wait = make;
    else if (marks.length) drawn.parts = make();
    else if (!isEmpty(feature.geometry)) drawn.parts = shapes(feature.geometry, "sm-shapes", feature.style, opens(feature));
    return drawn;
  }

  function show(drawn, index) {
    drawn.parts.forEach((part, i) => {
      if (part.mark) part.stack(index);
      part.addTo(map);
      if (part.mark || i) return;
      nameNode(part.getElement(), drawn.feature, part.options.interactive);
      if (part.options.interactive) part.on("click", clicked(drawn.feature));
    });
  }

  function drawFeatures() {
    const open = popup && map.hasLayer(popup) ? popup : null;
    const seen = new Map();
    const looks = theme();
    const fresh = !features.size; // all are added in order
    scene.features.forEach((feature, index) => {
      const old = features.get(feature.id);
      const same = old && old.looks === looks && !seen.has(feature.id) && alike(old.feature, feature);
      const drawn = same ? old : drawnOf(feature);
      if (!same) {
        if (old) old.parts.forEach((part) => part.remove());
        show(drawn, index);
      }
      features.delete(feature.id);
      drawn.looks = looks;
      drawn.feature = feature;
      seen.set(feature.id, drawn);
      stack(drawn, index, fresh);
    });
    features.forEach((gone) => gone.parts.forEach((part) => part.remove()));
    features = seen;
    if (open) reopen(open);
  }

  /* The popup of a feature that was drawn anew says what that says now; of one that is gone it closes. */
  function reopen(open) {
    const drawn = features.get(open.smId);
    if (drawn && drawn.parts.includes(open.smPart)) return;
    open.close();
    const part = drawn && stopPart(drawn);
    if (part) openPopup(drawn.feature, part, part.mark ? part.getLatLng() : open.getLatLng());
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

  /* The scene's order is the drawing order: paths by their place in the SVG, marks by z-index. */
  function stack(drawn, index, fresh) {
    drawn.index = index;
    drawn.parts.forEach((part) => {
      if (part.mark) part.stack(index);
      else if (!fresh) part.bringToFront();
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
      if (owner && owner.feature.kind === "town") showTown(owner, Boolean(anchor));
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
      (x ? "-50%" : "calc(" + half(y) + " - " + y * 0.175 + "em)") + ")"); // less the air that its line has
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
  function showTown(drawn, shown) {
    if (drawn.wait) {
      if (!shown) return;
      drawn.parts = drawn.wait();
      drawn.wait = null;
      show(drawn, drawn.index);
    }
    drawn.parts.forEach((part) => part.getElement().classList.toggle("sm-unnamed", !shown));
  }

  /* A range's label may slide along to stay in view on a narrow map, an area's name is not shown in part; a place's
   * stays beside its mark. */
  function keepInside() {
    const most = map.getSize().x - 3;
    const shown = [...labels.values()].filter((entry) => entry.text && !entry.text.hidden);
    const free = shown.filter((entry) => !entry.label.mark);
    const halves = free.map((entry) => entry.text.offsetWidth / 2); // all read before any is written: one layout
    const beside = shown.filter((entry) => entry.label.mark && entry.label.style !== "label-strike");
    const frame = map.getContainer().getBoundingClientRect();
    const boxes = beside.map((entry) => entry.text.getBoundingClientRect());
    const strikes = shown.filter((entry) => entry.label.style === "label-strike");
    const places = strikes.map((entry) => entry.text.getBoundingClientRect());
    const bar = document.querySelector(".sm-scale");
    const under = bar ? bar.getBoundingClientRect() : { right: -1 };
    // Nobody reads the end of a name, nor one under the scale bar; its mark tells it when asked. That of a strike stays
    // whole as long as its mark is in view: it goes over that rather than over the edge.
    beside.forEach((entry, i) => {
      const box = boxes[i];
      const isCut = box.right > frame.left && box.left < frame.left - 2 || box.left < frame.right && box.right > frame.right + 2;
      const isUnder = box.left < under.right && box.right > under.left && box.top < under.bottom && box.bottom > under.top - 12;
      entry.text.classList.toggle("sm-cut", isCut || isUnder);
      if (entry.line) entry.line.classList.toggle("sm-cut", isCut || isUnder);
    });
    strikes.forEach((entry, i) => {
      const at = map.latLngToContainerPoint([entry.label.lat, entry.label.lon]).x;
      const was = entry.aside || 0;
      const over = Math.max(frame.left + 3 - (places[i].left - was), 0) || Math.min(frame.right - 3 - (places[i].right - was), 0);
      entry.aside = at > 0 && at < most ? Math.round(over) : 0;
      if (entry.aside !== was) entry.text.style.left = entry.aside + "px";
    });
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
    entry.text.style.cssText = "color:" + (it.text || it.stroke || "inherit") + ";font-size:" + (it.size || 13) + "px;font-weight:" +
      (it.weight || 400) + (it.spaced ? ";letter-spacing:.14em" : "") + ";--halo:" + (it.halo || "transparent") +
      ";--mark:" + (entry.label.mark || -4) + "px"; // no mark, no gap
    entry.aside = 0;
  }

  /* A label is written when it first has a place: more than half of them have none in the first view. */
  function writeLabel(entry) {
    const label = entry.label;
    const box = element("div", "sm-label");
    entry.text = element("span", "sm-name", label.text);
    if (label.language) entry.text.lang = label.language;
    box.appendChild(entry.text);
    box.setAttribute("aria-hidden", "true"); // marks carry the names; the table repeats them
    entry.pin = pin(box, "sm-labels", label.lon, label.lat);
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
    labels.forEach((gone) => { if (gone.pin) unpin(gone.pin); });
    labels = seen;
    features.forEach((drawn, id) => { if (drawn.wait && !labels.has(id)) showTown(drawn, true); }); // nameless
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
    const stop = (part) => part.options.interactive && !part.getElement().classList.contains("sm-unnamed");
    return drawn.parts.find(stop) || null;
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
    if (part.mark) map.panInside(part.getLatLng(), { padding: [48, 48], animate: !stillAsked.matches });
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
    const at = part.mark ? part.getLatLng() : nearest(part);
    if (strikemap.onclick) strikemap.onclick({ id: id, lon: at.lng, lat: at.lat });
    openPopup(drawn.feature, part, at);
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
    if (map.keyboard) map.keyboard.disable(); // Leaflet's arrows would pan
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
    base.layers.forEach((shape) => shape.restyle());
    features.forEach((drawn) => drawn.parts.forEach((part) => (part.mark ? part.paint() : part.restyle())));
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
    started: false, // what geo/drawing/web/first.js waits for
    onclick: null,
    onheight: null,

    extend: function (extra) {
      extras.push(extra);
      if (scene) extra(map, scene, tools);
    },

    start: function (made) {
      map = made;
      strikemap.started = true;
      const root = document.documentElement;
      root.classList.add("sm-js");
      // In a frame and on a phone the table starts closed: there is more page below it.
      if (window.parent !== window || window.matchMedia("(max-width: 620px)").matches) {
        document.querySelectorAll("details.sm-data").forEach((node) => { node.open = false; });
      }
      map.setMaxZoom(MAX_ZOOM);
      if (stillAsked.matches) {
        map.options.zoomAnimation = false;
        map._zoomAnimated = false;
        map.options.fadeAnimation = false;
        map.options.inertia = false;
      }
      [["sm-tiles", 200], ["sm-base", 210], ["sm-shapes", 400], ["sm-disputed", 410], ["sm-reach", 590], ["sm-marks", 600], ["sm-labels", 620]].forEach((pane) => {
        map.createPane(pane[0]).style.zIndex = pane[1];
      });
      ["sm-base", "sm-labels"].forEach((name) => { map.getPane(name).style.pointerEvents = "none"; });
      ["pointerenter", "touchstart", "wheel", "focusin"].forEach((kind) => {
        const box = map.getContainer();
        box.addEventListener(kind, () => box.classList.add("sm-met"), { once: true, passive: true });
      });
      zoomBar();
      gestures();
      keyboard();
      print();
      answerHost();
      map.on("dragstart zoomstart", () => { if (!fitting) moved = true; });
      map.on("zoom viewreset", () => movePins(map.getZoom(), map.getPixelOrigin()));
      map.on("zoomanim", (event) => movePins(event.zoom, map._getNewPixelOrigin(event.center, event.zoom)));
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
      const colours = scheme() + theme();
      const recoloured = !first && colours !== painted;
      painted = colours;
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
      if (recoloured) restyle(); // also what is drawn as it was, such as the land
      else tellExtras();
      features.forEach((drawn, id) => drawn.parts.forEach((part) => {
        if (part.mark) part.getElement().classList.toggle("sm-lit", id === selected);
      }));
      tellHeight();
      document.documentElement.dataset.drawn = String(Number(document.documentElement.dataset.drawn || 0) + 1);
    },
  };

  window.strikemap = strikemap;
})();
