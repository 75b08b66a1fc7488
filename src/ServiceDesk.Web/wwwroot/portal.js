// Files can be dropped onto the place of a file field. Without this script the field works as it is.
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
})();
