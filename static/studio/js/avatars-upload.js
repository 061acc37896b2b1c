/** A picture for a talking photo: dropped, pasted or chosen, seen at once, and never lost when something is refused. */
const file = document.getElementById("file");
const stage = document.getElementById("drop");
const shown = document.getElementById("chosen");
const name = document.getElementById("f-name");
const label = stage.querySelector(".upload [data-again]");
const KINDS = file.accept.split(",");
const MOST = 20 * 2 ** 20;

/** The server says it in the same place; the sentence goes as soon as something else is chosen. */
function tell(id, text) {
  const words = document.createElement("span");
  words.textContent = text;
  document.getElementById(id).replaceChildren(...(text ? [words] : []));
}

function show(picture) {
  URL.revokeObjectURL(shown.src);
  shown.src = URL.createObjectURL(picture);
  shown.hidden = false;
  stage.classList.add("has-picture");
  label.textContent = label.dataset.again;
  const stem = picture.name.replace(/\.[^.]*$/, "");
  if (!name.value || name.value === name.dataset.filled) name.value = name.dataset.filled = stem.slice(0, name.maxLength);
}

function refuse(sentence) {
  file.value = "";
  shown.hidden = true;
  stage.classList.remove("has-picture");
  tell("file-problem", sentence);
}

function chosen() {
  const [picture] = file.files;
  if (!picture) return;
  if (!KINDS.includes(picture.type)) return refuse(file.dataset.wrong);
  if (picture.size > MOST) return refuse(file.dataset.large);
  tell("file-problem", "");
  show(picture);
}

function take(files) {
  if (!files?.length) return;
  const one = new DataTransfer();
  one.items.add(files[0]);
  file.files = one.files;
  chosen();
}

file.addEventListener("change", chosen);
addEventListener("pageshow", chosen); // a browser that comes back to the page brings the chosen file along
document.getElementById("f-consent").addEventListener("change", () => tell("consent-problem", ""));
shown.addEventListener("error", () => shown.hidden || refuse(file.dataset.wrong));

for (const kind of ["dragenter", "dragover"]) {
  addEventListener(kind, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    stage.classList.add("over");
  });
}
addEventListener("dragleave", (event) => event.relatedTarget ?? stage.classList.remove("over"));
addEventListener("drop", (event) => {
  stage.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  take(event.dataTransfer.files);
});
addEventListener("paste", (event) => take(event.clipboardData.files));
