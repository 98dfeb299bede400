// Pictures: copying a byline, and how far a large upload has come. Without this the byline is marked and copied by hand.

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    button.nextElementSibling.textContent = (await copied(field)) ? "Kopierat" : "Markerat. Kopiera med Ctrl+C.";
  });
}

// A row of its own says how much of the file has come. It goes away with the answer.
document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  const form = target.closest?.("form[enctype='multipart/form-data']");
  const row = form?.querySelector("[data-sending]");
  if (!row || !form.querySelector("input[type=file]")?.files.length || !detail.lengthComputable) return;
  const percent = Math.floor((100 * detail.loaded) / detail.total);
  row.hidden = false;
  row.querySelector("progress").value = percent;
  row.querySelector("span").textContent = percent < 100 ? `${percent} % har kommit fram` : "Filen har kommit fram. Vi går igenom den.";
});
for (const done of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(done, ({ target }) => {
    const row = target.closest?.("form")?.querySelector("[data-sending]");
    if (row) row.hidden = true;
  });
}
