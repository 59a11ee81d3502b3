// What the form of a file does beside being sent: it grows and shrinks without
// being saved, offers the answers of the question that was typed, opens what is
// led to, and warns before changes are lost. Without it every button saves.
(() => {
  "use strict";
  const form = document.querySelector("form[data-form]");
  if (!form) return;
  const unsaved = document.getElementById("unsaved");
  const state = () => JSON.stringify([...new FormData(form)]);
  const opened = state();
  let saving = false;
  const changed = () => state() !== opened;
  const look = () => { unsaved.hidden = !changed(); };

  // --- rows and sections -----------------------------------------------------------
  const fill = (row) => [...row.querySelectorAll("input, select")].some((x) => x.value);
  const grow = (list) => { // an empty copy of the last row
    const last = list.lastElementChild, row = last.cloneNode(true), n = list.children.length;
    for (const x of row.querySelectorAll("input, select")) {
      x.value = "";
      x.id = x.id.replace(/\d+$/, n);
      x.setAttribute("aria-label", x.getAttribute("aria-label").replace(/\d+$/, n + 1));
      x.removeAttribute("aria-invalid");
      x.removeAttribute("aria-describedby");
    }
    row.querySelector(".found")?.remove();
    list.append(row);
    return row;
  };
  const add = (list) => { // a section from the template, at the next free place
    const name = list.dataset.list, acts = list.querySelector(":scope > .acts");
    const taken = [...list.querySelectorAll(":scope > .section")].map((s) => Number(s.id.split("/").pop()));
    const n = Math.max(Number(list.dataset.next ?? 0), ...taken.map((k) => k + 1));
    list.dataset.next = n + 1;
    acts.insertAdjacentHTML("beforebegin", list.querySelector(":scope > template").innerHTML
      .replaceAll(`${name}/new`, `${name}/${n}`).replaceAll(`name="f.${name}" value="new"`, `name="f.${name}" value="${n}"`));
    dress(acts.previousElementSibling);
    return acts.previousElementSibling;
  };
  const dress = (within) => {
    for (const b of within.querySelectorAll("button[data-label]")) b.textContent = b.dataset.label;
  };
  dress(form);
  form.addEventListener("click", (e) => {
    const b = e.target.closest("button[data-more], button[data-remove]");
    if (!b) return;
    e.preventDefault();
    if (b.hasAttribute("data-remove")) {
      const section = b.closest(".section"), next = section.parentElement.querySelector(":scope > .acts button");
      section.remove();
      next.focus();
    } else {
      const list = b.closest("fieldset");
      const fresh = list.dataset.list ? add(list) : grow(list.querySelector(".rows"));
      fresh.querySelector("input:not([type=hidden]), select, textarea").focus();
    }
    look();
  });
  form.addEventListener("input", (e) => {
    const list = e.target.closest(".rows");
    if (list && fill(list.lastElementChild)) grow(list);
    look();
  });

  // --- the answers of a question ------------------------------------------------------
  form.addEventListener("focusin", (e) => {
    const cell = e.target, row = cell.closest(".row-of"), table = cell.closest("[data-table]");
    if (!row || cell !== row.children[1] || cell.tagName !== "INPUT") return;
    const under = document.getElementById(`under.${table.dataset.table}.${row.children[0].value}`);
    if (under) cell.setAttribute("list", under.id);
  });

  // --- leading to a field, saving, leaving --------------------------------------------
  const lead = () => {
    const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!at || !form.contains(at)) return;
    for (let d = at; d && d !== form; d = d.parentElement) if (d.tagName === "DETAILS") d.open = true;
    const find = (within) => at.querySelector(within);
    const field = at.matches("input, select, textarea") ? at : find("[aria-invalid]") ?? find("input:not([type=hidden]), select, textarea");
    field?.focus({ preventScroll: true });
    (field ?? at).scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", lead);
  document.addEventListener("click", (e) => { // the same finding again
    if (e.target.closest?.("a[href^='#f.']")?.hash === location.hash) lead();
  });
  lead();
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key === "s") {
      e.preventDefault();
      form.requestSubmit(form.querySelector(".primary"));
    }
  });
  form.addEventListener("submit", () => { saving = true; });
  addEventListener("beforeunload", (e) => { if (changed() && !saving) e.preventDefault(); });
})();
