/**
 * Saves what is typed 0.6 s after the last key, one request at a time. When the connection is away it keeps trying,
 * keeps a copy in this browser, and warns before the page is left. A save that somebody else overtook waits for a choice.
 */
import { onBoard } from "./board.js";
import { forget, keep, putBack } from "./rescue.js";

const DELAY = 600;
const LONGEST_WAIT = 15000;
const waiting = new Set();
export const scene = saver("scene-form");
const title = saver("title-form");
const savers = [scene, title];

const entries = (form) => [...new FormData(form)].filter(([name]) => !["version", "csrfmiddlewaretoken"].includes(name));
const read = (form) => JSON.stringify(entries(form));

const flat = (text) => text.replaceAll("\n", ""); // as a field of one line holds it

/** Whether a field says something else than the server sent: modules come last, and somebody may have been faster. */
function touched(field) {
  if (field.type === "radio") return field.checked && !field.defaultChecked;
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  return field.matches("textarea, input:not([type])") && flat(field.value) !== flat(field.defaultValue);
}

function saver(id) {
  return {
    id, form: null, saved: "", dirty: false, busy: false, held: false, tries: 0, timer: 0,
    open() {
      this.form = document.getElementById(id);
      Object.assign(this, { saved: read(this.form), dirty: false, busy: false, held: false, tries: 0 });
      clearTimeout(this.timer);
      if (![...this.form.elements].some(touched)) return;
      Object.assign(this, { saved: "", dirty: true });
      tell("typing");
      this.later(DELAY);
    },
    /** What was changed since the server got it. */
    newer() {
      const [known, now] = [JSON.parse((this.busy ? this.sent : this.saved) || "[]"), entries(this.form)];
      const said = (list, name) => String(list.filter(([each]) => each === name));
      return now.filter(([name]) => said(now, name) !== said(known, name));
    },
    touch(delay = DELAY) {
      this.dirty = read(this.form) !== this.saved;
      if (!this.dirty) return settle();
      if (this === scene) keep(this.form);
      tell(this.held ? "conflict" : "typing");
      this.later(delay);
    },
    later(delay) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), delay);
    },
    send() {
      clearTimeout(this.timer);
      if (!this.dirty || this.busy || this.held) return;
      this.dirty = false;
      this.busy = true;
      this.sent = read(this.form);
      tell("saving");
      htmx.trigger(this.form, "save");
    },
    answered({ status }) {
      this.busy = false;
      if ([200, 422].includes(status)) return this.keptByServer();
      this.dirty = true;
      if (status === 401) return this.again("out", LONGEST_WAIT);
      if (status === 409) return this.overtaken();
      if (status >= 400 && status < 500) return this.refused(status === 413 ? "long" : "refused");
      this.again("lost", Math.min(LONGEST_WAIT, 1000 * 2 ** this.tries++));
    },
    again(state, delay) {
      tell(state);
      giveUp();
      this.later(delay);
    },
    keptByServer() {
      this.tries = 0;
      this.saved = this.sent;
      this.dirty = read(this.form) !== this.saved;
      if (this.dirty) return this.later(DELAY);
      if (this === scene) forget(this.form);
      settle();
    },
    overtaken() {
      this.held = this === scene;
      if (!this.held) this.dirty = false;
      settle();
    },
    refused(state) {
      tell(state);
      giveUp();
    },
  };
}

function tell(state) {
  const place = document.getElementById("saved");
  place.dataset.state = state;
  const words = place.querySelector("[data-words]");
  if (words.textContent !== place.dataset[state]) words.textContent = place.dataset[state];
}

const pending = () => savers.some((each) => each.dirty || each.busy);

/** What waited for the words to be saved does not happen later, when nobody expects it any more. */
function giveUp() {
  for (const each of waiting) each.fail(new Error("not saved"));
  waiting.clear();
}

