// Registering an answer by keyboard. The form works without any of this: each cell of the grid is an ordinary list.

// The grid is one tab stop. Arrows go between its cells and headings; J, N and backspace answer what stands where one
// is: a cell, a whole row or column from its heading, or from the corner all that the examples show of the party. Space
// goes on to the next answer, as whoever knows none of the other keys would try.
const KEYS = { j: "ja", n: "nej", Backspace: "", Delete: "" };
const NEXT = { "": "ja", ja: "nej", nej: "" };
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const WORDS = { ja: "Ja", nej: "Nej", "": "Ej frågad" };
const grid = () => document.querySelector("table.grid");
const stops = () => [...grid().rows].map((row) => [...row.cells].map((cell) => cell.querySelector("select") ?? cell));

// What a key did is said here, for those who don't see it.
const told = document.createElement("p");
told.className = "vh";
told.role = "status";
document.querySelector("main").append(told);

// The buttons that fill it are a tab stop too, with arrows between them.
const fills = () => [...document.querySelectorAll(".fills button")];
document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = step && fills()[fills().indexOf(event.target) + step];
  if (!next || !fills().includes(event.target)) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  event.preventDefault();
});

function rove() {
  if (!grid() || grid().role === "grid") return;
  grid().role = "grid";
  for (const cell of grid().querySelectorAll("td")) cell.role = "gridcell";
  for (const stop of stops().flat()) stop.tabIndex = -1;
  stops()[1][1].tabIndex = 0;
  for (const button of fills().slice(1)) button.tabIndex = -1;
  fills()[0].parentElement.role = "toolbar";
}
rove();
document.addEventListener("htmx:afterSettle", rove);

function placeOf(stop) {
  const row = stops().findIndex((each) => each.includes(stop));
  return [row, stops()[row].indexOf(stop)];
}

function goTo(row, column) {
  const wanted = stops()[row]?.[column];
  // On a narrow screen the headings of the columns are written in each cell instead.
  if (!wanted || wanted.offsetWidth < 2) return;
  for (const stop of grid().querySelectorAll("[tabindex='0']")) stop.tabIndex = -1;
  wanted.tabIndex = 0;
  wanted.focus();
}

function cellsOf(stop, emptied) {
  const [row, column] = placeOf(stop);
  const every = stops().slice(1);
  const shown = every.filter((each) => each[0].parentElement.hasAttribute("data-shown"));
  const rows = row > 0 ? [stops()[row]] : !emptied && shown.length ? shown : every;
  return rows.flatMap((each) => (column > 0 ? [each[column]] : each.slice(1)));
}

function nextAnswer(stop) {
  const said = new Set(cellsOf(stop).map((cell) => cell.value));
  return said.size === 1 ? NEXT[[...said][0]] : "ja";
}

function answer(stop, word) {
  const cells = cellsOf(stop, !word);
  for (const cell of cells) {
    if (cell.value === word) continue;
    cell.value = word;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }
  told.textContent = stop.matches("select") ? WORDS[word] : `${WORDS[word]} i ${cells.length} rutor`;
}

document.addEventListener("focusin", ({ target }) => {
  const stop = target.closest?.("table.grid :is(select, th)");
  if (stop) goTo(...placeOf(stop));
});
document.addEventListener("keydown", (event) => {
  const stop = event.target.closest?.("table.grid :is(select, th)");
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!stop || event.target.matches("button") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (key in STEPS) {
    const [row, column] = placeOf(stop);
    goTo(row + STEPS[key][0], column + STEPS[key][1]);
  } else if (key === "Home") goTo(placeOf(stop)[0], 0);
  else if (key === " ") answer(stop, nextAnswer(stop));
  else if (key in KEYS) answer(stop, KEYS[key]);
  else return;
  event.preventDefault();
});

// Enter where more examples are looked for is to look for them, not to save.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("#find")) return;
  event.preventDefault();
  document.querySelector("[name=sok-exempel]").click();
});

// Whoever is looked for is chosen from the field: Enter takes the only hit, or goes to the first of several; so does the
// arrow down. Among those found the arrows go on.
const who = () => document.querySelector("[data-who]");
const choices = () => [...document.querySelectorAll("#choices button:not([name=sok])")];
let wanted = false;

function take() {
  wanted = false;
  const found = document.querySelectorAll("#choices .found .hit");
  if (found.length === 1) found[0].click();
  else choices()[0]?.focus();
}
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (wanted && target.id === "choices") take();
});
document.addEventListener("keydown", (event) => {
  if (event.isComposing || !["Enter", "ArrowDown", "ArrowUp"].includes(event.key)) return;
  const place = choices().indexOf(event.target);
  if (event.target === who() && event.key !== "ArrowUp") {
    const current = document.getElementById("choices").dataset.for === who().value.trim();
    if (event.key === "ArrowDown") choices()[0]?.focus();
    else if (current) take();
    else {
      wanted = true;
      htmx.trigger(who(), "wanted");
    }
  } else if (place >= 0 && event.key !== "Enter") {
    (choices()[place + (event.key === "ArrowDown" ? 1 : -1)] ?? who()).focus();
  } else return;
  event.preventDefault();
});
