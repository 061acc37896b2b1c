/** The avatar's box: drag to move, handles and +/− to scale, arrows to nudge. Numbers live in the inspector's fields. */
import { scene } from "./autosave.js";
import { onBoard } from "./board.js";

const SNAP = 0.012;
const SMALLEST = 0.1;
const LARGEST = 5;
let grip = null;

const box = () => document.getElementById("box");
const field = (name) => document.getElementById(`f-character-${name}`);
/** What the maker of this video can't do is off in the inspector. */
const fixed = (name) => field(name)?.disabled ?? true;

function style() {
  const photo = document.querySelector("[name='character.talking_photo_style']:checked");
  return photo ? photo.value || "whole" : document.querySelector("[name='character.avatar_style']:checked")?.value ?? "normal";
}

function number(name, otherwise) {
  const value = Number.parseFloat((field(name)?.value ?? "").replace("−", "-").replace(",", "."));
  return Number.isFinite(value) ? value : otherwise;
}

const placing = () => ({ scale: number("scale", 1), x: number("offset-x", 0), y: number("offset-y", 0) });

/** Lay the box where the engine puts the avatar: scale about the middle, then the offset. */
export function draw() {
  const element = box();
  if (!element) return;
  element.hidden = !field("scale") || (fixed("scale") && fixed("offset-x"));
  if (element.hidden) return;
  const name = document.querySelector("#cast .who b")?.textContent;
  if (name && element.querySelector("[data-name]").textContent !== name) {
    element.querySelector("[data-name]").textContent = name;
    element.setAttribute("aria-label", element.dataset.label.replace("{}", name));
  }
  const [left, top, right, bottom] = JSON.parse(document.getElementById("stage").dataset.boxes)[style()];
  const { scale, x, y } = placing();
  const across = (value) => `${(0.5 + (value - 0.5) * scale + x) * 100}%`;
  const down = (value) => `${(0.5 + (value - 0.5) * scale - y) * 100}%`;
  Object.assign(element.style, { left: across(left), top: down(top), width: `${(right - left) * scale * 100}%`, height: `${(bottom - top) * scale * 100}%` });
  element.querySelector("[data-size]").textContent = grip?.moving ? `${x.toFixed(2)}, ${y.toFixed(2)}` : `${scale.toFixed(2)}×`;
  document.getElementById("picture").classList.toggle("centred", Boolean(grip) && x === 0);
}

function put(values, delay) {
  const text = (value) => String(Math.round(value * 1000) / 1000);
  for (const [name, value] of Object.entries(values)) {
    if (fixed(name)) continue;
    field(name).value = text(value);
    field(name).dispatchEvent(new Event("placed", { bubbles: true }));
  }
  draw();
  if (delay !== undefined) scene.touch(delay);
}

const clamp = (scale) => Math.min(LARGEST, Math.max(SMALLEST, scale));

function take(event) {
  const element = event.target.closest("#box");
  if (!element || event.button) return;
  const picture = document.getElementById("picture").getBoundingClientRect();
  const from = placing();
  const middle = { x: picture.left + (0.5 + from.x) * picture.width, y: picture.top + (0.5 - from.y) * picture.height };
  const reach = Math.hypot(event.clientX - middle.x, event.clientY - middle.y);
  grip = { picture, from, middle, reach, x: event.clientX, y: event.clientY, moving: !event.target.matches("[data-handle]"), moved: false };
  element.setPointerCapture(event.pointerId);
  element.focus({ preventScroll: true });
  event.preventDefault();
}

function move(event) {
  if (!grip) return;
  grip.moved = true;
  if (grip.moving) {
    const x = grip.from.x + (event.clientX - grip.x) / grip.picture.width;
    const y = grip.from.y - (event.clientY - grip.y) / grip.picture.height;
    put({ "offset-x": Math.abs(x) < SNAP ? 0 : x, "offset-y": Math.abs(y) < SNAP ? 0 : y });
  } else {
    const reach = Math.hypot(event.clientX - grip.middle.x, event.clientY - grip.middle.y);
    put({ scale: clamp(grip.from.scale * (reach / Math.max(8, grip.reach))) });
  }
}

function drop() {
  if (!grip) return;
  const moved = grip.moved;
  grip = null;
  draw();
  if (moved) scene.touch(0);
}

function nudge(event) {
  if (event.target.id !== "box" || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = event.shiftKey ? 0.05 : 0.01;
  const { scale, x, y } = placing();
  const ways = {
    ArrowLeft: { "offset-x": x - step }, ArrowRight: { "offset-x": x + step },
    ArrowUp: { "offset-y": y + step }, ArrowDown: { "offset-y": y - step },
    "+": { scale: clamp(scale + 0.05) }, "=": { scale: clamp(scale + 0.05) }, "-": { scale: clamp(scale - 0.05) },
  };
  if (!ways[event.key]) return;
  event.preventDefault();
  put(ways[event.key], 600);
}

/** A shape that has no class of its own in the stylesheet. */
function shape() {
  const picture = document.getElementById("picture");
  const [width, height] = picture.dataset.shape.split(":");
  picture.style.setProperty("--w", width);
  picture.style.setProperty("--h", height);
}

/** No container units: Chromium now and then leaves out all that is in a container whose size is asked for. */
const floor = new ResizeObserver(([{ target, contentRect }]) => {
  target.style.setProperty("--floor-w", `${contentRect.width}px`);
  target.style.setProperty("--floor-h", `${contentRect.height}px`);
});

function toggle(button, name) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", on);
  document.documentElement.classList.toggle(name, on);
}

export function start() {
  onBoard(() => {
    shape();
    floor.disconnect();
    floor.observe(document.querySelector(".floor"));
    draw();
    for (const [id, name] of [["safe-areas", "shows-safe-areas"], ["house-lights", "lights-up"]]) {
      document.getElementById(id).setAttribute("aria-pressed", document.documentElement.classList.contains(name));
    }
  });
  document.addEventListener("pointerdown", take);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
  document.addEventListener("keydown", nudge);
  document.addEventListener("input", (event) => event.target.name?.startsWith("character.") && draw());
  document.addEventListener("change", (event) => event.target.name?.startsWith("character.") && draw());
  document.addEventListener("placed", (event) => event.target.id.startsWith("f-character-") && !grip && draw());
  document.addEventListener("htmx:oobAfterSwap", (event) => event.detail.target?.id === "side" && draw());
  document.addEventListener("click", (event) => {
    if (event.target.closest("#recentre")) put({ scale: 1, "offset-x": 0, "offset-y": 0 }, 0);
    const safe = event.target.closest("#safe-areas");
    if (safe) toggle(safe, "shows-safe-areas");
    const lights = event.target.closest("#house-lights");
    if (lights) toggle(lights, "lights-up");
  });
}
