// What a page does beyond reading: filters with a search, addresses for what is shown, and keys. Every page says all that it has to say
// without this file. It asks nothing of the network and keeps one thing on this machine: whether single keys are wanted.
"use strict";

const KEYS = "report-keys"; // the name under which that is kept

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Filters: the rows of one table, each with its tokens in data-NAME, its text, and more words in data-words.

function startFilters(bar) {
  const table = document.getElementById(bar.dataset.rows);
  const rows = all("tbody tr:not(.chapter)", table);
  const controls = all("input, select", bar);
  const search = bar.querySelector("input[type=search]");
  const texts = new Map(rows.map((row) => [row, `${shown(row)} ${row.dataset.words || ""}`.toLowerCase()]));

  function apply() {
    const asked = controls.filter((control) => control.value.trim());
    let left = 0;
    for (const row of rows) {
      row.hidden = !asked.every((control) => (control === search ? hasWords(texts.get(row), search.value) : hasToken(row, control)));
      left += row.hidden ? 0 : 1;
    }
    for (const body of table.tBodies) body.hidden = !all("tr:not(.chapter)", body).some((row) => !row.hidden);
    const status = bar.querySelector("[role=status]");
    status.textContent = asked.length ? (left ? `${left} of ${rows.length} shown` : `None of ${rows.length} is like this`) : "";
    bar.querySelector("button").disabled = !asked.length;
    return asked;
  }

  function changed() {
    const state = new URLSearchParams(apply().map((control) => [control.name, control.value.trim()]));
    remember(state.toString());
  }

  function readAddress() {
    const state = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "");
    for (const control of controls) {
      control.value = state.get(control.name) || "";
      if (control.selectedIndex === -1) control.selectedIndex = 0; // an address that asks for what this report does not have
    }
    apply();
  }

  search.addEventListener("input", changed);
  for (const control of controls) control.addEventListener("change", changed);
  bar.querySelector("button").addEventListener("click", () => {
    for (const control of controls) control.value = "";
    changed();
    search.focus();
  });
  window.addEventListener("hashchange", readAddress);
  bar.hidden = false;
  readAddress();
  return search;
}

function shown(row) {
  const copy = row.cloneNode(true); // without the LaTeX that formulas carry beside what is seen
  for (const note of copy.querySelectorAll("annotation")) note.remove();
  return copy.textContent;
}

function hasWords(text, wanted) {
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function hasToken(row, control) {
  const tokens = (row.dataset[control.name] || "").split(" ");
  return control.value.startsWith("!") ? !tokens.includes(control.value.slice(1)) : tokens.includes(control.value);
}

function remember(state) {
  const address = location.href.split("#")[0] + (state ? `#?${state}` : "");
  try {
    history.replaceState(null, "", address);
  } catch {
    if (state) location.replace(`#?${state}`); // browsers that forbid the line above from disk
  }
}

// Keys: none acts while something is typed, and all can be turned off on the page.

function keysWanted() {
  try {
    return localStorage.getItem(KEYS) !== "off";
  } catch {
    return true;
  }
}

function startKeys(search) {
  const help = document.getElementById("keys");
  const box = help.querySelector("input");
  box.checked = keysWanted();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEYS, box.checked ? "on" : "off");
    } catch {
      // nothing can be kept here: the choice holds for this page
    }
  });
  help.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return leave(search, help);
    if (!box.checked || event.target.closest("input, select, textarea, [contenteditable]")) return;
    const act = { "/": () => search && focusOn(search), j: () => step(1), k: () => step(-1), "?": () => toggle(help) }[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}

function leave(search, help) {
  if (search && document.activeElement === search) {
    if (search.value) {
      search.value = "";
      search.dispatchEvent(new Event("input"));
    } else {
      search.blur();
    }
  } else if (help.open) {
    toggle(help);
  }
}

function focusOn(element) {
  element.focus();
  if (element.select) element.select();
}

function toggle(help) {
  help.open = !help.open;
  if (help.open) focusOn(help.querySelector("summary"));
  else help.querySelector("summary").blur();
}

// From row to row where a page has rows, else from claim to claim.
function step(by) {
  const links = all("[data-step] tbody tr:not(.chapter) th[scope=row] a").filter((link) => link.getClientRects().length);
  if (links.length) {
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = here === -1 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + by, 0), links.length - 1);
    links[next].focus();
    return true;
  }
  const link = document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]");
  if (link) link.click();
  return Boolean(link);
}

const bars = all(".filters").map(startFilters);
if (document.getElementById("keys")) startKeys(bars[0] || null);
