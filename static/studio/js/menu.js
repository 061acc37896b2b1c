/** Menus are <details class="menu">: one open at a time; Escape, a click elsewhere or leaving by Tab closes them. */
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
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
});
