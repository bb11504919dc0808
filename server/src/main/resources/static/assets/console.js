// The whole of the console's own script: theme, keys, dialogs, choosing rows. Loaded with `defer` from our own origin;
// nothing inline, nothing evaluated. Every page works without it.
(() => {
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Theme: the server writes data-theme from this cookie, so the first paint is already right.
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const toggleTheme = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = "cs_theme=" + root.dataset.theme + ";path=/;max-age=31536000;samesite=lax";
  };

  // Rows: j and k move, Enter opens, focus is the selection (one tab stop per list).
  const rows = () => all("[data-rows] > [tabindex], [data-rows] > a");
  const move = (step) => {
    const list = rows(); if (!list.length) return;
    const at = list.indexOf(document.activeElement);
    const current = at >= 0 ? at : list.findIndex((row) => row.matches("[aria-current], [aria-selected='true']")) - (step > 0 ? 0 : -1);
    const next = list[Math.max(0, Math.min(list.length - 1, current + step))];
    list.forEach((row) => { row.tabIndex = row === next ? 0 : -1; });
    next.focus(); next.scrollIntoView({ block: "nearest" });
  };
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const openRow = (row) => one("a", row)?.click();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) { if (event.key === "Escape") event.target.blur(); return; }
    if (one("dialog[open]")) return;
    if (event.key === "Enter" && event.target.matches("tr[tabindex]")) { openRow(event.target); return; }
    if (root.dataset.keys === "off") return;
    const keys = { "/": () => one("#search")?.focus(), "?": () => one("#help")?.showModal(), j: () => move(1), k: () => move(-1), t: toggleTheme };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); return; }
    // Keys of this page: a button is pressed, a field is where one goes on typing.
    const keyed = /^[a-z]$/.test(event.key) && one(`[data-key="${event.key}"]`);
    if (keyed) { event.preventDefault(); keyed.closest("details")?.setAttribute("open", ""); keyed.matches("button, a") ? keyed.click() : keyed.focus(); }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && one("#" + opener.dataset.opens);
    if (dialog) { event.preventDefault(); dialog.showModal(); return; }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog, .toast")?.[event.target.closest("dialog") ? "close" : "remove"]();
    if (event.target.closest("[data-theme-toggle]")) { event.preventDefault(); toggleTheme(); return; }
    if (event.target.closest("[data-print]")) { print(); return; }
    const fill = event.target.closest("[data-fill]");
    if (fill) { one("#username").value = fill.dataset.fill; one("#password").focus(); return; }
    const copy = event.target.closest("[data-copy]");
    if (copy) { navigator.clipboard?.writeText(copy.dataset.copy); return; }
    const row = event.target.closest("tr[tabindex]");
    if (row && !event.target.closest("a, button, input, label, select, summary") && !String(getSelection())) openRow(row);
  });

  // Choosing rows: how many and, exactly, how much. Amounts are counted in the smallest unit, never as floats.
  // Of a bill a part may be typed; until it is an amount, the whole counts.
  const paid = (box) => {
    const typed = one("[data-part]", box.closest("tr"))?.value.trim() ?? "";
    return /^\d+(\.\d+)?$/.test(typed) ? typed : box.dataset.amount;
  };
  const sums = (boxes) => {
    const totals = new Map();
    for (const box of boxes) {
      const [whole, part = ""] = paid(box).split(".");
      const before = totals.get(box.dataset.currency) ?? { units: 0n, digits: 0 };
      const digits = Math.max(before.digits, part.length);
      const units = before.units * 10n ** BigInt(digits - before.digits) + BigInt(whole + part.padEnd(digits, "0"));
      totals.set(box.dataset.currency, { units, digits });
    }
    return [...totals].map(([currency, { units, digits }]) => {
      const text = String(units < 0n ? -units : units).padStart(digits + 1, "0");
      const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ",");
      return currency + " " + (units < 0n ? "−" : "") + whole + (digits ? "." + text.slice(-digits) : "");
    });
  };
  const tell = (form) => {
    const chosen = all("input[data-amount]:checked", form);
    const line = one("[data-chosen]", form); if (!line) return;
    line.textContent = chosen.length === 0 ? "Nothing chosen yet"
      : chosen.length + (chosen.length === 1 ? " invoice · " : " invoices · ") + sums(chosen).join(" · ");
    all("[data-needs-choice]", form).forEach((button) => { button.disabled = chosen.length === 0; });
    const every = one("[data-every]", form);
    if (every) { const boxes = all("input[data-amount]:enabled", form); every.checked = boxes.length > 0 && chosen.length === boxes.length; every.indeterminate = chosen.length > 0 && !every.checked; }
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) { event.target.form.requestSubmit(); return; }
    const form = event.target.closest("form[data-choose]"); if (!form) return;
    if (event.target.matches("[data-every]")) all("input[data-amount]:enabled", form).forEach((box) => { box.checked = event.target.checked; });
    tell(form);
  });
  document.addEventListener("input", (event) => { if (event.target.matches("[data-part]")) tell(event.target.form); });
  all("form[data-choose]").forEach(tell);

  // A file goes as the body of the request, whatever its size; the answer says where its page is.
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-hands-in]"); if (!form) return;
    event.preventDefault();
    const file = one("input[type=file]", form).files[0], trouble = one("[data-trouble]", form), button = one("button", form);
    const tell = (text) => { trouble.textContent = text; trouble.hidden = false; button.disabled = false; };
    button.disabled = true; trouble.hidden = true;
    try {
      const query = new URLSearchParams({ connection: one("[name=connection]", form).value, name: file.name });
      const answer = await fetch(form.getAttribute("action") + "?" + query, { method: "POST", body: file,
        headers: { "Content-Type": "application/octet-stream", "X-CSRF-TOKEN": one("[name=_csrf]", form).value } });
      if (answer.status === 201) location.assign(answer.headers.get("Location"));
      else tell(answer.status === 422 || answer.status === 400 ? await answer.text() : "The file was not taken (" + answer.status + "). Load the page again and try once more.");
    } catch { tell("The connection broke off before the file was whole. Nothing was taken; try again."); }
  });
})();
