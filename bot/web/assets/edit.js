// What the editors' pages do beside their forms: the line numbers, going to a
// finding's line, saving by key, and showing how far publishing is. Without it
// every form can be sent all the same.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);

  // --- the text and its line numbers -------------------------------------------
  const text = $("text"), numbers = $("numbers");
  if (text && numbers) {
    const opened = text.value;
    let saving = false;
    const count = () => {
      const lines = text.value.split("\n").length;
      while (numbers.children.length > lines) {
        numbers.lastElementChild.remove();
        numbers.lastChild?.remove();
      }
      while (numbers.children.length < lines) {
        const n = document.createElement("span");
        n.textContent = numbers.children.length + 1;
        numbers.append(n, "\n");
      }
      numbers.scrollTop = text.scrollTop;
    };
    const changed = () => text.value !== opened;
    text.addEventListener("input", () => {
      count();
      $("unsaved").hidden = !changed();
    });
    text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
    document.addEventListener("keydown", (e) => {
      if ((e.ctrlKey || e.metaKey) && e.key === "s") {
        e.preventDefault();
        $("save").requestSubmit();
      }
    });
    $("save").addEventListener("submit", () => { saving = true; });
    addEventListener("beforeunload", (e) => { if (changed() && !saving) e.preventDefault(); });
    const go = (line) => {
      const lines = text.value.split("\n"), at = Math.max(0, Math.min(line, lines.length) - 1);
      const from = lines.slice(0, at).reduce((n, l) => n + l.length + 1, 0);
      text.focus();
      text.setSelectionRange(from, from + (line > 0 ? lines[at].length : 0));
      text.scrollTop = Math.max(0, at * 21 - text.clientHeight / 3);
      text.scrollLeft = 0;
    };
    document.addEventListener("click", (e) => {
      const a = e.target.closest?.("[data-line]");
      if (!a) return;
      e.preventDefault();
      go(Number(a.dataset.line));
    });
    const added = document.querySelector("[data-added]");
    if (added) text.scrollTop = Math.max(0, (Number(added.dataset.line) - 1) * 21 - text.clientHeight / 3);
    count();
  }

  // --- how far publishing is ------------------------------------------------------
  const progress = $("progress");
  const look = async () => {
    try {
      const r = await fetch("/edit/publish/progress", { headers: { "HX-Request": "true" } });
      const html = await r.text();
      if (r.ok) {
        progress.innerHTML = html;
        if (!progress.querySelector("progress")) return location.replace("/edit/publish");
      }
    } catch { /* the program is away: it is asked again */ }
    setTimeout(look, 700);
  };
  if (progress?.hasAttribute("data-running")) setTimeout(look, 300);
})();