function settle() {
  if (scene.held) giveUp();
  else if (pending()) return;
  tell(scene.held ? "conflict" : "saved");
  document.querySelector(".notice-waits")?.remove();
  for (const each of waiting) each.done();
  waiting.clear();
}

/** Everything typed so far, saved: resolves when the server has it, rejects when it refuses or a choice is open. */
export function flush() {
  if (!pending()) return Promise.resolve();
  if (scene.held) return Promise.reject(new Error("conflict"));
  return new Promise((done, fail) => {
    waiting.add({ done, fail });
    for (const each of savers) each.send();
  });
}

function changed(event) {
  const kind = event.target.dataset?.autosave;
  if (kind === "scene") scene.touch(event.type === "change" ? 0 : DELAY);
  if (kind === "title") title.touch(event.type === "change" ? 0 : DELAY);
  if (event.type === "change" && event.target.type === "file" && event.target.files.length) htmx.trigger(event.target.form, "upload");
  if (event.type === "change" && ["setup", "sayings", "account"].includes(kind)) htmx.trigger(`#${kind}-form`, "save");
}

/** What replaces the board, or works on the stored scene, waits until the server has every word. */
function saveFirst(event) {
  const { elt, target, issueRequest } = event.detail;
  const depends = target?.id === "board" || elt.matches?.("[data-flush]");
  if (!depends || !pending()) return;
  event.preventDefault();
  flush().then(() => issueRequest(true), explain);
}

/** Why nothing came of a press: what waits for the connection, or the choice that is open. All else htmx has told. */
function explain() {
  const { state, waits } = document.getElementById("saved").dataset;
  if (state !== "lost") return document.querySelector("[data-keep-mine]")?.focus();
  const notice = document.createElement("p");
  notice.className = "notice notice-error notice-waits";
  notice.append(Object.assign(document.createElement("span"), { textContent: waits }));
  document.getElementById("notices").replaceChildren(notice);
}

/** Whether the server has every word now; if not, it was told why. */
export const saved = () => flush().then(() => true, () => { explain(); return false; });

const away = ({ status }) => status === 0 || status >= 500;
const own = (elt) => savers.find((each) => each.form === elt);

/** A reply brings fields anew that may have been changed since it was asked for: what was typed there stays. */
function keepNewer() {
  let replied = null;
  let newer = [];
  document.addEventListener("htmx:beforeSwap", ({ detail }) => { replied = detail.requestConfig.elt; });
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (detail.target.id === "title" && replied !== title.form && (title.dirty || title.busy)) detail.shouldSwap = false;
    if (detail.target.id === "side") newer = scene.newer();
  });
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    if (detail.target.id === "title" && detail.shouldSwap) title.saved = read(title.form);
    if (detail.target.id !== "side") return;
    if (!newer.length) scene[scene.busy ? "sent" : "saved"] = read(scene.form);
    putBack(document.getElementById("side"), { fields: newer });
  });
}

export function start() {
  keepNewer();
  title.open();
  onBoard(() => {
    scene.open();
    if (!scene.form.querySelector("fieldset").disabled && !pending()) tell("saved");
  });
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", (event) => {
    const mine = own(event.target);
    if (!mine) return;
    event.preventDefault();
    mine.touch(0);
  }, true);
  document.addEventListener("htmx:confirm", saveFirst);
  document.addEventListener("htmx:afterRequest", (event) => own(event.detail.elt)?.answered(event.detail.xhr));
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    // The saved state in the desk says it; a notice would only say it twice.
    document.addEventListener(name, (event) => own(event.detail.elt) && away(event.detail.xhr) && event.stopImmediatePropagation(), true);
  }
  addEventListener("online", () => savers.forEach((each) => each.send()));
  addEventListener("beforeunload", (event) => pending() && event.preventDefault());
  const shortcut = document.querySelector("[data-shortcut]");
  if (shortcut && /Mac|iP/.test(navigator.platform)) shortcut.textContent = "⌘ ↵";
}
