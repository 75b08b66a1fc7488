// Helps of the workbench; every page works without them.
(() => {
  // A list in which something is chosen stands still until it is sent.
  document.addEventListener("htmx:before:request", event => {
    const live = event.target.closest?.(".live");
    const isChosen = box => box.checked !== box.defaultChecked;
    if (live && ([...live.querySelectorAll("input[name=t], input[name=move]")].some(isChosen) || live.querySelector("#rebalance input[name=note]")?.value)) event.preventDefault();
  });

  // Whoever comes to a part of the page wants to see it.
  document.addEventListener("DOMContentLoaded", () => {
    const part = document.getElementById(location.hash.slice(1));
    if (part?.matches("details")) { part.open = true; part.scrollIntoView(); }
  });

  const insert = (field, text) => {
    field.closest("details:not([open])")?.setAttribute("open", "");
    const before = field.value.slice(0, field.selectionStart ?? field.value.length);
    const after = field.value.slice(field.selectionEnd ?? field.value.length);
    field.value = before + (before && !before.endsWith("\n") ? "\n" : "") + text + after;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // A prepared text goes where the writer stands.
  document.addEventListener("change", event => {
    const choice = event.target.closest("select[data-inserts]");
    if (!choice?.value) return;
    insert(document.getElementById(choice.dataset.inserts), choice.value);
    choice.value = "";
  });

  // What priority results is seen in the table before it is sent.
  document.addEventListener("change", event => {
    const form = event.target.closest("form");
    const table = form?.querySelector("[data-grades]");
    if (!table) return;
    const graded = ["impact", "urgency", "importance"].map(name => form.elements[name].value).join(" ");
    for (const cell of table.querySelectorAll("[data-cell]")) cell.classList.toggle("chosen", cell.dataset.cell === graded);
  });

  document.addEventListener("click", async event => {
    const button = event.target.closest("[data-insert-from]");
    if (button) {
      const field = document.getElementById(button.dataset.inserts);
      const answer = await fetch(button.dataset.insertFrom);
      if (field && answer.ok) insert(field, await answer.text());
      return;
    }
    // All rows of the list at once.
    const all = event.target.closest("input[data-all]");
    if (all) for (const box of document.querySelectorAll(`input[name="${all.dataset.all}"]`)) box.checked = all.checked;
  });
})();
