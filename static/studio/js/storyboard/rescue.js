/** A copy of unsaved words in this browser, offered back when the scene is opened again without them. */
const PREFIX = "understudy.scene.";
const LIFE = 14 * 24 * 3600 * 1000;
const SKIP = ["version", "csrfmiddlewaretoken", "scene"];

const typed = (form) => [...new FormData(form)].filter(([name, value]) => !SKIP.includes(name) && typeof value === "string");
const name = (form) => PREFIX + form.dataset.scene;

export function keep(form) {
  try {
    localStorage.setItem(name(form), JSON.stringify({ at: Date.now(), fields: typed(form) }));
  } catch {
    // The browser keeps nothing (private window, full): the page itself still holds the words.
  }
}

export function forget(form) {
  try {
    localStorage.removeItem(name(form));
  } catch {
    // Nothing was kept.
  }
}

/** The copy of this scene that differs from what the server has: {at, fields}, else null. */
export function left(form) {
  try {
    const copy = JSON.parse(localStorage.getItem(name(form)));
    if (!copy) return null;
    const same = JSON.stringify(copy.fields) === JSON.stringify(typed(form));
    if (!same && Date.now() - copy.at < LIFE) return copy;
    forget(form);
  } catch {
    return null;
  }
  return null;
}

/** A long list shows few: whoever it does not show is held in it, unseen, until the server draws them. */
function hold(inputs, value) {
  const held = inputs[0]?.closest("[data-finder]")?.querySelector(".held");
  if (!held || inputs.some((each) => each.value === value)) return;
  const row = document.createElement("label");
  row.hidden = true;
  row.append(Object.assign(document.createElement("input"), { type: "radio", name: inputs[0].name, value, checked: true }));
  held.replaceChildren(row);
}

export function putBack(form, copy) {
  for (const [field, value] of copy.fields) {
    const inputs = [...form.querySelectorAll(`[name="${CSS.escape(field)}"]`)];
    hold(inputs, value);
    for (const input of inputs) {
      if (input.type === "radio" || input.type === "checkbox") input.checked = input.value === value;
      else if (input.type !== "hidden") input.value = value;
    }
  }
}
