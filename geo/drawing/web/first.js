/* Runs before anything of the page is laid out. Its drawing for readers without a script is not laid out where the
 * script is about to make the map of it; it is shown where that takes long, as over a slow connection, and where the
 * script does not come to it, as when somebody changed it on its way. */
(function () {
  "use strict";
  const root = document.documentElement;
  const show = () => {
    if (!window.strikemap || !window.strikemap.started) root.classList.remove("sm-js");
  };
  root.classList.add("sm-js");
  window.setTimeout(show, 300);
  document.addEventListener("DOMContentLoaded", show);
})();
