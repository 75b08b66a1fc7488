// Runs before the page is drawn, so that it is drawn once, in the right colours.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const html = document.documentElement;
  if (!html.dataset.bsTheme) {
    const paint = () => { html.dataset.bsTheme = dark.matches ? "dark" : "light"; };
    paint();
    dark.addEventListener("change", paint);
  }

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

  // A file that would be refused for its size is not sent first.
  document.addEventListener("change", event => {
    const field = event.target;
    if (!field.dataset.largest) return;
    field.setCustomValidity([...field.files].some(file => file.size > field.dataset.largest) ? field.dataset.tooLarge : "");
    field.reportValidity();
  });

  // The session is over: to the sign-in, unless something is written here that would be lost. It is kept when it is sent.
  document.addEventListener("signed-out", () => {
    const fields = document.querySelectorAll("form[method=post] :is(textarea, input:not([type=hidden]))");
    if (![...fields].some(field => field.value !== field.defaultValue)) location.reload();
  });

  // Live parts ask anew when the services of the page have recorded something.
  document.addEventListener("DOMContentLoaded", () => {
    let streams = [];
    const changed = () => document.body.dispatchEvent(new Event("live"));
    // A browser has few connections for each host: a hidden page holds none. A new stream begins by telling to look again.
    const watch = () => {
      for (const stream of streams) stream.close();
      streams = [];
      if (document.hidden) return;
      for (const service of document.body.dataset.live?.split(" ").filter(Boolean) ?? []) {
        const stream = new EventSource(`/live/${service}`);
        stream.addEventListener("changed", changed);
        streams.push(stream);
      }
    };
    document.addEventListener("visibilitychange", watch);
    watch();
    // Places that are wider than the screen show where one is.
    for (const here of document.querySelectorAll(".section-nav [aria-current]")) {
      const places = here.closest(".section-nav");
      places.scrollLeft = here.offsetLeft - (places.clientWidth - here.offsetWidth) / 2;
    }
    for (const opener of document.querySelectorAll("[data-opens]")) {
      opener.hidden = false;
      opener.addEventListener("click", () => {
        for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
        document.getElementById(opener.dataset.opens).showModal();
      });
    }
  });

  // Menus close by a click elsewhere and by Escape.
  document.addEventListener("click", event => {
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });

  // Shortcuts; the help sheet lists them.
  let going = 0;
  const row = step => {
    const links = [...document.querySelectorAll("[data-rows] a[data-row]")];
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = event.target;
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
      return;
    }
    if (at.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    if (Date.now() - going < 1500) {
      going = 0;
      const place = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    const act = {
      g: () => { going = Date.now(); },
      c: () => document.querySelector("a[href='/tickets/new']") && location.assign("/tickets/new"),
      "/": () => document.querySelector("input[type=search]")?.focus(),
      "?": () => document.getElementById("shortcuts")?.showModal(),
      j: () => row(1),
      k: () => row(-1),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  addEventListener("pageshow", event => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll(".btn-loading").forEach(button => button.classList.remove("btn-loading"));
    }
  });
})();
