// What the page does beside htmx: the message box, the scrolling, the focus and
// copying. Without it the page still works: every form can be sent, and is
// answered with the page anew.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const log = $("log"), text = $("text"), composer = $("composer");
  if (!log) return;

  // --- scrolling: to what is new, from its beginning if it is long ---------
  const bottom = () => { log.scrollTop = log.scrollHeight; };
  let seen = 0;
  const number = (b) => Number(b.id.slice(1));
  const show = (first) => {
    if (log.scrollHeight - first.offsetTop > log.clientHeight) log.scrollTop = first.offsetTop - 12;
    else bottom();
  };
  const look = () => {
    const news = [...log.children].filter((b) => number(b) > seen);
    if (!news.length) return;
    const first = news[0], mine = news.some((b) => b.classList.contains("mine"));
    seen = number(news.at(-1));
    show(first);
    if (!mine) follow(news.find((b) => b.querySelector("button:enabled")) ?? first);
  };

  // --- focus: a button that was pressed is gone; go on at what came of it --
  let pressed = false;
  const follow = (bubble) => {
    if (!pressed || document.activeElement !== document.body) return;
    pressed = false;
    bubble.focus({ preventScroll: true });
  };

  // --- the message box ----------------------------------------------------
  const fit = () => {
    text.style.height = "auto";
    text.style.height = Math.min(text.scrollHeight + 2, 140) + "px";
  };
  // Where there is a keyboard, it is ready to type; on a phone the keyboard
  // would cover the chat.
  const ready = () => { if (matchMedia("(min-width: 961px)").matches) text.focus({ preventScroll: true }); };
  text.addEventListener("input", fit);
  // Enter sends, Shift and Enter is a new line. The keyboard of a phone may
  // tell of a line only, not of a key.
  const send = () => composer.requestSubmit($("send"));
  let shift = false, sent = false;
  text.addEventListener("keydown", (e) => {
    shift = e.shiftKey;
    sent = e.key === "Enter" && !shift && !e.isComposing;
    if (!sent) return;
    e.preventDefault();
    send();
  });
  text.addEventListener("beforeinput", (e) => {
    if (e.inputType !== "insertLineBreak" || shift) return;
    e.preventDefault();
    if (!sent) send();
    sent = false;
  });

  document.addEventListener("htmx:before:request", (e) => {
    const form = e.detail.ctx.sourceElement;
    pressed = form.matches?.(".buttons, .chips") ?? false;
  });
  document.addEventListener("htmx:after:request", (e) => {
    const { sourceElement: form, response } = e.detail.ctx;
    if (response.status >= 400) return;
    if (form === composer) { composer.reset(); fit(); }
    if (form.matches?.(".chips")) ready();
  });
  document.addEventListener("htmx:after:swap", look);

  // --- copying --------------------------------------------------------------
  const copy = async (words) => {
    try { await navigator.clipboard.writeText(words); return true; } catch { return false; }
  };
  document.addEventListener("click", async (e) => {
    const button = e.target.closest?.("button.copy");
    if (!button) return;
    const ok = await copy(button.dataset.copy);
    $("toast").textContent = ok ? button.dataset.done : button.dataset.failed;
  });

  // --- short notices go by themselves ---------------------------------------
  const toast = $("toast");
  let passing;
  new MutationObserver(() => {
    clearTimeout(passing);
    if (toast.textContent) passing = setTimeout(() => { toast.textContent = ""; }, 5000);
  }).observe(toast, { childList: true, characterData: true, subtree: true });

  // --- beside the chat: what the bot believes, or the team's page -------------
  const side = document.querySelector(".side");
  const beside = (what) => {
    side.dataset.side = what;
    for (const b of side.querySelectorAll(".switch button")) b.setAttribute("aria-pressed", String(b.dataset.side === what));
  };
  // A case that is handed over is to be seen at the team's, once.
  let handed = false;
  const hand = () => {
    const is = document.querySelector("[data-phase]")?.dataset.phase === "with_team";
    if (is && !handed) beside("desk");
    handed = is;
  };
  if (side) {
    side.querySelector(".switch").hidden = false;
    side.querySelector(".switch").addEventListener("click", (e) => { if (e.target.dataset.side) beside(e.target.dataset.side); });
    document.addEventListener("htmx:after:swap", hand);
    beside("belief");
    hand();
  }

  document.addEventListener("gone", () => { $("gone").hidden = false; });

  seen = Math.max(0, ...[...log.children].map(number));
  if (log.lastElementChild) show(log.lastElementChild);
  if (document.activeElement === document.body && !location.hash) ready();
})();
