/** Small helps beside the fields: sliders, colours, the pause button, the count, and fields that depend on one another. */
import { siftAll } from "../sift.js";
import { number } from "../written.js";
import { scene } from "./autosave.js";
import { onBoard } from "./board.js";

const script = () => document.getElementById("f-voice-input-text");

/** Save the form this field belongs to: a scene's after a pause, the video's when `now`. */
function save(input, { now = false } = {}) {
  if (input.dataset.autosave === "scene") scene.touch(now ? 0 : undefined);
  else if (now) htmx.trigger(input.form, "save");
}

function fill(id, value, now) {
  const input = document.getElementById(id);
  input.value = value;
  follow(input);
  save(input, { now });
}

/** The slider's own fill, and the slider behind a number typed. */
function paint(range) {
  range.style.setProperty("--at", `${((range.value - range.min) / (range.max - range.min)) * 100}%`);
}

function follow(input) {
  const range = document.querySelector(`.range[data-for="${input.id}"]`);
  if (range && range !== document.activeElement) {
    const number = Number.parseFloat(input.value.replace("−", "-").replace(",", "."));
    range.value = Number.isFinite(number) ? number : input.placeholder;
    paint(range);
  }
  const well = document.querySelector(`.well[data-for="${input.id}"]`);
  if (well && /^#[0-9a-f]{6}$/i.test(input.value)) well.value = input.value;
  for (const chip of document.querySelectorAll(`[data-colour][data-for="${input.id}"][aria-pressed]`)) {
    chip.setAttribute("aria-pressed", chip.dataset.colour.toLowerCase() === input.value.trim().toLowerCase());
  }
  depend();
}

/** A switch that means nothing while another field is filled is off, and says why. */
function depend() {
  for (const each of document.querySelectorAll("[data-unless]")) {
    const off = Boolean(document.getElementById(each.dataset.unless)?.value.trim());
    each.disabled = off;
    each.closest("label").querySelector(".why")?.toggleAttribute("hidden", !off);
  }
}

/** A file or an address, never both: choosing one lets the other go. Before it is saved, so in the capture phase. */
function either(event) {
  const { target } = event;
  if (target.dataset?.instead && target.checked) document.getElementById(target.dataset.instead).value = "";
  if (target.dataset?.unchecks && target.value.trim()) {
    for (const name of target.dataset.unchecks.split(" ")) {
      for (const each of document.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)) each.checked = false;
    }
  }
}

const SOURCES = { "ground-image": ["background.image_asset_id", "f-background-url"], "ground-video": ["background.video_asset_id", "f-background-url"], "voice-audio": ["voice.audio_asset_id", "f-voice-audio-url"] };

/** A kind of background or voice that takes a file is saved with its file, so that nobody is scolded before choosing one. */
function sourceless(event) {
  const source = SOURCES[event.target.id];
  if (!source || document.querySelector(`[name="${CSS.escape(source[0])}"]:checked`) || document.getElementById(source[1]).value.trim()) return;
  event.stopPropagation();
}

/** A row of the list is saved when it is complete, so that nobody is scolded between its first and second field. */
function unfinished(event) {
  if (event.type !== "change" || !event.target.matches("[data-row]")) return;
  const [written, spoken] = event.target.closest(".saying").querySelectorAll("[data-row]");
  const next = event.target.closest(".saying").querySelector(".error:not(:empty)");
  if (!next && Boolean(written.value.trim()) !== Boolean(spoken.value.trim())) event.stopPropagation();
}

/** A choice for the whole video that did not reach the server goes back, to be made again; what was typed stays. */
function takeBack({ detail: { elt, successful } }) {
  if (successful || !elt.matches("#setup-form, #account-form")) return;
  for (const each of elt.elements) {
    if (each.matches("[type=radio], [type=checkbox]")) each.checked = each.defaultChecked;
    if (each.matches("select")) for (const option of each.options) option.selected = option.defaultSelected;
  }
}

function emptyRow(button) {
  const row = button.closest(".saying").querySelectorAll("[data-row]");
  for (const each of row) each.value = "";
  htmx.trigger(row[0].form, "save");
}

function count() {
  const place = document.getElementById("count");
  if (place && script()) place.textContent = number([...script().value].length);
}

/** A pause where the cursor is, in the browser's own undo. */
function pause() {
  const field = script();
  const before = field.value.slice(0, field.selectionStart);
  const tag = `${before && !/\s$/.test(before) ? " " : ""}<break time="0.5s"/> `;
  field.focus();
  if (!document.execCommand("insertText", false, tag)) field.setRangeText(tag, field.selectionStart, field.selectionEnd, "end");
  scene.touch();
  count();
}

/** What a screen reader is told of a field follows the words beside it; no error hides in what is folded away. */
function markInvalid() {
  for (const error of document.querySelectorAll("#board .error[id]")) {
    const wrong = Boolean(error.textContent.trim());
    document.getElementById(error.id.replace(/-error$/, ""))?.setAttribute("aria-invalid", wrong);
    if (wrong) error.closest("details.more")?.setAttribute("open", "");
  }
}

function fresh() {
  document.querySelectorAll(".range").forEach(paint);
  siftAll();
  depend();
  markInvalid();
}

function typed({ target }) {
  if (target.matches(".range")) {
    paint(target);
    fill(target.dataset.for, target.value);
    document.getElementById(target.dataset.for).dispatchEvent(new Event("placed", { bubbles: true }));
  } else if (target.matches(".well")) fill(target.dataset.for, target.value);
  else follow(target);
  if (target === script()) count();
}

function clicked({ target }) {
  const swatch = target.closest("[data-colour]");
  if (swatch) fill(swatch.dataset.for, swatch.dataset.colour, true);
  const row = target.closest("[data-empty-row]");
  if (row) emptyRow(row);
  if (target.closest("#pause")) pause();
}

export function start() {
  onBoard(() => {
    count();
    fresh();
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id === "side") fresh();
    else if (event.detail.target?.id.endsWith("-error")) markInvalid();
  });
  for (const name of ["input", "change"]) document.addEventListener(name, either, true);
  for (const name of ["input", "change"]) document.addEventListener(name, sourceless, true);
  document.addEventListener("change", unfinished, true);
  document.addEventListener("htmx:afterRequest", takeBack);
  document.addEventListener("input", typed);
  document.addEventListener("change", ({ target }) => {
    if (target.matches(".range")) save(document.getElementById(target.dataset.for), { now: true });
  });
  document.addEventListener("placed", (event) => follow(event.target));
  document.addEventListener("click", clicked);
  document.addEventListener("submit", (event) => {
    // The pressed button's meaning, kept even if saving comes first and the focus moves on.
    if (event.target.id === "generate" && event.submitter) document.getElementById("kind").value = event.submitter.value;
  }, true);
}
