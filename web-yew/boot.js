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
