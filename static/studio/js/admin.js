/**
 * What Django's pages lack by keyboard and by ear.
 *
 * Its selects that search are called by what is chosen alone, and by nothing while nothing is: their label goes
 * first. Rows that can only be read scroll sideways where they don't fit, so that they have to be reached.
 */
function name(select) {
  const box = select.parentElement.querySelector("[role=combobox]");
  const said = select.labels[0]?.textContent.replace(/:\s*$/, "") ?? select.getAttribute("aria-label");
  if (!box || !said) return;
  box.id ||= `${select.id}-box`;
  box.setAttribute("aria-label", said);
  const chosen = box.querySelector("[id]");
  for (const each of ["role", "aria-readonly"]) chosen.removeAttribute(each);
  box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
}

const all = (room) => room.querySelectorAll("select.admin-autocomplete:not([name*=__prefix__])").forEach(name);

for (const rows of document.querySelectorAll(".inline-group")) if (!rows.querySelector("a, button, input:not([type=hidden])")) rows.tabIndex = 0;
// In jQuery's queue, behind what makes them.
globalThis.django?.jQuery?.(() => all(document));
document.addEventListener("formset:added", (event) => all(event.target));
