/* SPDX-License-Identifier: MIT */
/* The search box: the page is whole without it. */
"use strict";
const box = document.getElementById("search");
const entries = [...document.querySelectorAll(".entry")];
const texts = entries.map((e) => e.textContent.toLowerCase());
const areas = [...document.querySelectorAll("section")];
const count = document.getElementById("count");

function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  entries.forEach((entry, i) => {
    entry.hidden = !words.every((word) => texts[i].includes(word));
    shown += !entry.hidden;
  });
  for (const area of areas) area.hidden = !area.querySelector(".entry:not([hidden])");
  count.textContent = words.length ? String(shown) : "";
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.hidden || (target.parentElement && target.parentElement.hidden)) {
    box.value = "";
    filter();
  }
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView();
}

document.getElementById("finder").hidden = false;
box.addEventListener("input", filter);
window.addEventListener("hashchange", openTarget);
openTarget();
