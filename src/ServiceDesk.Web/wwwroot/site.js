// Runs before the page is drawn, so that it is drawn once, in the right colours.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  paint();
  dark.addEventListener("change", paint);

  // The server shows times in this zone from the next page on.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `tz=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;

  // Nobody looks at a hidden tab: it asks for nothing.
  document.addEventListener("htmx:before:request", event => {
    if (document.hidden && event.target.closest?.(".live")) event.preventDefault();
  });

  // A form is sent once.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    (event.submitter ?? form.querySelector("[type=submit]"))?.classList.add("btn-loading");
  });
  addEventListener("pageshow", event => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll(".btn-loading").forEach(button => button.classList.remove("btn-loading"));
    }
  });
})();
