/* SPDX-License-Identifier: MIT */
/* Filter and sort of the grid, and a few keys. The page is whole without it. */
"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const controls = by("controls");
  const table = document.querySelector("table.grid");
  if (!controls || !table || !table.tBodies.length) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows].map((row, place) => ({
    row,
    place,
    text: [0, 1, 2, 3].map((i) => row.cells[i].textContent).join(" ").toLowerCase(),
  }));
  const words = by("words"), state = by("state"), verdict = by("verdict");
  const fresh = by("fresh"), shown = by("shown"), narrow = by("sort");
  const FIXED = 5; /* columns before those of the causes */
  const VERDICTS = ["ruled-out", "unlikely", "undetermined", "likely", "confirmed"];
  const STATES = ["clean", "incomplete", "problems"];

  /* Gaps are cells over several columns. */
  const cellOf = (row, column) => {
    let at = 0;
    for (const cell of row.cells) {
      at += cell.colSpan;
      if (column < at) return cell;
    }
    return null;
  };

  /* ---- filter ---- */

  const fits = (r, wanted) =>
    wanted.every((word) => r.text.includes(word)) &&
    (!state.value || r.row.classList.contains(state.value)) &&
    (!verdict.value ||
      r.row.querySelector("td." + verdict.value + ":not(.gone):not(.unseen)")) &&
    (!fresh.checked || r.row.matches(".fresh, .moved"));

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const r of rows) {
      const ok = Boolean(fits(r, wanted));
      if (r.row.hidden === ok) r.row.hidden = !ok;
      n += ok;
    }
    by("none-left").hidden = n > 0 || !rows.length;
    shown.textContent = shown.dataset.text.replace("{1}", n).replace("{2}", rows.length);
  };

  /* ---- sort: upwards, downwards, as it came ---- */

  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true });

  /* Larger is what one looks for first. */
  const keys = [
    (r) => r.row.cells[0].textContent,
    (r) => STATES.findIndex((s) => r.row.classList.contains(s)),
    (r) => r.row.cells[2].textContent.split(/\D+/).filter(Boolean)
      .reduce((sum, n) => sum + Number(n), 0) + 10000 * r.row.matches(".fresh"),
    (r) => r.row.cells[3].textContent,
    (r) => Number(r.row.cells[4].dataset.v ?? -1),
  ];
  const keyOfCause = (column) => (r) => {
    const cell = cellOf(r.row, column);
    const at = VERDICTS.findIndex((v) => cell.classList.contains(v));
    if (at < 0) return 0;
    return 2 * (at + 1) + (cell.matches(".gone, .unseen") ? -20 : 0) +
      (cell.querySelector(".new, .ch") ? 1 : 0);
  };

  const sort = (column, order) => {
    const key = column < FIXED ? keys[column] : keyOfCause(column);
    const sign = order === "descending" ? -1 : 1;
    const list = rows.map((r) => ({ r, key: order ? key(r) : 0 }));
    list.sort((a, b) => {
      const d = typeof a.key === "string" ? compare.compare(a.key, b.key) : a.key - b.key;
      return sign * d || a.r.place - b.r.place;
    });
    heads.forEach((head, i) => {
      if (i === column && order) head.setAttribute("aria-sort", order);
      else head.removeAttribute("aria-sort");
    });
    body.append(...list.map((item) => item.r.row));
  };

  /* Names go upwards first, all else begins with the most. */
  const turn = (column) => {
    const turns = column === 0 || column === 3
      ? ["ascending", "descending", null]
      : ["descending", "ascending", null];
    const now = heads[column].getAttribute("aria-sort");
    sort(column, turns[(turns.indexOf(now) + 1) % turns.length]);
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => turn(column));
    if (column < FIXED) narrow.add(new Option(button.textContent, column));
  });
  narrow.addEventListener("change", () => {
    if (narrow.value === "") sort(0, null);
    else sort(Number(narrow.value), /[03]/.test(narrow.value) ? "ascending" : "descending");
  });

  /* ---- what a cell means, and keys ---- */

  const titled = new WeakSet();
  body.addEventListener("mouseover", (event) => {
    const cell = event.target.closest("td");
    if (!cell || titled.has(cell) || !cell.textContent.trim()) return;
    titled.add(cell);
    let column = 0;
    for (const other of cell.parentNode.cells) {
      if (other === cell) break;
      column += other.colSpan;
    }
    if (column >= FIXED)
      cell.title = heads[column].title + ": " + (cell.title || cell.textContent);
  });

  const step = (from, down) => {
    let row = from;
    do row = down ? row.nextElementSibling : row.previousElementSibling;
    while (row && row.hidden);
    const link = row && row.querySelector("th a");
    if (link) link.focus();
    return Boolean(link);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.matches("input, select, textarea");
    const row = event.target.closest("table.grid tbody tr");
    if (event.key === "/" && !typing) {
      words.focus();
      event.preventDefault();
    } else if (event.key === "Escape" && typing) {
      controls.reset();
    } else if (row && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      if (step(row, event.key === "ArrowDown")) event.preventDefault();
    }
  });

  for (const type of ["input", "change"]) controls.addEventListener(type, filter);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("reset", () => setTimeout(() => {
    sort(0, null);
    filter();
  }));
  controls.hidden = false;
  filter();

  /* A link to a folded section opens it. */
  const open = () => {
    const target = location.hash && by(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.querySelector(":scope > details");
    if (fold) fold.open = true;
  };
  window.addEventListener("hashchange", open);
  open();
})();
