/** Two wrote at once: keep mine, or take theirs. Also: words that were left in this browser. */
import { moment } from "../written.js";
import { saved, scene } from "./autosave.js";
import { ask, onBoard } from "./board.js";
import { forget, keep, left, putBack } from "./rescue.js";
import { push } from "./undo.js";

function keepMine() {
  const note = document.getElementById("note");
  document.getElementById("scene-version").value = note.dataset.version;
  note.replaceChildren();
  scene.held = false;
  scene.dirty = true;
  scene.send();
}

async function takeTheirs(address) {
  const step = JSON.parse(document.getElementById("choice").textContent);
  const { form } = scene;
  forget(form);
  scene.held = scene.dirty = false;
  if ((await saved()) && (await ask("GET", address)) === 200) return push(step);
  keep(form);
  scene.held = scene.dirty = true;
  return undefined;
}

function offer() {
  const copy = left(scene.form);
  const template = document.getElementById("rescue");
  if (!copy || !template || document.querySelector("#scene-form > fieldset").disabled) return;
  const note = template.content.cloneNode(true);
  note.querySelector("time").textContent = moment(copy.at);
  const words = copy.fields.find(([field]) => field === "voice.input_text");
  note.querySelector("q").textContent = (words?.[1] ?? "").slice(0, 160);
  note.querySelector("[data-put-back]").addEventListener("click", () => {
    putBack(scene.form, copy);
    document.getElementById("note").replaceChildren();
    scene.touch(0);
  });
  note.querySelector("[data-drop]").addEventListener("click", () => {
    forget(scene.form);
    document.getElementById("note").replaceChildren();
  });
  document.getElementById("note").replaceChildren(note);
}

export function start() {
  onBoard(offer);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keep-mine]")) keepMine();
    const theirs = event.target.closest("[data-take-theirs]");
    if (theirs) takeTheirs(theirs.dataset.address);
  });
}
