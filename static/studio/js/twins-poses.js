/** Five photos: the camera asks for the next pose, takes it, and goes on when the server has found the face. */
import { countdown, hand, open, tell, tracks, upright } from "./twins-camera.js";
import "./twins-files.js";

const shutter = document.getElementById("shutter");
const opener = document.getElementById("open");
let busy = false;
let counting = false;

const slot = () => document.getElementById(`slot-${document.getElementById("go").dataset.next}`);

function ask() {
  const now = slot();
  for (const each of document.querySelectorAll(".slot")) each.classList.toggle("is-now", each === now);
  document.getElementById("ask").textContent = now.dataset.ask;
  document.getElementById("how").textContent = now.dataset.how;
  document.getElementById("instead").htmlFor = now.querySelector("[type=file]").id;
}

async function take() {
  if (busy || !tracks().length) return;
  busy = shutter.disabled = true;
  const now = slot();
  const { canvas } = upright();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.93));
  hand(now.querySelector("[type=file]"), blob, `${now.dataset.pose}.jpg`);
}

async function takeLater() {
  if (busy || counting) return;
  counting = true;
  await countdown();
  counting = false;
  take();
}

/** A click on a pose asks for that one: to take it again. */
function choose(event) {
  const chosen = event.target.closest(".slot");
  if (!chosen || event.target.closest("button, label, input")) return;
  document.getElementById("go").dataset.next = chosen.dataset.pose;
  ask();
}

opener.addEventListener("click", async () => {
  if (await open()) shutter.focus();
});
shutter.addEventListener("click", take);
document.getElementById("timer").addEventListener("click", takeLater);
document.addEventListener("click", choose);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.target.matches(".slot")) return;
  busy = shutter.disabled = false;
  tell("");
  ask();
});
ask();
