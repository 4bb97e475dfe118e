// Brings the drawings of a report to life: the same chart, drawn again where it stands, tells the
// value under the pointer. Without scripts, and if anything fails, the drawing stays as it is.
(() => {
  "use strict";
  const { View, parse, expressionInterpreter } = whowhomVega;
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);

  const told = (value) =>
    value && typeof value === "object"
      ? Object.entries(value).filter(([, text]) => text !== "").map(([, text]) => String(text))
      : [String(value)];

  function tell(_handler, event, _item, value) {
    if (value === null || value === undefined || value === "") {
      tip.hidden = true;
      return;
    }
    tip.replaceChildren(...told(value).map((text) => {
      const line = document.createElement("div");
      line.textContent = text;
      return line;
    }));
    tip.hidden = false;
    const room = document.documentElement.clientWidth - tip.offsetWidth - 12;
    tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, room))}px`;
    tip.style.top = `${event.clientY + 14}px`;
  }

  async function upgrade(block) {
    const place = document.getElementById(block.dataset.chart);
    const old = place.querySelector("svg.wide");
    const host = document.createElement("div");
    const spec = JSON.parse(block.textContent);
    let view;
    try {
      view = new View(parse(spec, {}, { ast: true }), {
        expr: expressionInterpreter, renderer: "svg", tooltip: tell, hover: true,
      });
      await view.initialize(host).runAsync();
    } catch {
      return;
    }
    const live = host.querySelector("svg");
    live.removeAttribute("height"); // its view box tells
    for (const name of ["role", "aria-labelledby"]) live.setAttribute(name, old.getAttribute(name));
    host.removeAttribute("role");
    host.removeAttribute("aria-roledescription");
    host.removeAttribute("aria-label");
    host.querySelector("form")?.remove(); // for controls, of which there are none
    old.replaceWith(host);
    place.dataset.live = "yes";
    if ((spec.signals || []).some((one) => one.name === "as_of")) { // the date of a slider
      const follow = () => {
        const x = Number(document.documentElement.dataset.asOf);
        if (x) view.signal("as_of", x).runAsync();
      };
      addEventListener("whowhom-as-of", follow);
      follow();
    }
  }

  const blocks = [...document.querySelectorAll("script[data-chart]")];
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watch.unobserve(entry.target);
      const block = blocks.find((one) => one.dataset.chart === entry.target.id);
      if (block) upgrade(block);
    }
  }, { rootMargin: "200px" });
  for (const block of blocks) watch.observe(document.getElementById(block.dataset.chart));
  for (const name of ["scroll", "keydown"]) {
    addEventListener(name, () => { tip.hidden = true; }, { passive: true });
  }
})();
