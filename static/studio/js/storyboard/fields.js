/** Small helps beside the fields: sliders, colours, search, the pause button, the count. */
import { scene } from "./autosave.js";
import { onBoard } from "./board.js";

const script = () => document.getElementById("f-voice-input-text");

function fill(id, value, delay) {
  const input = document.getElementById(id);
  input.value = value;
  scene.touch(delay);
}

/** The slider's own fill, and the slider behind a number typed. */
function paint(range) {
  range.style.setProperty("--at", `${((range.value - range.min) / (range.max - range.min)) * 100}%`);
}

function follow(input) {
  const range = document.querySelector(`.range[data-for="${input.id}"]`);
  if (range) {
    const number = Number.parseFloat(input.value.replace("−", "-").replace(",", "."));
    range.value = Number.isFinite(number) ? number : input.placeholder;
    paint(range);
  }
  const well = document.querySelector(`.well[data-for="${input.id}"]`);
  if (well && /^#[0-9a-f]{6}$/i.test(input.value)) well.value = input.value;
}

function count() {
  const place = document.getElementById("count");
  if (place && script()) place.textContent = [...script().value].length.toLocaleString();
}

function sift(search) {
  const wanted = search.value.trim().toLocaleLowerCase();
  const list = document.querySelector(search.dataset.filter);
  for (const each of list.querySelectorAll("[data-words]")) {
    each.hidden = !each.dataset.words.toLocaleLowerCase().includes(wanted);
  }
  for (const group of list.querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[data-words]:not([hidden])");
  list.querySelector(".none").hidden = Boolean(list.querySelector("[data-words]:not([hidden])"));
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

/** What a screen reader is told of a field follows the words beside it. */
function markInvalid() {
  for (const error of document.querySelectorAll("#board .error[id]")) {
    document.getElementById(error.id.replace(/-error$/, ""))?.setAttribute("aria-invalid", Boolean(error.textContent.trim()));
  }
}

export function start() {
  onBoard(() => {
    document.querySelectorAll(".range").forEach(paint);
    count();
    markInvalid();
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id === "side") document.querySelectorAll(".range").forEach(paint);
    if (event.detail.target?.id.endsWith("-error") || event.detail.target?.id === "side") markInvalid();
  });
  document.addEventListener("input", (event) => {
    const { target } = event;
    if (target.matches(".range")) {
      paint(target);
      fill(target.dataset.for, target.value);
      document.getElementById(target.dataset.for).dispatchEvent(new Event("placed", { bubbles: true }));
    } else if (target.matches(".well")) fill(target.dataset.for, target.value);
    else if (target.dataset.filter) sift(target);
    else follow(target);
    if (target === script()) count();
  });
  document.addEventListener("placed", (event) => follow(event.target));
  document.addEventListener("click", (event) => {
    const swatch = event.target.closest(".swatch");
    if (swatch) {
      fill(swatch.dataset.for, swatch.dataset.colour, 0);
      follow(document.getElementById(swatch.dataset.for));
    }
    if (event.target.closest("#pause")) pause();
  });
  document.addEventListener("submit", (event) => {
    // The pressed button's meaning, kept even if saving comes first and the focus moves on.
    if (event.target.id === "generate" && event.submitter) document.getElementById("kind").value = event.submitter.value;
  }, true);
}
