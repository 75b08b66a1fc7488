// Passkeys: the form asks its server for options, the browser for a credential, and sends that.
(() => {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return;
  for (const form of document.querySelectorAll("[data-passkey]")) {
    const creates = form.dataset.passkey === "create";
    const credential = form.elements.credential;
    form.hidden = false;
    form.addEventListener("submit", async event => {
      if (credential.value) return;
      event.preventDefault();
      try {
        const answer = await fetch(`${form.getAttribute("action")}/options`, { method: "POST", body: new FormData(form), credentials: "same-origin" });
        if (!answer.ok) throw new Error(answer.status);
        const options = await answer.json();
        const made = creates
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
        credential.value = JSON.stringify(made.toJSON());
        form.submit();
      } catch (refused) {
        // Who breaks it off in the browser's own dialogue needs no word about it.
        if (refused.name === "NotAllowedError") return;
        const to = new URLSearchParams({ passkey: "refused" });
        if (form.elements.return) to.set("return", form.elements.return.value);
        location.search = to;
      }
    });
  }
})();
