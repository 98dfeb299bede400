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

// A link to the same search with another order or limit puts in the hits alone. Focus goes on from their heading, or
// from the kind of limit that shows more, rather than from the top of the page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("#hits .again a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const url = link.getAttribute("href");
  const first = link.closest("fieldset")?.querySelector("input").id ?? "total";
  const headers = link.closest("#limits") ? { "HX-Trigger": "limits" } : {};
  await htmx.ajax("GET", url, { target: "#hits", swap: "outerHTML", push: url, headers });
  document.getElementById(first)?.focus({ preventScroll: first !== "total" });
});

// The search box asks for nothing that it has just asked for, and says where what is written may lead: a combobox with
// a listbox. Without this it is an ordinary box.
const box = document.querySelector("[hx-get='/forslag']");
if (box) {
  const FEWEST = 2;
  const tidy = (text) => text.trim().replace(/\s+/g, " ");
  const asked = { hits: tidy(box.defaultValue), suggestions: tidy(box.defaultValue) };
  const list = () => document.getElementById("suggestions");
  const options = () => [...list().querySelectorAll("[role=option]")];
  const chosen = () => list().querySelector("[aria-selected=true]");
  let wanted = false;
  let pressed = false;

  // How many suggestions there are is said here.
  const said = document.createElement("p");
  said.id = "suggested";
  said.className = "vh";
  said.role = "status";
  box.form.append(said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "suggestions", "aria-expanded": "false" })) {
    box.setAttribute(name, value);
  }

  const choose = (option) => {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const show = (now) => {
    const open = now && options().length > 0;
    choose(null);
    list().hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    said.textContent = (now && list().dataset.said) || "";
  };
  const showIfWanted = () => show(wanted && document.activeElement === box);
  const close = () => {
    wanted = false;
    show(false);
  };
  // Before the first and after the last of them lies the box itself, with nothing chosen.
  const step = (by) => {
    const all = [...options(), null];
    const now = all.indexOf(chosen());
    choose(all[(now + by + all.length) % all.length]);
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const { target, parameters, triggeringEvent } = event.detail;
    if (!(target.id in asked)) return;
    const text = tidy(box.value);
    const typing = triggeringEvent?.type === "input";
    const same = typing && text === asked[target.id];
    // One letter says nothing yet: the hits stay. With none there are all the examples again.
    const tooFew = text.length < FEWEST && (target.id === "suggestions" || (typing && text));
    if (same || tooFew) {
      event.preventDefault();
      if (target.id === "suggestions") showIfWanted();
      return;
    }
    asked[target.id] = text;
    if (parameters.q !== undefined) parameters.q = text;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful && detail.target.id in asked) asked[detail.target.id] = null;
  });
  // Before the page is drawn, so that the list doesn't shut and open again for each letter.
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target.id === "suggestions") showIfWanted();
  });

  box.addEventListener("input", () => {
    wanted = tidy(box.value).length >= FEWEST;
    if (wanted) choose(null);
    else close();
  });
  box.addEventListener("keydown", (event) => {
    const open = !list().hidden;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (by && options().length && tidy(box.value).length >= FEWEST) {
      wanted = true;
      if (!open) show(true);
      step(by);
    } else if (open && event.key === "Enter" && chosen()) {
      chosen().click();
    } else {
      if (open && ["Escape", "Tab", "Enter"].includes(event.key)) close();
      // Escape would also empty the box.
      if (!open || event.key !== "Escape") return;
    }
    event.preventDefault();
  });

  // What is pressed must not move away under the finger, so then the list is shut when it has been let go.
  document.addEventListener("pointerdown", () => (pressed = true));
  document.addEventListener("click", ({ target }) => {
    pressed = false;
    if (!target.closest(".find, #suggestions")) close();
  });
  box.addEventListener("blur", () => pressed || close());
  box.form.addEventListener("submit", close);
}
