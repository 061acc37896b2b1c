/** A list that is searched ([data-filter]) and narrowed to a kind ([data-only]: a select, or buttons) in the browser. */
const of = (name, list) => document.querySelectorAll(`[data-${name}="#${list.id}"]`);

function kindOf(list) {
  for (const each of of("only", list)) {
    if (each.matches("select")) return each.value;
    if (each.getAttribute("aria-pressed") === "true") return each.dataset.value;
  }
  return "";
}

/** Show what fits. Words find across all kinds where the list says so. */
export function sift(list) {
  const wanted = ([...of("filter", list)][0]?.value ?? "").trim().toLocaleLowerCase();
  const kind = wanted && list.hasAttribute("data-search-all") ? "" : kindOf(list);
  for (const each of list.querySelectorAll("[data-words]")) {
    const said = each.dataset.words.toLocaleLowerCase().includes(wanted);
    each.hidden = !said || Boolean(kind && each.dataset.kind && each.dataset.kind !== kind);
  }
  for (const group of list.querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[data-words]:not([hidden])");
  const none = list.querySelector(".none");
  if (none) none.hidden = Boolean(list.querySelector("[data-words]:not([hidden])"));
}

/** How many are shown, for those who do not see it: what nobody asked for is not said. */
function tell(list) {
  const [place] = of("hits", list);
  if (place) place.textContent = place.dataset.said.replace("{}", list.querySelectorAll("[data-words]:not([hidden])").length);
}

const listOf = (target) => document.querySelector(target.dataset.filter ?? target.dataset.only);

/** All lists on the page as their searches stand. */
export function siftAll() {
  const lists = new Set([...document.querySelectorAll("[data-filter], [data-only]")].map(listOf));
  for (const list of lists) if (list) sift(list);
}

export function start() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-filter], select[data-only]")) return;
    sift(listOf(event.target));
    tell(listOf(event.target));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-only]");
    if (!button) return;
    for (const each of document.querySelectorAll(`[data-only="${button.dataset.only}"]`)) each.setAttribute("aria-pressed", each === button);
    sift(listOf(button));
    tell(listOf(button));
  });
}
