// Only a browser that knows no modules runs this: it shows the sentence that index.html holds ready for it.
document.getElementById("no-wasm").removeAttribute("hidden");
