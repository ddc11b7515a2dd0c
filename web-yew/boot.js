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
// page again; here the nearest part that is still there takes it, or its heading.
let around = [];
addEventListener("focusin", ({ target }) => {
  around = [];
  for (let part = target; part && part !== document.body; part = part.parentElement) around.push(part);
});
// Let go by who uses the page: with a click beside it.
addEventListener("pointerdown", ({ target }) => {
  if (!around[0]?.contains(target)) around = [];
});
new MutationObserver(() => {
  if (document.activeElement !== document.body || around[0]?.isConnected !== false) return;
  for (const part of around.filter((one) => one.isConnected)) {
    const heading = part.querySelector("h1, h2, h3");
    heading?.setAttribute("tabindex", "-1");
    for (const one of [part, heading]) {
      one?.focus({ preventScroll: true });
      if (document.activeElement !== document.body) return;
    }
  }
}).observe(document.body, { childList: true, subtree: true });
