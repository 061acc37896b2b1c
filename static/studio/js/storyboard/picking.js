/**
 * Lists of people and voices. A long one ([data-finder] names the form that asks for it) comes when it is first seen, is
 * searched by the server, and stays while boards come and go. Whoever is chosen is in it, found or not: in [.held].
 */
const PAUSE = 250;
let timer = 0;
let shown = 0;
let kept = new Map();

const lists = () => document.querySelectorAll("#board [data-finder]");
const listOf = (elt) => document.getElementById(elt?.dataset?.list ?? "");
const formOf = (list) => document.getElementById(list.dataset.finder);
const found = (list) => list.querySelector(".found");
const held = (list) => list.querySelector(".held");
const told = (list) => document.getElementById(`${list.id}-told`);
const radios = (place) => [...place.querySelectorAll("[type=radio]")];
const rowOf = (radio) => radio.closest(".option-row") ?? radio.closest("label");

function lost(list, yes) {
  const place = document.getElementById(`${list.id}-lost`);
  place.querySelector(".error").textContent = yes ? place.dataset.words : "";
  place.querySelector("button").hidden = !yes;
  if (!yes) return;
  told(list).textContent = "";
  if (!radios(found(list)).length) found(list).replaceChildren();
}

function find(list) {
  list.ariaBusy = "true";
  if (!found(list).children.length) told(list).textContent = told(list).dataset.asking;
  htmx.trigger(formOf(list), "find");
}

/** The chosen one stays when what was found goes. */
function hold(list) {
  const chosen = found(list).querySelector(":checked");
  if (chosen) held(list).replaceChildren(rowOf(chosen));
}

/** Nobody is in the list twice. */
function once(list) {
  const [chosen] = radios(held(list));
  const twin = chosen && radios(found(list)).find((each) => each.value === chosen.value);
  if (!twin) return;
  const { checked } = chosen;
  twin.defaultChecked = chosen.defaultChecked;
  held(list).replaceChildren();
  twin.checked = checked;
}

/** Scroll the list, not the page, to who is chosen. */
function reveal(list) {
  const chosen = list.querySelector(":checked");
  if (!chosen) return;
  const [room, row] = [list.getBoundingClientRect(), rowOf(chosen).getBoundingClientRect()];
  if (row.top < room.top || row.bottom > room.bottom) list.scrollTop += row.top - room.top - (room.height - row.height) / 2;
}

const eye = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (!isIntersecting) continue;
    eye.unobserve(target);
    reveal(target);
    if (target.dataset.finder && !found(target).children.length && target.ariaBusy !== "true") find(target);
  }
});

const state = (list) => ({
  of: list.dataset.of, rows: [...found(list).children], words: told(list).textContent, busy: list.ariaBusy === "true",
  fields: [...formOf(list).elements].filter((each) => each.id).map(({ id, value, checked }) => ({ id, value, checked })),
});

function keep() {
  kept = new Map([...lists()].map((list) => [list.id, state(list)]));
}

/** What was found goes on in the scene that is there now. */
function goOn(list) {
  const more = found(list).querySelector(".more-found");
  if (!more) return;
  const [, asked] = more.getAttribute("hx-get").split("?");
  more.setAttribute("hx-get", `${formOf(list).getAttribute("action")}?${asked}`);
}

function putBack(list, { rows, words, busy, fields }) {
  for (const { id, value, checked } of fields) {
    const field = document.getElementById(id);
    if (field?.type === "radio") field.checked = checked;
    else if (field) field.value = value;
  }
  for (const row of rows) for (const each of row.matches("[type=radio]") ? [row] : radios(row)) each.checked = each.defaultChecked = false;
  found(list).replaceChildren(...rows);
  goOn(list);
  htmx.process(found(list));
  told(list).textContent = words;
  once(list);
  if (busy) find(list);
}

/** The new board's lists get what the old one's had found, unless another account makes the video now. */
function carry() {
  for (const list of lists()) {
    const before = kept.get(list.id);
    if (before?.of === list.dataset.of && (before.rows.length || before.busy)) putBack(list, before);
  }
  kept.clear();
  for (const list of document.querySelectorAll("#people, #voices")) eye.observe(list);
}

function typed({ target }) {
  const list = listOf(target.form);
  if (!list || !target.form.matches("[id^=find-]")) return;
  clearTimeout(timer);
  timer = setTimeout(() => find(document.getElementById(list.id)), target.type === "search" ? PAUSE : 0);
}

function asked({ detail: { elt } }) {
  const list = listOf(elt);
  if (!list) return;
  shown = radios(found(list)).length;
  lost(list, false);
}

function answered({ detail: { requestConfig: { elt }, successful, xhr } }) {
  const list = listOf(elt);
  if (!list || (!successful && !xhr.status)) return;
  list.ariaBusy = null;
  if (!successful) return lost(list, true);
  once(list);
  if (elt.matches("form")) list.scrollTop = 0;
  if (elt.matches("form") && !shown) return reveal(list);
  if (elt.matches("button")) radios(found(list))[shown]?.focus({ preventScroll: true });
}

/** What could not be asked is told in the list, with a way to ask again. */
function failed(event) {
  const list = listOf(event.detail.elt);
  if (!list) return;
  event.stopImmediatePropagation();
  list.ariaBusy = null;
  lost(list, true);
}

export function start() {
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    if (target?.id === "board") keep();
    else if (target?.matches("[data-finder] > .found")) hold(target.parentElement);
  });
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => detail.target?.id === "side" && keep());
  document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target?.id === "board" && carry());
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => detail.target?.id === "side" && carry());
  document.addEventListener("input", typed);
  document.addEventListener("htmx:beforeRequest", asked);
  document.addEventListener("htmx:afterRequest", answered);
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed, true);
  document.addEventListener("click", ({ target }) => {
    const again = target.closest("[data-find-again]");
    if (again) find(document.getElementById(again.dataset.findAgain));
  });
  carry();
}
