// Prints the page; without script the browser's own menu does.

document.getElementById("print").addEventListener("click", () => window.print());
