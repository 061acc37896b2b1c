/** The board is swapped as one piece. What the member was at stays: tab, scroll, focus, half an entry. While it is away it is inert. */
import { tell } from "../notices.js";

const listeners = [];
let tab = "avatar";
let kept = null;

export const current = () => document.getElementById("board");

/** Call `ready` now and after every swap of the board. */
export function onBoard(ready) {
  listeners.push(ready);
  ready();
}

/** Whether this keypress belongs to a text field. */
export const typing = (target) => target.closest?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=color])");

function showTab(name) {
  tab = name;
  for (const each of document.querySelectorAll("#inspector [role=tab]")) {
    const chosen = each.id === `tab-${name}`;
    each.setAttribute("aria-selected", chosen);
    each.tabIndex = chosen ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
  }
}

function remember(sent) {
  const scrolls = [...document.querySelectorAll("#board [data-keep-scroll]")].map((each) => [each.id, each.scrollTop, each.scrollLeft]);
  const open = [...document.querySelectorAll("#board details.more[open]")].map((each) => each.id);
  // Half an entry of a list is sent when it is whole.
  const halves = [...document.querySelectorAll("#board [data-row]")].filter((each) => each.form !== sent && each.value !== each.defaultValue);
  kept = { scrolls, open, halves: halves.map(({ id, value, defaultValue }) => [id, value, defaultValue]), focus: document.activeElement?.id };
}

function restore() {
  showTab(tab);
  for (const id of kept?.open ?? []) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, top, left] of kept?.scrolls ?? []) {
    const element = document.getElementById(id);
    if (element) [element.scrollTop, element.scrollLeft] = [top, left];
  }
  for (const [id, value, before] of kept?.halves ?? []) {
    const field = document.getElementById(id);
    if (field?.defaultValue === before) field.value = value;
  }
  const lost = () => document.activeElement === document.body;
  if (lost() && kept?.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
  // A scene that has come to the top has nowhere up to go: its button is off.
  if (lost() && kept?.focus?.startsWith("act-")) document.querySelector(".card-current .scene")?.focus({ preventScroll: true });
  kept = null;
}

const waiting = [];
let busy = false;
let status = 0;

/** When no request for the board is under way: two at once would answer to a board that is gone. */
export const idle = () => (busy ? new Promise((done) => waiting.push(done)) : Promise.resolve());

function free() {
  busy = false;
  current().inert = false;
  while (waiting.length) waiting.shift()();
}

/** A status that only becomes visible is not heard: its words come and go. */
function tellOrder({ type, detail }) {
  if (detail.elt.id !== "generate") return;
  for (const each of detail.elt.querySelectorAll("[data-busy]")) each.textContent = type === "htmx:beforeRequest" ? each.dataset.busy : "";
}

const swapsBoard = (event) => event.detail.target?.id === "board";

function chooseByKey(event) {
  if (!event.target.matches("#inspector [role=tab]")) return;
  const tabs = [...event.target.parentElement.children];
  const at = tabs.indexOf(event.target);
  const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = tabs.at(to);
  showTab(next.id.slice(4));
  next.focus();
}

/** Ask for the board; gives the reply's status, 0 when none came. */
export async function ask(verb, url, values) {
  status = 0;
  // What went wrong is told among the notices.
  await htmx.ajax(verb, url, { target: "#board", swap: "outerHTML", values }).catch(() => {});
  return status;
}

/** There is no board without a session: go to the door. */
function signedOut(event) {
  if (swapsBoard(event) && event.detail.xhr.status === 401) location.reload();
}

/** A refusal that is no board is told among the notices: in the board's place it would take everything with it. */
function keepBoard({ detail }) {
  if (!detail.shouldSwap || detail.target.id !== "board" || detail.xhr.status < 400 || detail.serverResponse.includes('id="board"')) return;
  detail.shouldSwap = false;
  tell(detail.serverResponse);
}

export function start() {
  document.addEventListener("htmx:beforeSwap", signedOut);
  document.addEventListener("htmx:beforeSwap", keepBoard);
  for (const name of ["htmx:beforeRequest", "htmx:afterRequest"]) document.addEventListener(name, tellOrder);
  document.addEventListener("htmx:confirm", (event) => {
    if (busy && swapsBoard(event)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!swapsBoard(event)) return;
    remember(event.detail.elt);
    busy = true;
    current().inert = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!swapsBoard(event)) return;
    status = event.detail.xhr.status;
    free();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "board") return;
    restore();
    for (const ready of listeners) ready();
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target?.id === "side") remember();
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id === "side") restore();
  });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("#inspector [role=tab]");
    if (chosen) showTab(chosen.id.slice(4));
    const opener = event.target.closest("[data-tab]");
    if (!opener) return;
    if (opener.matches("a")) event.preventDefault();
    showTab(opener.dataset.tab);
    const place = document.getElementById(opener.dataset.focus ?? "");
    place?.closest("details")?.setAttribute("open", "");
    place?.focus();
    if (!opener.dataset.focus) document.getElementById(`tab-${opener.dataset.tab}`).focus();
  });
  document.addEventListener("keydown", chooseByKey);
}
