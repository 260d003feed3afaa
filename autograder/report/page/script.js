// The map by keyboard, and a line that says what the cell under focus or pointer is about.
// Without this script the map is a table with headings, and everything is there to be read.
"use strict";
for (const table of document.querySelectorAll("table.map")) {
  const said = document.getElementById(table.dataset.said);
  const columns = table.tHead.rows[0].cells;
  const stop = cell => cell.querySelector("a") || cell;
  let current = table.tBodies[0].rows[0]?.cells[1];
  if (!current) continue;

  table.setAttribute("role", "grid");
  for (const link of table.querySelectorAll("tbody a")) link.tabIndex = -1;
  stop(current).tabIndex = 0;

  const say = cell => {
    const column = columns[cell.cellIndex], row = cell.parentNode.cells[0];
    if (cell.tagName !== "TD") { said.textContent = row.textContent.trim(); return; }
    const points = Number(column.dataset.points), slips = cell.querySelector("i");
    const score = cell.firstChild.textContent.trim();
    const share = points && score && !isNaN(score) ? ` (${Math.round(100 * score / points)} %)` : "";
    const what = {w: "waits for a person", n: "not graded", o: "left out"}[cell.classList[0]];
    said.textContent = [row.textContent.trim(), column.dataset.title,
      what || `${score} of ${column.dataset.points}${share}`,
      slips && slips.textContent.trim()].filter(Boolean).join(" · ");
  };
  const go = cell => {
    stop(current).tabIndex = -1;
    current = cell;
    stop(cell).tabIndex = 0;
    stop(cell).focus();
  };

  table.addEventListener("keydown", event => {
    const cell = event.target.closest("th, td"), rows = table.tBodies[0].rows;
    if (!cell || cell.closest("thead") || event.altKey || event.metaKey) return;
    let x = cell.cellIndex, y = cell.parentNode.sectionRowIndex;
    const last = rows[y].cells.length - 1;
    switch (event.key) {
      case "ArrowLeft": x -= 1; break;
      case "ArrowRight": x += 1; break;
      case "ArrowUp": y -= 1; break;
      case "ArrowDown": y += 1; break;
      case "PageUp": y = Math.max(0, y - 10); break;
      case "PageDown": y = Math.min(rows.length - 1, y + 10); break;
      case "Home": x = 0; if (event.ctrlKey) y = 0; break;
      case "End": x = last; if (event.ctrlKey) y = rows.length - 1; break;
      default: return;
    }
    event.preventDefault();
    const next = rows[y]?.cells[x];
    if (next) go(next);
  });
  table.addEventListener("focusin", event => {
    const cell = event.target.closest("tbody th, tbody td");
    if (!cell) return;
    if (cell !== current) { stop(current).tabIndex = -1; current = cell; stop(cell).tabIndex = 0; }
    say(cell);
  });
  table.addEventListener("pointerover", event => {
    const cell = event.target.closest("tbody th, tbody td");
    if (cell) say(cell);
  });
  table.addEventListener("click", event => {
    const cell = event.target.closest("tbody td");
    if (cell) go(cell);
  });
}
// What is folded away is printed.
const folded = [];
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; folded.push(one); }
});
addEventListener("afterprint", () => { for (const one of folded.splice(0)) one.open = false; });
