// A figure with its table, its sources and its downloads. Texts of a case are only ever put in as text.
import embed from "whowhom-vega";

function narrowed(spec, width) { // what stands beside the plot moves with its right end
  const moved = (part) => {
    if (Array.isArray(part)) return part.map(moved);
    if (!part || typeof part !== "object") return part;
    const made = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "values" ? value : moved(value)]));
    for (const end of ["x", "x2"])
      if (typeof made[end]?.value === "number" && made[end].value >= spec.width)
        made[end] = { ...made[end], value: made[end].value - spec.width + width };
    return made;
  };
  return { ...moved(spec), width };
}

export default {
  props: { address: String, name: String, open: String, pictures: Boolean, level: String, shown: Array },
  template: `
    <figure class="ww-figure" :aria-busy="state === 'loading'">
      <figcaption>
        <component :is="level || 'h2'" :id="name + '-title'">{{ title }}</component>
        <p v-for="line in subtitle" class="ww-sub">{{ line }}</p>
      </figcaption>
      <div class="ww-tabs" role="tablist" :aria-labelledby="name + '-title'" @keydown="keyed">
        <button v-for="tab in tabs" role="tab" type="button" :id="name + '-tab-' + tab.id"
          :aria-selected="tab.id === now ? 'true' : 'false'" :aria-controls="name + '-panel'"
          :tabindex="tab.id === now ? 0 : -1" @click="choose(tab.id)">{{ tab.text }}</button>
      </div>
      <div role="tabpanel" :id="name + '-panel'" :aria-labelledby="name + '-tab-' + now" tabindex="0">
        <div v-show="now === 'figure'" ref="chart" class="ww-chart"></div>
        <p v-if="problem" class="ww-problem">{{ problem }}</p>
        <div v-if="now === 'table' && table" class="ww-scroll" tabindex="0" role="region" :aria-label="'Table: ' + title">
          <table class="ww-table">
            <caption class="ww-hidden">{{ title }}</caption>
            <thead><tr><th v-for="(head, i) in table.heads" scope="col" :class="{num: table.numeric[i]}">{{ head }}</th></tr></thead>
            <tbody><tr v-for="row in table.rows"><component v-for="(cell, i) in row" :is="i ? 'td' : 'th'"
              :scope="i ? null : 'row'" :class="{num: table.numeric[i]}">{{ cell }}</component></tr></tbody>
          </table>
          <p v-if="table.more" class="ww-sub">{{ table.more }} more rows are in the CSV.</p>
        </div>
        <div v-if="now === 'sources' && sources" class="ww-scroll" tabindex="0" role="region" :aria-label="'Sources: ' + title">
          <table v-if="sources.length" class="ww-table">
            <caption class="ww-hidden">Sources of: {{ title }}</caption>
            <thead><tr><th scope="col">what</th><th scope="col">source</th><th scope="col">kind</th></tr></thead>
            <tbody><tr v-for="row in sources"><th scope="row">{{ row[0] }}</th><td>{{ row[1] }}</td>
              <td><span v-if="row[2]" class="ww-chip" :class="'is-' + row[2]">{{ row[2] }}</span></td></tr></tbody>
          </table>
          <p v-else>No source is named.</p>
        </div>
        <ul v-if="now === 'download'" class="ww-downloads">
          <li v-for="one in downloads"><a :href="address + '/' + one.file" :download="one.as">{{ one.text }}</a> <span class="ww-sub">{{ one.why }}</span></li>
        </ul>
      </div>
    </figure>`,
  data: () => ({
    title: "", subtitle: [], now: "figure", table: null, sources: null, problem: "", state: "loading", isDrawing: false,
  }),
  computed: {
    tabs() {
      const texts = { figure: "Figure", table: "Table", sources: "Sources", download: "Download" };
      return this.shown.map((id) => ({ id, text: texts[id] }));
    },
    downloads() {
      const pictures = [
        { file: "figure.svg", as: this.name + ".svg", text: "SVG", why: "picture for print and slides" },
        { file: "figure.png", as: this.name + ".png", text: "PNG", why: "picture, 300 dots per inch" },
      ];
      return [
        ...(this.pictures ? pictures : []),
        { file: "table.csv", as: this.name + ".csv", text: "CSV", why: "the numbers, for any spreadsheet" },
        ...(this.isDrawing ? [] : [
          { file: "vega-lite.json", as: this.name + ".json", text: "Vega-Lite", why: "the chart as a specification, with its data" },
        ]),
      ];
    },
  },
  methods: {
    async fetched(file) {
      const answer = await fetch(this.address + "/" + file);
      if (!answer.ok) throw new Error("This figure is not there any more. Load the page again.");
      return answer.json();
    },
    async choose(id) {
      this.now = id;
      this.problem = "";
      try {
        if (id === "table" && !this.table) this.table = await this.fetched("table.json");
        if (id === "sources" && !this.sources) this.sources = await this.fetched("sources.json");
      } catch (error) { this.problem = error.message; }
    },
    keyed(event) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const ids = this.tabs.map((tab) => tab.id);
      let to = ids.indexOf(this.now) + (step || 0);
      if (event.key === "Home") to = 0;
      else if (event.key === "End") to = ids.length - 1;
      else if (!step) return;
      event.preventDefault();
      const id = ids[(to + ids.length) % ids.length];
      this.choose(id);
      this.$nextTick(() => document.getElementById(this.name + "-tab-" + id)?.focus());
    },
    follow(x) { // the date at which the reader stands, where the figure has one
      if (this.follows && this.made && x !== undefined) this.made.view.signal("as_of", x).runAsync();
    },
    put(drawing, description) {
      // Parsed as XML, and nothing but shapes and texts is taken over.
      const svg = new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement;
      for (const one of [...svg.querySelectorAll("*")])
        if (!["g", "path", "rect", "circle", "text", "title"].includes(one.localName)) one.remove();
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", description);
      this.$refs.chart.replaceChildren(document.importNode(svg, true));
    },
    async draw() { // laid out by the server for as many pixels as there are
      const room = Math.round(this.$refs.chart.clientWidth);
      if (!room || room === this.drawn) return;
      this.drawn = room;
      const found = await this.fetched("page.json?width=" + room);
      if (room !== this.drawn) return; // asked for again in the meantime
      this.title = found.title;
      this.subtitle = found.subtitle;
      this.isDrawing = Boolean(found.drawing);
      if (this.isDrawing) this.put(found.drawing, found.description);
      else await this.plot(found.spec);
      this.state = "drawn";
    },
    async plot(spec) {
      this.follows = (spec.params || []).some((one) => one.name === "as_of");
      await document.fonts?.load("12px 'Source Sans 3'");
      const shown = (one) => embed(this.$refs.chart, one, {
        renderer: "svg", actions: false, tooltip: { theme: "whowhom" }, mode: "vega-lite",
      });
      let made = await shown(spec);
      const drawn = this.$refs.chart.querySelector("svg");
      const excess = drawn.width.baseVal.value - this.$refs.chart.clientWidth;
      if (excess > 0 && typeof spec.width === "number") { // laid out without this page in mind
        made.finalize();
        made = await shown(narrowed(spec, Math.max(120, spec.width - excess - 2)));
      }
      this.made?.finalize();
      this.made = made;
      this.follow(window.whowhomAsOf);
      // Vega gives empty groups a role but no name; the whole picture has one.
      for (const group of this.$refs.chart.querySelectorAll("[role=graphics-symbol]:not([aria-label])"))
        for (const name of ["role", "aria-roledescription"]) group.removeAttribute(name);
      if (this.open)
        made.view.addEventListener("click", (_event, item) => {
          const actor = item?.datum?.actor;
          if (typeof actor === "string") window.location.href = this.open + encodeURIComponent(actor);
        });
    },
    async tried() {
      try { await this.draw(); } catch (error) { this.problem = error.message; this.state = "failed"; }
    },
  },
  async mounted() {
    this.heard = (event) => this.follow(event.detail);
    window.addEventListener("whowhom-as-of", this.heard);
    await this.tried();
    let waiting = 0;
    this.watcher = new ResizeObserver(() => { clearTimeout(waiting); waiting = setTimeout(this.tried, 150); });
    this.watcher.observe(this.$refs.chart);
  },
  unmounted() {
    this.watcher?.disconnect(); this.made?.finalize();
    window.removeEventListener("whowhom-as-of", this.heard);
  },
};
