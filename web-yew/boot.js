// Starts the app, or shows one of the sentences that index.html holds ready for when it can't be. Every browser that
// knows modules has to be able to read this file, else nothing is shown: so no `await` outside a function.
async function boot() {
  try {
    const { default: start } = await import("{{js}}");
    await start({ module_or_path: "{{wasm}}" });
  } catch (error) {
    console.error(error);
    // After a panic the app has already said so in its own words.
    if (!document.getElementById("app-failed")) {
      // What doesn't arrive is a TypeError; what a browser can't read or run is another.
      const arrived = typeof WebAssembly !== "object" || !(error instanceof TypeError);
      document.getElementById(arrived ? "no-wasm" : "no-load").hidden = false;
    }
  }
}
boot();

// What couldn't be loaded is tried again with the connection.
addEventListener("online", () => document.querySelectorAll(".retry button").forEach((button) => button.click()));

// What has the focus may go: a row that was dealt with, a form that was sent. The browser would begin at the top of the
// page again; here the nearest part that is still there takes it, or that part's heading.
let parts = [];
// What had it before a dialog took it.
let opener = null;
addEventListener("focusin", ({ target }) => {
  if (target.closest("dialog") && !parts.some((part) => part.localName === "dialog")) opener = parts[0] || null;
  parts = [];
  for (let part = target; part && part !== document.body; part = part.parentElement) parts.push(part);
});
// Let go by who uses the page, and not by its going.
addEventListener("focusout", ({ target }) =>
  setTimeout(() => {
    if (target.isConnected && target === parts[0] && document.activeElement === document.body) parts = [];
  }),
);
const hasGone = () => parts.length > 0 && !parts[0].isConnected && document.activeElement === document.body;
const headingOf = (part) =>
  document.getElementById(part.getAttribute("aria-labelledby") || "") ||
  part.querySelector(":scope > h1, :scope > h2, :scope > h3, :scope > .title > h1");
function follow() {
  // The app has moved it meanwhile, where it knows better.
  if (!hasGone()) return;
  const before = parts.some((one) => one.localName === "dialog") ? [opener] : [];
  for (const part of before.concat(parts).filter((one) => one && one.isConnected)) {
    const heading = headingOf(part);
    if (heading) heading.setAttribute("tabindex", "-1");
    for (const one of [part, heading].filter(Boolean)) {
      one.focus({ preventScroll: true });
      if (document.activeElement !== document.body) return one.scrollIntoView({ block: "nearest" });
    }
  }
}
new MutationObserver(() => hasGone() && setTimeout(follow)).observe(document.body, { childList: true, subtree: true });
