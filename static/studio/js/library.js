/** What the keyboard does in a library. "/" goes to the search field, as everywhere where people search a lot. */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const field = document.getElementById("find");
  if (event.key !== "/" || typing || !field || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// Enter at a box that chooses a video is no answer to its form: a browser would press the form's first button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input[type=checkbox][form=chosen]")) return;
  event.preventDefault();
  event.target.click();
});
