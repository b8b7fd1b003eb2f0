/* What several parts have in common; it stands before the code of each. */

// What a part remembers of itself, by its host: Streamlit calls it anew for each drawing.
const known = new WeakMap();

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/* Of several things that are one stop of the Tab key, the one at which it stops. */
function stopAt(all, one) {
  all.forEach((other) => { other.tabIndex = other === one ? 0 : -1; });
}
