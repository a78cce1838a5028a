(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const live = document.getElementById("live");
  const parts = all(".many > .part");

  // One claim is chosen at a time.
  const clear = () => {
    for (const one of all(".on, .same, .on-source, .on-cue")) {
      one.classList.remove("on", "same", "on-source", "on-cue");
      one.removeAttribute("aria-current");
    }
    live.textContent = "";
  };
  const light = (article, mark, claim, name) => {
    for (const piece of all(`[data-${mark}~="${claim}"]`, article)) piece.classList.add(name);
  };
  const choose = (card, focus) => {
    clear();
    const article = card.closest("article");
    const { claim, speaker } = card.dataset;
    let others = 0;
    if (speaker !== "0") {
      for (const other of all(`.card[data-speaker="${speaker}"]`, article)) {
        if (other === card) continue;
        others += 1;
        other.classList.add("same");
        light(article, "c", other.dataset.claim, "same");
      }
    }
    card.classList.add("on");
    card.setAttribute("aria-current", "true");
    light(article, "c", claim, "on");
    light(article, "s", claim, "on-source");
    light(article, "k", claim, "on-cue");
    card.scrollIntoView({ block: "nearest" });
    if (focus) card.focus({ preventScroll: true });
    const who = card.querySelector(".who b").textContent;
    const more = others === 1 ? "1 other claim" : `${others} other claims`;
    live.textContent = `Claim ${claim}, ${who}; ${more} of the same speaker marked.`;
  };
  const cardOf = (article, claim) => document.getElementById(`${article.id}c${claim}`);

  document.addEventListener("click", (event) => {
    const target = event.target;
    const number = target.closest("a.n");
    const back = target.closest("a.back");
    if (number) {
      event.preventDefault();
      choose(document.getElementById(number.hash.slice(1)), true);
    } else if (back) {
      event.preventDefault();
      choose(back.closest(".card"), false);
      const there = document.getElementById(back.hash.slice(1));
      there.scrollIntoView({ block: "center" });
      there.focus({ preventScroll: true });
    } else if (getSelection().isCollapsed) {
      const piece = target.closest("[data-c]");
      const card = target.closest(".card");
      if (piece) choose(cardOf(piece.closest("article"), piece.dataset.c.split(" ").pop()), false);
      else if (card && !target.closest("a")) choose(card, false);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const card = document.activeElement.closest(".card.on");
    clear();
    if (card) card.querySelector(".back").click(), clear();
  });

  // Filters of an article: what is not asked for is hidden in the list and left plain in the text.
  for (const form of all("form.filters")) {
    const article = form.closest("article");
    const cards = all(".card", article);
    const apply = () => {
      const wanted = all("select", form).filter((s) => s.value).map((s) => [s.dataset.by, s.value]);
      const shown = new Set();
      for (const card of cards) {
        const fits = wanted.every(([by, value]) => card.dataset[by].split(" ").includes(value));
        card.hidden = !fits;
        if (fits) shown.add(card.dataset.claim);
        const number = document.getElementById(`${article.id}r${card.dataset.claim}`);
        if (number) number.hidden = !fits;
      }
      for (const piece of all("[data-c]", article)) {
        piece.classList.toggle("dim", !piece.dataset.c.split(" ").some((claim) => shown.has(claim)));
      }
      form.querySelector("output").textContent = wanted.length ? `${shown.size} of ${cards.length} claims` : "";
    };
    form.hidden = false;
    form.addEventListener("change", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  // Search of the articles of this page: every word must stand in the row or in the article's text.
  const search = document.getElementById("search");
  if (search) {
    search.closest(".search").hidden = false;
    const rows = all("#articles tbody tr").map((row) => ({ row, words: null }));
    const words = (entry) => {
      if (entry.words === null) {
        const link = entry.row.querySelector("a");
        const article = link.host || link.pathname === location.pathname ? document.getElementById(link.hash.slice(1)) : null;
        entry.words = `${entry.row.textContent} ${article ? article.textContent : ""}`.toLowerCase();
      }
      return entry.words;
    };
    search.addEventListener("input", () => {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      for (const entry of rows) {
        const fits = wanted.every((word) => words(entry).includes(word));
        entry.row.hidden = !fits;
        found += fits;
      }
      document.getElementById("found").textContent = wanted.length ? `${found} of ${rows.length} articles` : "";
    });
  }

  // Of a page with several articles one part is shown: the list, or the article that the address names.
  const route = () => {
    const [, number, claim] = /^#a(\d+)(?:[cr](\d+))?$/.exec(location.hash) ?? [];
    const article = number && document.getElementById(`a${number}`);
    if (parts.length) {
      for (const part of parts) part.classList.toggle("here", part === (article || parts[0]));
      scrollTo(0, 0);
      if (article && !claim) article.querySelector("h2").focus({ preventScroll: true });
    }
    clear();
    const card = article && claim && cardOf(article, claim);
    if (card) {
      choose(card, true);
      document.getElementById(`a${number}r${claim}`)?.scrollIntoView({ block: "center" });
    }
  };
  addEventListener("hashchange", route);
  route();
})();
