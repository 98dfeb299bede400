// What a page does beyond its forms. Everything here is a comfort: the pages work without it.

// After a swap, focus goes to the error summary or to whatever asks for it, so that keyboard and screen reader follow.
document.addEventListener("htmx:afterSettle", (event) => {
  const wanted = event.target.querySelector?.("[autofocus]");
  if (wanted) wanted.focus();
});

// The error summary takes focus when a whole page comes with one.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[role=alert][tabindex]")?.focus();
});
