/** Undo and redo of what the server has: each answer tells what it did, and how to do the opposite. */
import { flush } from "./autosave.js";
import { ask, current, idle, onBoard } from "./board.js";

const TOGETHER = { typing: 4000, other: 1200 };
const MOST = 100;
let done = [];
let undone = [];
let last = 0;
let going = false;
let asking = false;

/** Remember {label, kind, scene, undo: {url, values}, redo: {url, values}}. Steps of one kind within seconds become one. */
export function push(step) {
  const before = done.at(-1);
  const joins = before && before.label === step.label && before.scene === step.scene && step.redo.values.document && Date.now() - last < (TOGETHER[step.kind] ?? TOGETHER.other);
  if (joins) before.redo = step.redo;
  else done.push(step);
  done = done.slice(-MOST);
  undone = [];
  last = Date.now();
  show();
}

function show() {
  for (const [id, step] of [["undo", done.at(-1)], ["redo", undone.at(-1)]]) {
    const button = document.getElementById(id);
    if (!button) continue;
    button.setAttribute("aria-disabled", !step);
    button.setAttribute("aria-label", step ? `${button.dataset.name}: ${step.label}` : button.dataset.name);
    button.title = button.getAttribute("aria-label");
  }
}

function versionFor(step) {
  if (step.scene === current().dataset.current) return document.getElementById("scene-version").value;
  const card = document.querySelector(`.card[data-scene="${step.scene}"]`);
  return step.scene ? card?.dataset.version ?? "0" : document.getElementById("setup-version").value;
}

/** A scene that was put back has a new id: every step that knew the old one learns it. */
function rename(steps, from, to) {
  return from && from !== to ? JSON.parse(JSON.stringify(steps).replaceAll(from, to)) : steps;
}

async function go(way) {
  if (going) return;
  going = true;
  try {
    await flush();
    await idle();
    await take(way);
  } catch {
    // Unsaved words stand in the way; the saved state says why.
  } finally {
    going = asking = false;
    last = 0;
    show();
  }
}

/** The last step there is now: what was saved for this press is one, too. */
async function take(way) {
  const [from, to] = way === "undo" ? [done, undone] : [undone, done];
  const step = from.at(-1);
  if (!step) return;
  asking = true;
  const known = document.querySelectorAll(".card").length;
  const { url, values } = step[way];
  const status = await ask("POST", url, { ...values, version: versionFor(step) });
  if (!status || status === 401 || status === 409 || status >= 500) return; // it may, when asked again
  from.pop();
  if (status >= 400) return; // what it would change is not there any more
  to.push(step);
  if (document.querySelectorAll(".card").length > known) {
    const now = current().dataset.current;
    [done, undone] = [rename(done, step.scene, now), rename(undone, step.scene, now)];
  }
}

export const undo = () => go("undo");
export const redo = () => go("redo");

function heed() {
  const told = document.querySelector("#happened script");
  if (!told) return;
  const step = JSON.parse(told.textContent);
  told.remove();
  if (!asking) push(step);
}

export function start() {
  onBoard(() => { heed(); show(); });
  document.addEventListener("htmx:oobAfterSwap", (event) => event.detail.target?.id === "happened" && heed());
  document.addEventListener("click", (event) => {
    if (event.target.closest("#undo, [data-undo]")) undo();
    if (event.target.closest("#redo")) redo();
  });
}
