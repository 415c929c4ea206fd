// What the browser adds to pages that work without it. Everything is found by attributes, nothing by page.
// Templates: data-region a part that shows its own faults · data-row a row for j/k/x/y/n, data-approve and data-decline its buttons
// data-quiet asks by itself and leaves the focus alone · data-autosubmit · data-step in a stepper · data-dialog="id"
// data-close · data-menu · body[data-shortcuts="off"]
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (name, act) => document.addEventListener(name, act);
  const inRow = row => row && (one("a[href]", row) ?? one("button, input", row));
  const say = text => { one("#live").textContent = text; };

  // Requests: token, busy marks, faults in words. Unread answers never pass in silence.
  const sender = ctx => ctx.request.submitter ?? ctx.sourceElement;
  const alive = part => part?.isConnected ? part : part?.id ? document.getElementById(part.id) : null;
  const region = ctx => alive(ctx.home) ?? one("main");
  on("htmx:config:request", ({ detail: { ctx } }) => {
    if (ctx.request.method !== "GET") ctx.request.headers["X-CSRFToken"] = one("meta[name=csrf-token]").content;
  });
  on("htmx:before:request", ({ detail: { ctx } }) => {
    const aim = ctx.target !== ctx.sourceElement && ctx.target;
    ctx.home = sender(ctx).closest("[data-region]") || aim || sender(ctx).closest("section, form, main");
    const at = document.activeElement;
    const row = at.closest("[data-row]");
    const id = at.id || one("input", at.closest(".stepper") ?? document.createElement("p"))?.id;
    ctx.spot = id && (at.id ? `#${CSS.escape(id)}` : `.stepper:has(#${CSS.escape(id)}) [data-step="${at.dataset.step}"]`);
    ctx.row = row ? all("[data-row]").indexOf(row) : -1;
    ctx.busy = sender(ctx).matches("[data-quiet]") ? [] : [sender(ctx)];
    if (ctx.busy.length && ctx.swap !== "none" && ctx.target) ctx.busy.push(ctx.target);
    ctx.busy.forEach(part => part.setAttribute("aria-busy", "true"));
  });
  on("htmx:finally:request", ({ detail: { ctx } }) => ctx.busy?.forEach(part => part.removeAttribute("aria-busy")));
  on("htmx:response:error", ({ detail: { ctx } }) => {
    const page = new DOMParser().parseFromString(ctx.text, "text/html");
    const fault = one("[data-refusal]", page);
    if (!fault && ctx.response.status < 500) return;
    ctx.swap = "none";
    tell(ctx, one("h1, h2", fault ?? page)?.textContent || "Något gick fel", one("p", fault ?? page)?.textContent || "Försök igen.");
  });
  on("htmx:error", ({ detail: { ctx, error } }) => {
    if (!ctx || ctx.response) return console.error(error);
    tell(ctx, "Det gick inte att nå IT-butiken", "Det du har skrivit finns kvar. Kontrollera uppkopplingen och försök igen.");
  });
  const tell = (ctx, title, text) => {
    const place = region(ctx);
    const box = document.createElement("section");
    box.className = "ds-alert alert refusal";
    box.dataset.color = "danger";
    box.setAttribute("role", "alert");
    box.innerHTML = "<h2 class=h3></h2><p></p><p class=row><button class=ds-button data-variant=secondary type=button>Försök igen</button></p>";
    one("h2", box).textContent = title;
    one("p", box).textContent = text;
    one("button", box).onclick = () => {
      box.remove();
      const again = sender(ctx);
      again.focus();
      again.form || !again.requestSubmit ? again.click() : again.requestSubmit();
    };
    all(".refusal").forEach(old => old.remove());
    place.prepend(box);
    box.scrollIntoView({ block: "nearest" });
  };

  // Focus after a swap: the faults, else where it was, else the row that took its place, else the region's heading.
  on("htmx:after:swap", ({ detail: { ctx } }) => {
    const place = region(ctx);
    if (ctx.swap !== "none") all(".refusal").forEach(old => old.remove());
    if (ctx.sourceElement.matches("[data-quiet]") || showFaults(place)) return;
    if (document.activeElement && document.activeElement !== document.body) return;
    const same = ctx.spot && one(ctx.spot);
    if (same) return same.focus();
    const rows = all("[data-row]");
    const row = ctx.row >= 0 ? rows[Math.min(ctx.row, rows.length - 1)] : null;
    const next = row ? inRow(row) : one("h1, h2", place) ?? one("main");
    if (!next.matches("a, button, input")) next.tabIndex = -1;
    next.focus({ preventScroll: !row });
  });
  const showFaults = root => {
    const summary = one("[data-error-summary]", root);
    if (!summary) return false;
    if (!document.title.startsWith("Fel: ")) document.title = "Fel: " + document.title;
    summary.focus();
    return true;
  };

  // Plain forms: once is enough.
  on("submit", event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    all("form[data-sent]").forEach(form => delete form.dataset.sent);
    all("[aria-busy=true]").forEach(part => part.removeAttribute("aria-busy"));
  });
  on("change", ({ target }) => {
    if (target.closest("[data-autosubmit]") && target.form) target.form.requestSubmit();
  });

  // Questions that only some answers ask: [data-when="field=answer|answer"]. Without JavaScript all are shown.
  const ask = () => all("[data-when]").forEach(part => {
    const [name, words] = part.dataset.when.split("=");
    const given = all(`[name="${CSS.escape(name)}"]`, part.closest("form") ?? document).filter(field => field.checked ?? true);
    part.hidden = !given.some(field => (field.type !== "radio" && field.type !== "checkbox" || field.checked) && words.split("|").includes(field.value));
  });
  on("change", ask);
  ask();

  // Clicks: steppers, dialogs, menus, toasts, links of an error summary.
  on("click", event => {
    const step = event.target.closest("[data-step]");
    if (step) {
      const input = one("input", step.parentElement);
      const before = input.value;
      step.dataset.step > 0 ? input.stepUp() : input.stepDown();
      if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.dialog).showModal();
    }
    if (event.target.matches("dialog")) event.target.close();
    if (event.target.closest("[data-close]")) event.target.closest("[data-toast]")?.remove() ?? event.target.closest("dialog")?.close();
    all("details[data-menu][open]").forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
    const fault = event.target.closest("[data-error-summary] a");
    const field = fault && document.getElementById(fault.hash.slice(1));
    if (field) { event.preventDefault(); field.focus(); }
  });

  // Toasts stay 8 seconds, longer while somebody points at them or stands in them.
  const stack = one("#toasts");
  setInterval(() => {
    if (stack?.matches(":hover, :focus-within")) return;
    all("[data-toast]").forEach(toast => {
      toast.age = (toast.age ?? 0) + 1;
      if (toast.age > 8) toast.remove();
    });
  }, 1000);

  // Keys: never in fields, never with modifiers, and switched off by a setting.
  const move = by => {
    const rows = all("[data-row]");
    const at = rows.indexOf(document.activeElement.closest("[data-row]"));
    const row = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    all("[data-row].current").forEach(old => old.classList.remove("current"));
    row?.classList.add("current");
    inRow(row)?.focus();
  };
  const keys = {
    "/": () => one(".top-search input")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    x: row => one("input[type=checkbox]", row ?? document)?.click(),
    a: row => row && one("[data-approve]", row)?.click(),
    y: row => row && one("[data-approve]", row)?.click(),
    n: row => row && one("[data-decline]", row)?.click(),
    "?": () => one("#genvagar")?.showModal(),
  };
  on("keydown", event => {
    if (event.key === "Escape") all("details[data-menu][open]").forEach(menu => { menu.open = false; one("summary", menu).focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.shortcuts === "off") return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select") || one("dialog[open]")) return;
    const rows = one("[data-row]");
    if (!keys[event.key] || (!rows && event.key !== "/")) return;
    event.preventDefault();
    keys[event.key](event.target.closest("[data-row]"));
  });

  addEventListener("offline", () => say("Du är inte uppkopplad. Det du skriver finns kvar på sidan."));
  on("DOMContentLoaded", () => showFaults(document));
})();
