// Checks proofs of the ledger in the browser itself: RFC 6962 trees over SHA-256, heads signed with ECDSA P-256. Nothing here is believed because a server said it.
(() => {
  "use strict";
  const LEAF = new Uint8Array([0]), NODE = new Uint8Array([1]), HASH = 32;
  const OTHERS = "analytics.ledger-entry.v1";
  const CURVE = { name: "ECDSA", namedCurve: "P-256" }, SIGNED = { name: "ECDSA", hash: "SHA-256" };

  const utf8 = text => new TextEncoder().encode(text);
  const bytesOf = base64 => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
  const half = number => Math.floor(number / 2);

  function joined(parts) {
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) { bytes.set(part, at); at += part.length; }
    return bytes;
  }

  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(parts)));
  const leafHash = text => sha256(LEAF, utf8(text));
  const nodeHash = (left, right) => sha256(NODE, left, right);

  // RFC 9162, 2.1.3.2: from the leaf's sibling upwards.
  async function includes(index, size, leaf, proof, root) {
    if (!(index >= 0 && index < size) || leaf.length !== HASH || proof.some(hash => hash.length !== HASH)) return false;
    let place = index, last = size - 1, hash = leaf;
    for (const sibling of proof) {
      if (last === 0) return false;
      if (place % 2 === 1 || place === last) {
        hash = await nodeHash(sibling, hash);
        while (place % 2 === 0 && place !== 0) { place = half(place); last = half(last); }
      } else hash = await nodeHash(hash, sibling);
      place = half(place); last = half(last);
    }
    return last === 0 && same(hash, root);
  }

  // RFC 9162, 2.1.4.2: the first tree is the beginning of the second.
  async function isConsistent(first, second, firstRoot, secondRoot, proof) {
    if (!(first >= 1 && first <= second) || proof.some(hash => hash.length !== HASH)) return false;
    if (first === second) return proof.length === 0 && same(firstRoot, secondRoot);
    if (proof.length === 0) return false;
    let complete = first;
    while (complete % 2 === 0) complete = half(complete);
    const path = complete === 1 ? [firstRoot, ...proof] : proof;
    let place = first - 1, last = second - 1;
    while (place % 2 === 1) { place = half(place); last = half(last); }
    let old = path[0], now = path[0];
    for (const hash of path.slice(1)) {
      if (last === 0) return false;
      if (place % 2 === 1 || place === last) {
        old = await nodeHash(hash, old);
        now = await nodeHash(hash, now);
        while (place % 2 === 0 && place !== 0) { place = half(place); last = half(last); }
      } else now = await nodeHash(now, hash);
      place = half(place); last = half(last);
    }
    return last === 0 && same(old, firstRoot) && same(now, secondRoot);
  }

  // DER, as the ledger writes signatures, to the two numbers side by side, as browsers take them.
  function plain(der) {
    const numbers = [];
    for (let at = 2; at < der.length && der[at] === 2; at += 2 + der[at + 1]) numbers.push(der.slice(at + 2, at + 2 + der[at + 1]));
    if (der[0] !== 0x30 || numbers.length !== 2) throw new Error("no signature");
    return joined(numbers.map(number => {
      const short = number.slice(Math.max(0, number.length - HASH));
      return joined([new Uint8Array(HASH - short.length), short]);
    }));
  }

  async function isSigned(key, bytes, signature) {
    try {
      const imported = await crypto.subtle.importKey("spki", bytesOf(key.publicKey), CURVE, false, ["verify"]);
      return await crypto.subtle.verify(SIGNED, imported, plain(bytesOf(signature)), bytes);
    } catch {
      return false;
    }
  }

  function headBytes(head) {
    const bytes = new Uint8Array(18 + HASH), view = new DataView(bytes.buffer);
    bytes[1] = 1;
    view.setBigUint64(2, BigInt(head.timestamp));
    view.setBigUint64(10, BigInt(head.size));
    bytes.set(bytesOf(head.root), 18);
    return bytes;
  }

  // JSON whose objects remember the text that they were read from: hashes are of exactly that text.
  function read(text) {
    const texts = new WeakMap(), word = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|"(?:[^"\\]|\\.)*"/y;
    let at = 0;
    const blank = () => { while (" \n\r\t".includes(text[at] ?? "x")) at++; };
    const take = sign => { blank(); if (text[at] !== sign) throw new Error("no JSON"); at++; blank(); };
    const is = sign => { blank(); if (text[at] !== sign) return false; at++; return true; };
    function value() {
      blank();
      const from = at;
      if (text[at] === "{") {
        const object = Object.create(null);
        take("{");
        if (!is("}")) {
          do { blank(); const name = value(); take(":"); if (name in object) throw new Error("twice"); object[name] = value(); } while (is(","));
          take("}");
        }
        while (text[at - 1] !== "}") at--;
        texts.set(object, text.slice(from, at));
        return object;
      }
      if (is("[")) {
        const list = [];
        if (is("]")) return list;
        do list.push(value()); while (is(","));
        take("]");
        return list;
      }
      word.lastIndex = at;
      const found = word.exec(text);
      if (!found) throw new Error("no JSON");
      at = word.lastIndex;
      return JSON.parse(found[0]);
    }
    return { json: value(), textOf: object => texts.get(object) };
  }

  const sorted = value => value === null || typeof value !== "object" ? value
    : Array.isArray(value) ? value.map(sorted)
    : Object.fromEntries(Object.keys(value).sort().map(name => [name, sorted(value[name])]));
  const alike = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

  class Wrong extends Error {}
  const refuse = (...values) => { throw Object.assign(new Wrong("refused"), { values }); };

  // Each step gives what it found, or refuses.
  const packSteps = {
    async keys(pack) {
      const known = new Map();
      for (const key of pack.json.keys) {
        if (hex(await sha256(bytesOf(key.publicKey))) !== key.id || known.has(key.id)) refuse(key.id);
        if (key.previous) {
          const before = known.get(key.previous);
          if (!before || !await isSigned(before, utf8(`servicedesk ledger key ${key.id} after ${key.previous}`), key.signature)) refuse(key.id);
        }
        known.set(key.id, key);
      }
      pack.known = known;
      const first = pack.json.keys[0]?.id ?? refuse("");
      return [known.size, first.slice(0, 16) + "…"];
    },
    async head(pack) {
      const head = pack.json.head, key = pack.known.get(head.key);
      if (!key || !await isSigned(key, headBytes(head), head.signature)) refuse(head.size);
      return [head.size, timeOf(head)];
    },
    async entries(pack) {
      const { head, entries } = pack.json, root = bytesOf(head.root);
      if (entries.length === 0) refuse("");
      for (const { leaf, proof, entry } of entries) {
        const hash = await leafHash(pack.textOf(entry));
        if (!await includes(leaf, head.size, hash, proof.map(bytesOf), root)) refuse(entry.id);
      }
      return [entries.length, hex(root).slice(0, 16) + "…"];
    },
    async order(pack, ticket) {
      const versions = new Map();
      let last = -1;
      for (const { leaf, entry } of pack.json.entries) {
        const there = entry.type === OTHERS, one = there ? entry.data : entry;
        const isOfTicket = there ? one.subject === ticket : entry.stream === `reads-${ticket}`;
        const stream = `${one.stream} of ${there ? one.source : "the ledger"}`;
        if (leaf <= last || !isOfTicket || one.version !== (versions.get(stream) ?? 0) + 1) refuse(entry.id);
        versions.set(stream, one.version);
        last = leaf;
      }
      return [versions.size];
    },
    async shown(pack) {
      const rows = new Map(Array.from(document.querySelectorAll("[data-event]"), row => [row.dataset.event, row]));
      const positionOf = id => Number(id.split("/")[1]);
      const last = Math.max(0, ...Array.from(rows.values(), row => positionOf(row.dataset.ledger)));
      let count = 0;
      for (const { entry } of pack.json.entries) {
        const one = entry.type === OTHERS ? entry.data : entry, row = rows.get(one.id);
        if (!row && positionOf(entry.id) <= last) refuse(one.id);
        if (!row) continue;
        if (row.dataset.type !== one.type || !alike(JSON.parse(row.querySelector(".audit-data code").textContent), one.data)) refuse(one.id);
        row.querySelector(".log-proof").hidden = false;
        count++;
      }
      return [count, rows.size];
    },
  };

  const headSteps = {
    keys: packSteps.keys,
    async first(proofs) { return signed(proofs, proofs.json.first); },
    async second(proofs) { return signed(proofs, proofs.json.second); },
    async path(proofs) {
      const { first, second, proof } = proofs.json;
      if (!await isConsistent(first.size, second.size, bytesOf(first.root), bytesOf(second.root), proof.map(bytesOf))) refuse(first.size, second.size);
      return [first.size, second.size, proof.length];
    },
  };

  async function signed(proofs, head) {
    const key = proofs.known.get(head.key);
    if (!key || !await isSigned(key, headBytes(head), head.signature)) refuse(head.size);
    return [head.size, timeOf(head)];
  }

  const timeOf = head => new Date(head.timestamp).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
  const shownAs = value => typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value ?? "";
  const filled = (text, values) => text.replace(/\{(\d)\}/g, (_, n) => shownAs(values[n]));

  async function check(badge, source) {
    const say = state => { badge.dataset.state = state; };
    for (const step of badge.querySelectorAll("[data-step]")) {
      step.dataset.state = "waits";
      for (const text of step.querySelectorAll("[data-found], [data-wrong]")) text.textContent = "";
    }
    say("waits");
    if (!globalThis.crypto?.subtle) return say("unable");
    let proofs;
    try {
      const answer = await fetch(source, { headers: { accept: "application/json" } });
      if (!answer.ok) return say("unable");
      proofs = await answer.text();
    } catch {
      return say("unable");
    }
    const steps = badge.dataset.steps === "heads" ? headSteps : packSteps;
    try {
      proofs = read(proofs);
    } catch {
      return say("bad");
    }
    for (const step of badge.querySelectorAll("[data-step]")) {
      try {
        const found = await steps[step.dataset.step](proofs, badge.dataset.ticket);
        step.dataset.state = "good";
        const text = step.querySelector("[data-found]");
        text.textContent = filled(text.dataset.found, found);
      } catch (wrong) {
        // What cannot even be read was not written by the ledger.
        step.dataset.state = "bad";
        const text = step.querySelector("[data-wrong]");
        text.textContent = filled(text.dataset.wrong, wrong instanceof Wrong ? wrong.values : [""]);
        return say("bad");
      }
    }
    say("good");
  }

  for (const badge of document.querySelectorAll("[data-proof]")) check(badge, badge.dataset.proof);

  // The slider tells its instant at once; what stood there then comes by htmx.
  for (const form of document.querySelectorAll("[data-slider]")) {
    const range = form.querySelector("[type=range]"), label = form.querySelector("output"), number = form.querySelector("[data-stop-number]");
    const steps = form.querySelectorAll("[data-step]");
    const show = () => {
      const text = range.list?.querySelector(`option[value="${range.value}"]`)?.label ?? range.value;
      label.textContent = text;
      range.setAttribute("aria-valuetext", text);
      if (number) number.textContent = range.value;
      for (const step of steps) step.classList.toggle("disabled", step.dataset.step < 0 ? range.value === range.min : range.value === range.max);
    };
    range.addEventListener("input", show);
    for (const step of steps) {
      step.addEventListener("click", event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (step.dataset.step < 0) range.stepDown(); else range.stepUp();
        range.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  }

  // What lies behind the shown instant is pale in the timeline; links that keep the instant lead to the one that is shown now.
  const mark = () => {
    const shown = document.querySelector("#past[data-at]");
    if (!shown) return;
    const at = Number(shown.dataset.at);
    for (const row of document.querySelectorAll(".log-entry[data-at]")) {
      row.classList.toggle("log-later", Number(row.dataset.at) > at);
      row.classList.toggle("log-here", Number(row.dataset.at) === at);
    }
    for (const link of document.querySelectorAll("[data-keeps-instant]")) {
      const address = new URL(link.href);
      const at = new URL(location.href).searchParams.get("at");
      if (at) address.searchParams.set("at", at);
      link.href = address.pathname + address.search;
    }
  };
  document.addEventListener("htmx:after:swap", () => setTimeout(mark));
})();
