// Clearing the queue by keyboard. Everything is done with buttons and links too; the keys only go there.
// They work while focus is in the queue, and never where something is typed (WCAG 2.2, 2.1.4).

const rows = () => [...document.querySelectorAll("#queue .job > summary")];
const typing = (place) => place.closest("input:not([type=radio], [type=checkbox]), textarea, select");

function goTo(step) {
  const here = rows().indexOf(document.activeElement.closest(".job")?.querySelector("summary"));
  const wanted = rows()[here + step];
  wanted?.focus();
  wanted?.scrollIntoView({ block: "nearest" });
}

// The questions of the row where one is, by number; the same number again is the other answer.
function answer(number) {
  const question = document.activeElement.closest(".job")?.querySelectorAll(".quiz")[number - 1];
  if (!question) return;
  const [yes, no] = question.querySelectorAll("input[type=radio]");
  const wanted = yes.checked ? no : yes;
  wanted.checked = true;
  wanted.dispatchEvent(new Event("change", { bubbles: true }));
  wanted.focus();
}

const DOES = {
  j: () => goTo(1),
  k: () => goTo(-1),
  s: () => document.activeElement.closest(".job")?.querySelector("button[data-saves]")?.click(),
  t: () => document.activeElement.closest(".job")?.querySelector("button[data-takes]")?.click(),
  // Only for as long as the button stands there.
  z: () => {
    const button = document.querySelector("[data-undoes]");
    if (button?.checkVisibility({ visibilityProperty: true })) button.click();
  },
  "?": () => {
    const help = document.getElementById("tangenter");
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("#queue") || typing(event.target)) return;
  const does = DOES[event.key] ?? (/^[1-4]$/.test(event.key) ? () => answer(Number(event.key)) : null);
  if (!does) return;
  event.preventDefault();
  // A button that has just come sends its form by itself until htmx has settled it. A quicker key waits for that.
  if (document.querySelector("#queue .htmx-added, #queue .htmx-settling")) {
    document.addEventListener("htmx:afterSettle", does, { once: true });
  } else does();
});

// A no opens the remedies at once.
document.addEventListener("change", (event) => {
  const remedies = event.target.closest(".quiz")?.closest("form")?.querySelector(".remedies");
  if (remedies && event.target.value === "nej") remedies.open = true;
});

// A row that was opened before the scripts had come gets what is in it now.
document.addEventListener("DOMContentLoaded", () => {
  for (const row of document.querySelectorAll("#queue .job[open]")) row.dispatchEvent(new Event("toggle"));
});
