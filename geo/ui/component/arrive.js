/* Brings a block of the page into view and puts the focus into it.
 *
 * data: block, how the class of its key begins
 * The block is there some time after the page is made anew, and moves while what is above it is drawn: it is brought into
 * view until it stays where it is, or a person does something.
 */
const ENDS = ["wheel", "keydown", "pointerdown", "touchstart"];
const CONTROL = "input, textarea, button, summary, select, [tabindex='0']";
const FOR_MS = 5000, STILL_MS = 600;
export default function ({ data }) {
  const begun = performance.now();
  let focused = false, top = null, since = begun, over = false;
  const end = () => { over = true; ENDS.forEach((name) => window.removeEventListener(name, end, true)); };
  ENDS.forEach((name) => window.addEventListener(name, end, true));
  const found = () => [...document.querySelectorAll('[class*="st-key-"]')].find(
    (one) => [...one.classList].some((name) => name.startsWith(`st-key-${data.block}`)));
  const look = (now) => {
    if (over) return;
    const block = found();
    if (block) {
      const at = block.getBoundingClientRect().top;
      if (at !== top) {
        block.scrollIntoView({ block: "center" });
        top = block.getBoundingClientRect().top;
        since = now;
      }
      if (!focused) {
        const controls = [...block.querySelectorAll(CONTROL)];
        const control = controls.find((one) => !one.disabled && one.getClientRects().length);
        if (!control) block.tabIndex = -1;
        (control || block).focus({ preventScroll: true });
        focused = true;
      }
    }
    if (now - begun > FOR_MS || (block && now - since > STILL_MS)) end();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return end;
}
