// Files can be dropped onto the place of a file field, and who is known is chosen. Without this script the fields work as they are.
(() => {
  const placeOf = event => event.target.closest?.("[data-drop]");
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, event => {
      const place = placeOf(event);
      if (!place || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      place.classList.add("dragged-over");
    });
  }
  document.addEventListener("dragleave", event => {
    const place = placeOf(event);
    if (place && !place.contains(event.relatedTarget)) place.classList.remove("dragged-over");
  });
  document.addEventListener("drop", event => {
    const place = placeOf(event);
    const field = place?.querySelector("input[type=file]");
    if (!field || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    place.classList.remove("dragged-over");
    const files = new DataTransfer();
    for (const file of [...field.files, ...event.dataTransfer.files]) files.items.add(file);
    field.files = files.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Who is known need not be typed.
  document.addEventListener("click", event => {
    const known = event.target.closest?.("[data-fills]");
    if (!known) return;
    const values = Object.entries(JSON.parse(known.dataset.fills)).map(([id, value]) => [document.getElementById(id), value]).filter(([field]) => field);
    for (const [field, value] of values) field.value = value;
    known.parentElement.remove();
    values[0]?.[0].focus();
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Enter" && event.target.id === "requester-q") event.preventDefault();
  });
})();
