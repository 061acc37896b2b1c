/**
 * The points on a photo: dragged, or moved by arrow keys, and saved 0.5 s later. The number fields are the truth; the
 * points are drawn where those say. What the server carried along (lips with their corners) moves when it answers.
 */
const photo = document.getElementById("photo");
const canvas = document.getElementById("canvas");
const form = document.getElementById("points");
const inner = document.getElementById("inner");
const closer = document.getElementById("closer");
const points = new Map([...canvas.querySelectorAll("[data-point]")].map((point) => [point.dataset.point, point]));
const at = {};
const DELAY = 500;
/** Pixels from eyes to chin from which the points don't crowd one another. */
const ROOMY = 190;
const phone = matchMedia("(max-width: 900px)");
let held = null;
let timer = 0;
let unsaved = false;

const field = (name, axis) => form?.elements[`${name}.${axis}`];
const inside = (value) => Math.min(100, Math.max(0, value));

function put(name, x, y) {
  at[name] = [inside(x), inside(y)];
  const point = points.get(name);
  point.style.left = `${at[name][0]}%`;
  point.style.top = `${at[name][1]}%`;
  ["x", "y"].forEach((axis, index) => {
    const input = field(name, axis);
    if (input && input !== document.activeElement) input.value = at[name][index].toFixed(2);
  });
}

const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const mirrored = (point, ends) => [2 * point[0] - middle(...ends)[0], 2 * point[1] - middle(...ends)[1]];
const curve = (a, over, b) => `M${a} Q${mirrored(over, [a, b])} ${b}`;

function draw() {
  const { mouth_left: left, mouth_right: right } = at;
  const set = (id, path) => document.getElementById(id).setAttribute("d", path);
  set("line-lips", `${curve(left, at.mouth_top, right)} Q${mirrored(at.mouth_bottom, [left, right])} ${left}`);
  set("line-inner", inner && !inner.checked ? "" : `${curve(left, at.inner_top, right)} Q${mirrored(at.inner_bottom, [left, right])} ${left}`);
  const eyes = middle(at.left_eye, at.right_eye);
  const wide = (at.right_eye[0] - at.left_eye[0]) * 0.42;
  const up = (at.chin[1] - eyes[1]) * 0.09;
  set("line-chin", curve([at.chin[0] - wide, at.chin[1] - up], at.chin, [at.chin[0] + wide, at.chin[1] - up]));
}

function apply(positions) {
  for (const [name, [x, y]] of Object.entries(positions)) put(name, Number(x), Number(y));
  draw();
}

function changed() {
  unsaved = true;
  clearTimeout(timer);
  timer = setTimeout(() => htmx.trigger(form, "placed"), DELAY);
}

/* ── dragging ── */
function grab(event) {
  const point = event.target.closest("[data-point]");
  if (!point || point.disabled || event.button) return;
  event.preventDefault();
  point.focus();
  const [x, y] = at[point.dataset.point];
  held = { name: point.dataset.point, from: [event.clientX, event.clientY], x, y, box: canvas.getBoundingClientRect() };
  point.setPointerCapture(event.pointerId);
  photo.classList.add("moving");
}

function drag(event) {
  if (!held) return;
  const { name, from, x, y, box } = held;
  put(name, x + (100 * (event.clientX - from[0])) / box.width, y + (100 * (event.clientY - from[1])) / box.height);
  draw();
}

function drop() {
  if (!held) return;
  const { name, x, y } = held;
  held = null;
  photo.classList.remove("moving");
  if (at[name][0] !== x || at[name][1] !== y) changed();
}

/* ── keys: a pixel of the screen, ten with Shift ── */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function nudge(event) {
  const name = event.target.dataset?.point;
  const step = STEPS[event.key];
  if (!name || !step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const box = canvas.getBoundingClientRect();
  const far = event.shiftKey ? 10 : 1;
  put(name, at[name][0] + (100 * far * step[0]) / box.width, at[name][1] + (100 * far * step[1]) / box.height);
  draw();
  changed();
}

/* ── the whole picture, or nearer: then the face fills the floor, and points don't crowd one another ── */
const floor = photo.parentElement;
const picture = canvas.querySelector("img");
const ratio = picture.getAttribute("width") / picture.getAttribute("height");
const [faceX, faceY, faceHalf] = photo.dataset.face.split(" ").map(Number);
const near = () => closer.getAttribute("aria-pressed") === "true";
const room = () => [floor.clientWidth, Math.max(floor.clientHeight, phone.matches ? 0.62 * innerHeight : 0)];
const whole = ([wide, high]) => Math.min(high, wide / ratio);
const nearer = ([wide, high]) => Math.min(6 * whole([wide, high]), Math.min(0.4 * high, 0.55 * wide) / faceHalf);

/** How high the picture is drawn, in pixels; what is left of it when the floor has been filled is cut off. */
function fit() {
  const space = room();
  const high = near() ? Math.max(whole(space), nearer(space)) : whole(space);
  const wide = high * ratio;
  const box = [Math.min(space[0], wide), Math.min(space[1], high)];
  const from = (centre, size, most) => Math.min(0, Math.max(most - size, most / 2 - size * centre));
  photo.style.width = `${box[0]}px`;
  photo.style.height = `${box[1]}px`;
  canvas.style.width = `${wide}px`;
  canvas.style.height = `${high}px`;
  canvas.style.left = `${from(faceX, wide, box[0])}px`;
  canvas.style.top = `${from(faceY, high, box[1])}px`;
}

function lipsApart() {
  const apart = inner ? inner.checked : false;
  for (const [name, point] of points) if (name.startsWith("inner")) point.hidden = !apart;
  for (const row of form?.querySelectorAll("[data-inner]") ?? []) {
    row.hidden = !apart;
    for (const input of row.querySelectorAll("input")) input.disabled = !apart;
  }
  draw();
}

function open() {
  for (const point of points.values()) point.hidden = false;
  apply(JSON.parse(document.getElementById("placed").dataset.positions));
  lipsApart();
  const space = room();
  closer.hidden = nearer(space) < 1.1 * whole(space);
  const crowded = photo.dataset.placed && faceHalf * whole(space) < ROOMY;
  if (!closer.hidden && crowded) closer.setAttribute("aria-pressed", "true");
  fit();
  new ResizeObserver(fit).observe(floor);
  closer.addEventListener("click", () => {
    closer.setAttribute("aria-pressed", String(closer.getAttribute("aria-pressed") !== "true"));
    fit();
  });
  if (!form) return;
  inner.addEventListener("change", lipsApart);
  canvas.addEventListener("pointerdown", grab);
  canvas.addEventListener("pointermove", drag);
  canvas.addEventListener("pointerup", drop);
  canvas.addEventListener("pointercancel", drop);
  canvas.addEventListener("keydown", nudge);
  form.addEventListener("input", (event) => {
    const [name, axis] = event.target.name.split(".");
    const value = Number(event.target.value.replace(",", "."));
    if (!axis || event.target.value.trim() === "" || !Number.isFinite(value)) return;
    put(name, axis === "x" ? value : at[name][0], axis === "y" ? value : at[name][1]);
    draw();
    changed();
  });
  form.addEventListener("htmx:beforeRequest", () => { unsaved = false; });
  form.addEventListener("htmx:afterRequest", ({ detail }) => { unsaved ||= ![200, 409, 422].includes(detail.xhr.status); });
  document.addEventListener("htmx:afterSwap", () => {
    const placed = document.getElementById("placed");
    if (placed.dataset.apply && !held && !unsaved) apply(JSON.parse(placed.dataset.positions));
  });
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
}

open();
