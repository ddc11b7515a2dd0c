// Starts the app, or shows the sentence that index.html holds ready for browsers that can't run it.
try {
  const { default: start } = await import("{{js}}");
  await start({ module_or_path: "{{wasm}}" });
} catch (error) {
  console.error(error);
  // After a panic the app has already said so in its own words.
  if (!document.getElementById("app-failed")) {
    document.getElementById("no-wasm").hidden = false;
  }
}
