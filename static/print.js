// A button that prints the page. Without this one prints with the browser's own keys, as the page says.

for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
