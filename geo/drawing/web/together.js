/* Runs before anything of a light page is laid out. Browsers that can wait for the end of the page paint nothing until
 * it is there: heading and map are laid out and painted once, together, and not first with names and marks of a wrong
 * size. Where the end takes long to come, as over a slow connection, what has come is shown. */
(function () {
  "use strict";
  const end = document.createElement("link");
  end.rel = "expect";
  end.href = "#sm-end";
  end.setAttribute("blocking", "render");
  document.head.appendChild(end);
  window.setTimeout(() => end.remove(), 300);
})();
