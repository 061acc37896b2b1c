/**
 * Whoever works by keyboard stays where they were when htmx replaces or disables it: at what stands there now, or at the
 * heading of what it stood in. Else they would be thrown back to the page's top. htmx itself keeps what has an id.
 */
const FOCUSABLE = "a[href], button, summary, input:not([type=hidden]), select, textarea";
const places = new WeakMap();

const lost = () => !document.activeElement || document.activeElement === document.body;
const marks = (each) => [each.tagName, each.name, each.form?.getAttribute("action"), each.getAttribute("href"), each.getAttribute("aria-label") ?? (each.matches("input, select, textarea") ? each.type : each.textContent.trim())].join("|");

function heading(each) {
  const room = each.closest("[aria-labelledby]:is(section, aside, [role=group], [role=region])");
  return room?.getAttribute("aria-labelledby");
}

function remember({ detail: { xhr, elt, target } }) {
  const at = document.activeElement;
  if (lost() || !(elt.contains(at) || target?.contains(at))) return;
  places.set(xhr, { at, marks: marks(at), id: at.id, heading: heading(at) });
}

function* ways({ at, marks: wanted, id, heading: name }) {
  if (at.isConnected) yield at;
  if (id) yield document.getElementById(id);
  for (const each of document.querySelectorAll(FOCUSABLE)) if (marks(each) === wanted) yield each;
  const words = document.getElementById(name) ?? document.querySelector("main h1");
  if (words) words.tabIndex = -1;
  yield words;
}

function restore({ detail: { xhr } }) {
  const place = places.get(xhr);
  if (!place || !lost()) return;
  for (const each of ways(place)) {
    each?.focus({ preventScroll: true });
    if (!lost()) return;
  }
}

document.addEventListener("htmx:beforeRequest", remember);
document.addEventListener("htmx:afterRequest", restore);
