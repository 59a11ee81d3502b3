// What the team's page does beside htmx: the keys, the clocks, the message boxes
// and the scrolling. Without it the page still works: every form can be sent,
// and is answered with the page anew.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const live = $("live");
  if (self !== top) document.documentElement.classList.add("framed");

  // --- what the server does not know -----------------------------------------
  // Menus that are open stay open, and the case that is shown stays marked,
  // whatever the server sends.
  htmx.registerExtension("kept", {
    htmx_before_morph_attr: (e, { attrName }) => (e.matches("details, .item") && ["open", "aria-current"].includes(attrName) ? false : undefined),
  });
  const mark = () => {
    for (const a of document.querySelectorAll(".item")) {
      if (new URL(a.href).pathname === location.pathname) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    }
  };
  const title = () => {
    const tabs = document.querySelector(".tabs");
    if (tabs) document.title = tabs.dataset.title;
  };

  // --- clocks ------------------------------------------------------------------
  const fill = (text, ...values) => values.reduce((t, v) => t.replace("%s", v), text);
  const span = (ms) => {
    const minutes = Math.floor(ms / 60000), hours = Math.floor(minutes / 60), d = live.dataset;
    if (hours >= 48) return fill(d.d, Math.floor(hours / 24));
    return hours > 0 ? fill(d.h, hours, minutes % 60) : fill(d.m, minutes);
  };
  const tick = () => {
    if (!live) return;
    for (const e of document.querySelectorAll("[data-due]")) {
      const left = new Date(e.dateTime) - Date.now();
      const text = left < 0 ? fill(live.dataset.late, span(-left)) : fill(live.dataset.left, span(left));
      if (e.textContent !== text) e.textContent = text;
      e.parentElement.classList.toggle("late", left < 0);
      if (left < 0) e.parentElement.classList.remove("soon");
    }
  };
  setInterval(tick, 5000);

  // --- scrolling: the newest message stays in sight, unless one reads above -----
  const talk = () => $("talk");
  let low = true;
  const down = () => { const t = talk(); if (t && low) t.scrollTop = t.scrollHeight; };
  document.addEventListener("scroll", (e) => {
    if (e.target === talk()) low = e.target.scrollHeight - e.target.scrollTop - e.target.clientHeight < 60;
  }, true);

  // --- forms -------------------------------------------------------------------
  let used;
  document.addEventListener("htmx:before:request", (e) => {
    used = e.detail.ctx.sourceElement;
    const menu = document.activeElement?.closest?.("details.menu, details.closing");
    if (menu && !menu.querySelector("summary")?.matches(":focus")) used.menu = menu;
  });
  document.addEventListener("htmx:after:request", (e) => {
    const { sourceElement: form, response } = e.detail.ctx;
    if (!response || response.status >= 400) return;
    form.menu?.removeAttribute("open");
    if (form.matches?.(".writing")) form.reset();
    low = true;
  });
  document.addEventListener("htmx:after:swap", () => { mark(); title(); tick(); down(); found(); });
  // A canned reply is put into the message box, to be read before it is sent.
  document.addEventListener("click", (e) => {
    const b = e.target.closest?.("button.canned");
    if (!b) return;
    e.preventDefault();
    const box = $("reply");
    box.value = box.value.trim() ? box.value.trimEnd() + "\n" + b.dataset.fill : b.dataset.fill;
    b.closest("details").removeAttribute("open");
    box.focus();
  });
  // Only one menu is open.
  document.addEventListener("toggle", (e) => {
    if (!e.target.matches?.("details.menu") || !e.target.open) return;
    for (const d of document.querySelectorAll("details.menu[open]")) if (d !== e.target) d.removeAttribute("open");
  }, true);

  // --- focus: a button that was pressed is gone; go on at the case, and after a
  // claim at the message box once there is one -------------------------------------
  let pressed = 0, claims = false;
  document.addEventListener("submit", (e) => {
    if (!e.submitter?.matches(".acts button, .closing button")) return;
    pressed = Date.now();
    claims = ["claim", "take"].includes(e.submitter.value);
  }, true);
  const found = () => {
    if (Date.now() - pressed > 3000 || ![document.body, $("case")].includes(document.activeElement)) return;
    const box = claims && $("reply");
    if (box) pressed = 0;
    (box || $("case"))?.focus({ preventScroll: true });
  };

  // --- keys ----------------------------------------------------------------------
  const keys = $("keys"), on = $("keys-on"), kept = "tillmate-keys";
  try { on.checked = localStorage.getItem(kept) !== "off"; } catch { /* nothing is kept */ }
  on.addEventListener("change", () => { try { localStorage.setItem(kept, on.checked ? "on" : "off"); } catch { /* nothing is kept */ } });
  $("help").addEventListener("click", () => keys.showModal());
  const move = (by) => {
    const all = [...document.querySelectorAll(".item")];
    if (!all.length) return;
    const at = all.indexOf(document.activeElement.closest?.(".item") ?? document.querySelector(".item[aria-current]"));
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))].focus();
  };
  const typing = (e) => e.matches?.("textarea, select, input:not([type=radio], [type=checkbox])");
  const press = (target) => {
    if (target.matches("textarea, input")) target.focus();
    else target.click();
    const opened = target.closest("details.closing");
    if (opened?.open) opened.querySelector("input:checked, input[type=radio]")?.focus();
  };
  document.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.form?.matches(".writing")) {
      e.preventDefault();
      e.target.form.requestSubmit(e.target.form.querySelector("button[name=do]"));
      return;
    }
    if (e.key === "Escape") {
      if (e.target.closest?.("details[open]")) e.target.closest("details[open]").removeAttribute("open");
      if (typing(e.target)) e.target.blur();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || keys.open || !(on.checked || e.key === "?")) return;
    if (e.key === "j" || e.key === "k") { move(e.key === "j" ? 1 : -1); return; }
    if (e.key === "/" && !document.querySelector('[data-key="/"]')) { location.assign(document.querySelector('[data-key="4"]').href); return; }
    const target = document.querySelector(`[data-key="${CSS.escape(e.key)}"]:not(:disabled)`);
    if (!target) return;
    e.preventDefault();
    press(target);
  });

  // Who leaves the page has not lost the connection. Who stays after all is
  // connected again.
  addEventListener("beforeunload", () => live?._htmx?.sse?.reader?.cancel());

  mark(); tick(); down();
})();
