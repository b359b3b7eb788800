// What the page can do beyond being read. Nothing in it is needed to read it.
(() => {
const d = document, root = d.documentElement;
const all = (s, e = d) => [...e.querySelectorAll(s)], one = s => d.querySelector(s);
root.classList.add("on");

// Light or dark, as the reader's system has it until the button is pressed.
const theme = one("#theme");
const dark = () => root.dataset.theme
  ? root.dataset.theme === "dark"
  : matchMedia("(prefers-color-scheme:dark)").matches;
(theme.onclick = e => {
  if (e) root.dataset.theme = dark() ? "light" : "dark";
  theme.ariaPressed = dark();
})();

// All parts at once; and the part that an address or a link is about.
const parts = all(".part"), unfold = one("#unfold");
unfold.onclick = () => {
  const open = parts.some(e => !e.open);
  for (const e of parts) e.open = open;
  unfold.textContent = open ? "Close all" : "Open all";
};
const reveal = () => {
  const to = d.getElementById(location.hash.slice(1)), part = to?.closest(".part");
  if (part && !part.open) { part.open = true; to.scrollIntoView(); }
};
onhashchange = reveal;
reveal();

// Questions, one or all or those that concern one vendor, for an e-mail.
d.onclick = e => {
  const button = e.target.closest("[data-copy]");
  if (!button) return;
  const box = button.closest("details"), asked = all(".q", box), to = box.querySelector("select");
  const of = button.dataset.copy === "one" ? all(".q", button.closest("li"))
    : to ? to.value.split(" ").map(n => asked[n]) : asked;
  const told = (button.dataset.says ||= button.textContent);
  const tell = says => {
    one("#live").textContent = button.textContent = says;
    setTimeout(() => { button.textContent = told; }, 1600);
  };
  navigator.clipboard.writeText(of.map(e => e.textContent).join("\n"))
    .then(() => tell("Copied"), () => tell("Failed"));
};

const graph = one(".pic .g-n")?.closest("svg");
if (!graph) return;
const nodes = all(".g-n", graph), by = new Map(nodes.map(n => [n.dataset.id, n]));
const told = one("#told"), hint = told.textContent;
const tools = one("#graph .tools"), [find, tool, crit, every, fit] = all("input,select", tools);

// Who waits for whom: the boxes after and before each box.
const after = new Map(nodes.map(n =>
  [n, (n.dataset.after || "").split(" ").map(i => by.get(i)).filter(Boolean)]));
const before = new Map(nodes.map(n => [n, []]));
for (const n of nodes) for (const m of after.get(n)) before.get(m).push(n);
const next = (n, way) => way.get(n) || [];
const reach = (n, way, found = new Set()) => {
  for (const m of next(n, way)) if (!found.has(m)) reach(m, way, found.add(m));
  return found;
};
const name = n => {
  const kind = n.ariaLabel.split(": ").pop().split(";")[0];
  return `${all(".g-b", n).map(t => t.textContent.trim()).join(" ")} (${kind})`;
};
const names = list => list.map(name).join("; ") || "nothing";

// What is looked for, chosen or picked stays; the rest is dimmed.
let picked;
const show = () => {
  const words = find.value.toLowerCase(), of = tool.value.split(" "), lit = new Set();
  const near = picked && new Set([picked, ...reach(picked, before), ...reach(picked, after)]);
  for (const n of nodes) {
    const on = n.ariaLabel.toLowerCase().includes(words)
      && (!of[0] || of.includes(n.dataset.id))
      && (!crit.checked || n.matches(".g-c"))
      && (!near || near.has(n));
    n.classList.toggle("dim", !on);
    n.classList.toggle("picked", n === picked);
    if (on) lit.add(n.dataset.id);
  }
  for (const e of all("[data-e]", graph))
    e.classList.toggle("dim", !e.dataset.e.split(" ").every(i => lit.has(i)));
  graph.classList.toggle("g-all", every.checked);
  graph.parentNode.classList.toggle("fit", fit.checked);
  one("#count").textContent = `${lit.size} of ${nodes.length}`;
};
const pick = n => {
  picked = n === picked ? 0 : n;
  if (!picked) told.textContent = hint;
  show();
};

// The keyboard: one box of each picture is in the tab order, arrows follow the edges from it.
const boxes = n => all("[role=img]", n.closest("svg"));
const go = n => {
  if (!n) return;
  for (const m of boxes(n)) m.tabIndex = m === n ? 0 : -1;
  n.focus();
};
const beside = (n, by) => {
  const [a] = next(n, before), [b] = next(n, after);
  const near = a ? next(a, after) : b ? next(b, before) : [], row = near[1] ? near : boxes(n);
  return row.at((row.indexOf(n) + by) % row.length);
};
const on = e => e.target.closest("[role=img]");
graph.parentNode.addEventListener("focusin", e => {
  const n = on(e);
  if (n) told.textContent = `${name(n)} waits for: ${names(next(n, before))}. It holds up: ${
    names(next(n, after))}. ${reach(n, before).size} before, ${reach(n, after).size} after.`;
});
graph.onclick = e => {
  const n = on(e);
  if (n) { go(n); pick(n); }
};
d.onkeydown = e => {
  const n = on(e), act = n && {
    ArrowRight: () => go(next(n, after)[0]),
    ArrowLeft: () => go(next(n, before)[0]),
    ArrowDown: () => go(beside(n, 1)),
    ArrowUp: () => go(beside(n, -1)),
    Home: () => go(boxes(n)[0]),
    End: () => go(boxes(n).at(-1)),
    Enter: () => pick(by.get(n.dataset.id)),
    Escape: () => pick(picked),
  }[e.key];
  if (act) { e.preventDefault(); act(); }
};
for (const n of all("[role=img]")) n.tabIndex = n.tabIndex;
tools.oninput = show;
show();
})();
