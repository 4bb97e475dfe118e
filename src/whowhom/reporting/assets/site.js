// What a page of a site does by itself: the slider over the dates of the record, and run-3 or any
// other part that an address names is unfolded. Texts are only ever put in as text.
(() => {
  "use strict";
  const unfold = () => {
    const part = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (part) for (const fold of part.querySelectorAll("details")) fold.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  const box = document.getElementById("as-of");
  const data = document.getElementById("as-of-data");
  if (!box || !data) return;
  const { stops, chronicle } = JSON.parse(data.textContent);
  const at = (name) => document.getElementById(`as-of-${name}`);
  const made = (kind, text = "", classes = "") => {
    const one = document.createElement(kind);
    one.textContent = text;
    if (classes) one.className = classes;
    return one;
  };
  const slider = at("date");
  slider.max = stops.length - 1;

  function event(one, isNow) {
    const row = made("li", "", [one.number ? "event" : "", isNow ? "now" : ""].join(" ").trim());
    const what = made("span");
    if (one.number) what.append(made("b", one.number, "number"), " ");
    what.append(one.text);
    if (one.note) what.append(" ", made("span", one.note, "small"));
    row.append(made("span", one.date, "when"), what);
    return row;
  }

  function person(one) {
    const row = made("li", "", one.status === "inner" ? "inner" : "");
    const dot = made("span", "", "dot");
    dot.style.background = one.colour;
    dot.setAttribute("aria-hidden", "true");
    const words = made("span");
    words.append(made("b", one.name), " ", made("span", one.words));
    if (one.note) words.append(" ", made("span", one.note, "small"));
    row.append(dot, words);
    return row;
  }

  let saying = 0;
  function go(place, isFirst = false) {
    const now = Math.max(0, Math.min(stops.length - 1, place));
    const stop = stops[now];
    slider.value = now;
    slider.setAttribute("aria-valuetext", stop.label);
    at("lead").textContent = `${stop.lead}.`;
    at("label").textContent = stop.label;
    at("earlier").disabled = now === 0;
    at("later").disabled = now === stops.length - 1;
    at("more").replaceChildren(...stop.more.map((text) => made("p", text)));
    at("roster").replaceChildren(...stop.roster.map(person));
    const lists = [made("ol"), made("ol", "", "after")];
    for (const one of chronicle) lists[one.x <= stop.x ? 0 : 1].append(event(one, one.x === stop.x && one.number));
    const title = made("p", lists[1].children.length ? "After this date" : "The record ends here", "parted");
    at("chronicle").replaceChildren(lists[0], title, lists[1]);
    at("chronicle").scrollTop = Math.max(0, title.offsetTop - at("chronicle").clientHeight * 0.72);
    document.documentElement.dataset.asOf = stop.x;
    dispatchEvent(new Event("whowhom-as-of"));
    if (isFirst) return;
    clearTimeout(saying);
    saying = setTimeout(() => { // once it rests: a reader hears one answer, the address keeps one date
      at("said").textContent = stop.lead;
      try { history.replaceState(null, "", `#as-of=${stop.as_of}`); } catch { /* not from a file */ }
    }, 400);
  }

  slider.addEventListener("input", () => go(Number(slider.value)));
  at("earlier").addEventListener("click", () => go(Number(slider.value) - 1));
  at("later").addEventListener("click", () => go(Number(slider.value) + 1));
  box.hidden = false;
  const asked = location.hash.startsWith("#as-of=") ? location.hash.slice(7) : "";
  const wanted = stops.filter((one) => one.as_of <= asked).length - 1;
  go(asked ? Math.max(0, wanted) : stops.length - 1, true);
  if (asked) box.scrollIntoView();
})();
