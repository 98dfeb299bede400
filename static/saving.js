// What somebody has typed isn't lost without a word: what couldn't be saved is said where it was typed, tried again, and
// asked about before the page is left. Without this, browsers tell in their own way that a form couldn't be sent.
{
  const NO_ANSWER = "Inte sparat. Servern svarar inte, men texten står kvar här.";
  const OUR_FAULT = "Inte sparat. Något gick fel hos oss, men texten står kvar här.";
  const MOST_MILLISECONDS = 30_000;
  const SLOW_MILLISECONDS = 1_000;

  // A piece is what is saved at once: an answer in a step, which saves itself, or else a whole form.
  const ANSWERS = "svar";
  const isAnswer = (piece) => piece.matches("section");
  const pieceOf = (element) => element.closest?.(element.getAttribute("form") === ANSWERS ? "section" : "form");
  const unsaved = new Set(); // Pieces with something typed that hasn't been sent.
  const sending = new Map(); // For each request that is under way: its piece, what sent it, and when.
  const refused = new Map(); // For each piece that couldn't be saved: what sent it.
  const renewed = new WeakSet(); // Pieces that have been sent again with a new key.

  // Leaving. What only searches isn't asked about, and what is just being sent is most often there before the page is left.
  document.addEventListener("input", ({ target }) => {
    const piece = pieceOf(target);
    // A form may have a field that is called "method", and then form.method is that field.
    const isPosted = target.form?.getAttribute("method") === "post" && !target.closest("[role=search]");
    if (!piece || !isPosted) return;
    if (isAnswer(piece) || !target.closest("[hx-trigger*=change], [hx-trigger*=input]")) unsaved.add(piece);
  });
  document.addEventListener("submit", ({ target }) => {
    for (const piece of [...unsaved]) if (piece === target || (target.id === ANSWERS && isAnswer(piece))) unsaved.delete(piece);
  });
  window.addEventListener("beforeunload", (event) => {
    const slow = [...sending.values()].filter(({ at }) => Date.now() - at > SLOW_MILLISECONDS).map(({ piece }) => piece);
    if ([...unsaved, ...slow].some((piece) => piece.isConnected)) event.preventDefault();
  });

  // Whoever is quick has typed before anything here listened. That is heard now, as if it was typed now. A text that one is
  // still writing is saved as usual, when it is left.
  document.addEventListener("DOMContentLoaded", () => {
    for (const field of document.querySelectorAll("input, select, textarea")) {
      if (!differs(field)) continue;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      if (isChosen(field) || field !== document.activeElement) field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  const isChosen = (field) => field.matches("select, [type=radio], [type=checkbox]");
  function differs(field) {
    if (field.matches("select")) return !(field.querySelector("option[selected]") ?? field.options[0])?.selected;
    if (field.matches("[type=radio]")) return field.checked && !field.defaultChecked;
    return isChosen(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  }

  // Sending. A network that swallows what is sent would otherwise never be told from a slow one. A file may take its time.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const files = [...(detail.elt.querySelectorAll?.("input[type=file]") ?? [])];
    if (detail.verb === "post" && !files.some((field) => field.files.length)) detail.timeout = MOST_MILLISECONDS;
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const piece = detail.requestConfig.verb === "post" && pieceOf(detail.elt);
    if (!piece) return;
    unsaved.delete(piece);
    sending.set(detail.xhr, { piece, source: detail.elt, at: Date.now() });
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const sent = sending.get(detail.xhr);
    sending.delete(detail.xhr);
    if (!sent) return;
    if (detail.successful) {
      refused.delete(sent.piece);
      renewed.delete(sent.piece);
      noteIn(sent.piece)?.remove();
      tryAgain();
    } else unsaved.add(sent.piece);
    showBar();
  });
  // What was refused comes back with what is wrong in it, in a new form with the same text.
  document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
    if (detail.requestConfig?.verb !== "post" || detail.xhr.status < 400) return;
    const wrong = target.matches("[aria-invalid]") ? target : target.querySelector("[aria-invalid], [role=alert]");
    if (wrong && pieceOf(wrong)) unsaved.add(pieceOf(wrong));
  });

  // Refused. Whatever would have been said at the top of the page is said where the person is.
  for (const silent of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(silent, ({ detail }) => {
      const piece = detail.requestConfig.verb === "post" && pieceOf(detail.elt);
      if (piece) refuse(piece, detail.elt, sentence(NO_ANSWER));
    });
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    const sent = sending.get(xhr);
    if (!sent) return;
    const said = new DOMParser().parseFromString(xhr.response, "text/html");
    const key = xhr.status === 400 && said.querySelector("[data-renews] [name=csrf_token]");
    if (key && !renewed.has(sent.piece)) {
      event.detail.shouldSwap = false;
      renewed.add(sent.piece);
      for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = key.value;
      // The request that failed has to end first.
      setTimeout(() => send(sent.piece, sent.source));
    } else if (xhr.status >= 500 || target?.id === "notices") {
      event.detail.shouldSwap = false;
      // A page of another's, such as a proxy's, has no notice of ours in it.
      const note = xhr.status < 500 && said.querySelector(".note");
      if (xhr.status === 413) forgetFaults(sent.piece);
      refuse(sent.piece, sent.source, note || sentence(OUR_FAULT));
    }
  });

  // A file that is too large is refused at once, rather than when all of it has been sent.
  document.addEventListener("change", ({ target }) => {
    const most = Number(target.dataset.most);
    if (!most) return;
    const id = `${target.id}-fel`;
    const [file] = target.files;
    document.getElementById(id)?.remove();
    target.removeAttribute("aria-invalid");
    if (!file || file.size <= most) return;
    const said = sentence(`Filen är ${inMegabytes(file.size)} MB. Välj en som är högst ${inMegabytes(most)} MB.`);
    said.id = id;
    target.value = "";
    target.before(said);
    target.setAttribute("aria-invalid", "true");
    target.setAttribute("aria-describedby", `${id} ${target.id}-hjalp`);
  });
  // Rounded upwards, so that what is a little too large isn't said to be just large enough.
  const inMegabytes = (bytes) => (Math.ceil((10 * bytes) / 1024 ** 2) / 10).toLocaleString("sv-SE");

  const noteIn = (piece) => piece.querySelector(".unsaved");

  function sentence(words) {
    const said = document.createElement("p");
    said.className = "err";
    said.role = "alert";
    said.textContent = words;
    return said;
  }

  function refuse(piece, source, note) {
    refused.set(piece, source);
    noteIn(piece)?.remove();
    const place = document.createElement("div");
    place.className = "unsaved";
    place.append(note);
    const button = piece.querySelector("button.btn:not([name])") ?? piece.querySelector("button");
    (button?.closest("p, .row") ?? piece.lastElementChild).after(place);
    const done = piece.querySelector(".saved .done");
    if (done) done.hidden = true;
    showBar((note.querySelector("h2") ?? note).textContent);
    // Nobody is moved who has gone on to something else.
    const { top, bottom } = piece.getBoundingClientRect();
    if (top < innerHeight && bottom > 0) place.scrollIntoView({ block: "nearest" });
  }

  // An answer to what was sent before says nothing of what was sent now.
  function forgetFaults(piece) {
    for (const old of piece.querySelectorAll(".err, .note.bad")) old.remove();
    for (const field of piece.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const each of piece.querySelectorAll(".bad")) each.classList.remove("bad");
  }

  // The bar follows along the lower edge: what couldn't be saved may be far from where one has come.
  const bar = document.createElement("div");
  bar.className = "unsaved-bar";
  const reason = document.createElement("p");
  const buttons = ["Visa var", "Försök igen"].map((words) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn alt small";
    button.textContent = words;
    return button;
  });
  bar.append(reason, ...buttons);
  buttons[0].addEventListener("click", () => {
    const piece = [...refused.keys()].find((each) => each.isConnected);
    const field = piece?.querySelector("input:not([type=hidden]), select, textarea");
    noteIn(piece)?.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
  });
  buttons[1].addEventListener("click", () => {
    for (const [piece, source] of [...refused]) send(piece, source);
  });

  function showBar(words) {
    for (const piece of [...refused.keys()]) if (!piece.isConnected) refused.delete(piece);
    if (words) reason.textContent = words;
    if (refused.size) document.querySelector("main").append(bar);
    else bar.remove();
  }

  // Trying again. An answer can be sent any number of times. A row might be there twice, if it was only the reply that
  // was lost, so it is sent by whoever typed it.
  function send(piece, source) {
    if (!piece.isConnected) return;
    const current = source.isConnected ? source : piece.querySelector("[hx-post]");
    htmx.trigger(current, current.matches("form") ? "submit" : current.matches("button") ? "click" : "change");
  }
  function tryAgain() {
    for (const [piece, source] of [...refused]) if (isAnswer(piece)) send(piece, source);
  }
  window.addEventListener("online", tryAgain);
  window.addEventListener("focus", tryAgain);
}
