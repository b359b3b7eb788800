(() => {
const d = document, root = d.documentElement, all = (s, e = d) => [...e.querySelectorAll(s)], one = s => d.querySelector(s);
const live = one("#live"), say = text => { live.textContent = text; };
root.classList.add("on");

const theme = one("#theme"), dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light")) === "dark";
const press = () => theme.setAttribute("aria-pressed", dark());
theme.onclick = () => { root.dataset.theme = dark() ? "light" : "dark"; press(); };
press();

let opened = [];
addEventListener("beforeprint", () => { opened = all("details:not([open])"); for (const e of opened) e.open = true; });
addEventListener("afterprint", () => { for (const e of opened) e.open = false; });

d.addEventListener("click", event => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const box = button.closest("details"), asked = all(".q", box), to = box.querySelector("select");
  const of = button.dataset.copy === "one" ? all(".q", button.closest("li")) : to ? to.value.split(" ").map(n => asked[n]) : asked;
  const text = of.map(e => e.textContent).join("\n"), told = (button.dataset.says ||= button.textContent);
  const tell = says => { button.textContent = says; say(says); setTimeout(() => { button.textContent = told; }, 1600); };
  (navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject()).then(() => tell("Copied"), () => tell("Not allowed"));
});

const graph = one(".pic .g");
if (!graph) return;
const nodes = all(".g-n", graph), by = new Map(nodes.map(n => [n.dataset.id, n])), edges = all("[data-e]", graph);
const [find, tool, critical, every, fit] = all("#graph .tools input,#graph .tools select"), told = one("#told"), hint = told.textContent;
const next = (n, way) => (n.dataset[way] || "").split(" ").filter(i => by.has(i)).map(i => by.get(i));
const name = n => all("text", n).map(t => t.textContent.trim()).join(" ");
const names = list => list.length ? list.map(name).join("; ") : "nothing";
const reach = (n, way, found = new Set()) => { for (const m of next(n, way)) if (!found.has(m)) { found.add(m); reach(m, way, found); } return found; };
let picked = null;
const show = () => {
  const words = find.value.trim().toLowerCase(), of = tool.value && new Set(tool.value.split(" "));
  const near = picked && new Set([picked, ...reach(picked, "before"), ...reach(picked, "after")]), lit = new Set();
  for (const n of nodes) {
    const on = n.getAttribute("aria-label").toLowerCase().includes(words) && (!of || of.has(n.dataset.id)) && (!critical.checked || n.classList.contains("g-c")) && (!near || near.has(n));
    n.classList.toggle("dim", !on);
    n.classList.toggle("picked", n === picked);
    if (on) lit.add(n.dataset.id);
  }
  for (const e of edges) e.classList.toggle("dim", !e.dataset.e.split(" ").every(i => lit.has(i)));
  graph.classList.toggle("g-all", every.checked);
  one(".pic").classList.toggle("fit", fit.checked);
  one("#count").textContent = `${lit.size} of ${nodes.length}`;
};
const tell = n => { told.textContent = `${name(n)} waits for: ${names(next(n, "before"))}. It holds up: ${names(next(n, "after"))}; in all ${reach(n, "after").size} later, after ${reach(n, "before").size} earlier.`; };
const pick = n => { picked = n === picked ? null : n; if (picked) tell(n); else told.textContent = hint; show(); };
const go = n => { if (n) { for (const m of nodes) m.tabIndex = m === n ? 0 : -1; n.focus(); } };
const beside = (n, by) => {
  const [before] = next(n, "before"), [after] = next(n, "after"), list = before ? next(before, "after") : after ? next(after, "before") : nodes;
  const row = list.length > 1 ? list : nodes;
  return row[(row.indexOf(n) + by + row.length) % row.length];
};
graph.addEventListener("focusin", event => { const n = event.target.closest(".g-n"); if (n) tell(n); });
graph.addEventListener("click", event => { const n = event.target.closest(".g-n"); if (n) { go(n); pick(n); } });
graph.addEventListener("keydown", event => {
  const n = event.target.closest(".g-n");
  const act = n && { ArrowRight: () => go(next(n, "after")[0]), ArrowLeft: () => go(next(n, "before")[0]), ArrowDown: () => go(beside(n, 1)), ArrowUp: () => go(beside(n, -1)), Home: () => go(nodes[0]), End: () => go(nodes.at(-1)), Enter: () => pick(n), " ": () => pick(n), Escape: () => { picked = n; pick(n); } }[event.key];
  if (act) { event.preventDefault(); act(); }
});
for (const e of [find, tool, critical, every, fit]) e.addEventListener("input", show);
show();
})();
