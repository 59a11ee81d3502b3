// Tells when the live connection of a page is lost for more than a moment, and
// takes that back when it is there again.
(() => {
  "use strict";
  const notice = document.getElementById("offline");
  let lost;
  const offline = (is) => {
    clearTimeout(lost);
    if (is) lost = setTimeout(() => { notice.hidden = false; }, 1500);
    else notice.hidden = true;
  };
  document.addEventListener("htmx:sse:error", () => offline(true));
  document.addEventListener("htmx:sse:after:connection", () => offline(false));
  // A chat that is over has nothing more to tell: that is not a loss.
  document.addEventListener("gone", () => offline(false));
})();
