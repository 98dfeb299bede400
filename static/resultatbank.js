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

// One who leaves a page with something typed that isn't saved is asked first. What saves itself, or only searches, isn't asked about.
const unsaved = new Set();
document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (form?.method === "post" && !form.closest("[role=search]") && !target.closest("[hx-trigger*=change], [hx-trigger*=input]")) unsaved.add(form);
});
for (const sent of ["submit", "htmx:beforeRequest"]) {
  document.addEventListener(sent, ({ target }) => unsaved.delete(target.closest?.("form")));
}
window.addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});

// A text that was asked for to be copied is copied when it comes. Only then does the page say that it is.
document.addEventListener("htmx:afterSettle", async (event) => {
  const done = event.target.querySelector?.("[data-copied]") ?? document.querySelector("#copied [data-copied]");
  const text = document.querySelector("#copied textarea");
  if (!done || !text || text.dataset.taken) return;
  text.dataset.taken = "yes";
  if (await copied(text)) done.textContent = done.dataset.copied;
});

// The clipboard asks for https; the older way doesn't, and many an intranet has none.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text.value);
    return true;
  } catch {
    text.select();
    return document.execCommand("copy");
  }
}
