/** Menus are <details class="menu">: one open at a time; Escape, a click elsewhere or leaving by Tab closes them.
 * Escape takes a question back, too: "Delete this?" opens below its button, and stays open else.
 * A list that would stand out of the window is moved into it; what opens below its edge, a question too, is scrolled to. */
const EDGE = 12;
const QUESTION = "details:is(.remove, .sure)";

const open = () => document.querySelectorAll("details.menu[open]");

function close(menu) {
  menu.open = false;
}

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) close(menu);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    close(menu);
  }
  const question = document.activeElement.closest(`${QUESTION}[open]`);
  if (!question) return;
  question.querySelector("summary").focus();
  close(question);
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
});

// Both margins: one of them moves a list that hangs on its menu's left side, the other one on its right.
function moveIn(list) {
  list.style.margin = "";
  const { left, right } = list.getBoundingClientRect();
  const by = Math.max(EDGE - left, 0) || Math.min(document.documentElement.clientWidth - EDGE - right, 0);
  if (by) Object.assign(list.style, { marginLeft: `${by}px`, marginRight: `${-by}px` });
}

document.addEventListener("toggle", ({ target }) => {
  const list = target.matches("details.menu[open]") && target.querySelector(":scope > .menu-list");
  if (list) moveIn(list);
  const shown = list || (target.matches(`${QUESTION}[open]`) && target.lastElementChild);
  if (shown) shown.scrollIntoView({ block: "nearest" });
}, true);
