// The tables of a case, edited in place; the server holds the draft and checks it while one types.
const WAIT = 250;  // milliseconds after a key before the text is sent
const SHOWN = 60;  // rows that are drawn at once; the page is slow with thousands
export default {
  props: { tables: Array, given: Object, state: Object, title: String },
  emits: ["edit", "paste", "remove", "undo", "redo", "save", "run", "open", "settle"],
  template: `
    <div class="ww-editor" @keydown="keys">
      <div class="ww-editor-bar">
        <div class="ww-acts is-tight" role="toolbar" :aria-label="'Changes of ' + title">
          <button type="button" class="ww-button is-small is-main" :disabled="!dirty" @click="save('save')" aria-keyshortcuts="Control+S">Save</button>
          <button type="button" class="ww-button is-small" @click="save('run')">Save and run</button>
          <button type="button" class="ww-button is-small" :disabled="!now.can_undo && !waiting" @click="step('undo')" aria-keyshortcuts="Control+Z">Undo</button>
          <button type="button" class="ww-button is-small" :disabled="!now.can_redo" @click="step('redo')" aria-keyshortcuts="Control+Y">Redo</button>
        </div>
        <p class="ww-status" role="status">{{ said || now.words }}</p>
      </div>
      <div v-if="disk.length" class="ww-problem" role="alert">
        <p><strong>Not saved: files of this case have changed on disk since they were read.</strong></p>
        <details v-for="one in disk"><summary>{{ one.file }}{{ one.both ? ", edited here too" : "" }}</summary><pre class="ww-said">{{ one.lines.join("\\n") }}</pre></details>
        <div class="ww-acts">
          <button type="button" class="ww-button is-small" @click="settle('mine')">{{ both ? "Replace them by my edits and save" : "Take over those files and save" }}</button>
          <button v-if="both" type="button" class="ww-button is-small" @click="settle('theirs')">Take those files from disk, drop my edits in them</button>
        </div>
      </div>
      <nav class="ww-tabs" aria-label="Tables of the case"><button v-for="one in tables" type="button" :aria-current="one.name === table.name ? 'true' : null" :class="{'is-now': one.name === table.name}" @click="open(one.name)">{{ one.title }}<span v-if="count(one.name)" class="ww-count">{{ count(one.name) }}</span><span v-if="bad(one.name)" class="ww-bad" :title="bad(one.name) + ' problems'">{{ bad(one.name) }}<span class="ww-hidden">&nbsp;problems</span></span></button></nav>
      <div class="ww-edit-grid">
        <section :aria-label="'Table ' + table.name">
          <p class="ww-sub">{{ table.keys.length ? "One row for each key of case.toml." : "One row is " + table.row + "." }} {{ table.missing ? "Empty: " + table.missing + "." : "" }} {{ table.kept }}</p>
          <p v-if="table.unfit" class="ww-problem">This file cannot be edited here. {{ table.unfit }}</p>
          <div v-else-if="table.keys.length || rows.length" class="ww-scroll ww-edit-scroll">
            <table class="ww-table ww-edit" :class="{'is-keys': table.keys.length}">
              <caption class="ww-hidden">{{ table.name }} of {{ title }}</caption>
              <thead><tr><th scope="col">{{ table.keys.length ? "key" : "row" }}</th>
                <th v-for="name in table.names" scope="col" :title="table.keys.length ? null : spec(0, name).help">{{ name }}</th>
                <th v-if="table.keys.length" scope="col">meaning</th></tr></thead>
              <tbody><tr v-for="r in shown" :key="r">
                <th scope="row"><span class="ww-edit-head"><span>{{ table.keys.length ? table.keys[r].name : r + 1 }}</span>
                  <button v-if="!table.keys.length" type="button" class="ww-delete" :aria-label="'Delete row ' + (r + 1) + ', ' + label(r)" title="Delete this row" @click="remove(r)">×</button></span></th>
                <td v-for="(name, c) in table.names" :class="{'ww-marked': problem(r, name), 'ww-here': at && at.row === r && at.column === name}">
                  <select v-if="spec(r, name).kind === 'choice'" :id="id(r, name)" v-bind="marks(r, name)" :value="rows[r][c]" @focus="look(r, name)" @change="typed(r, c, $event.target.value); flush()">
                    <option value=""></option>
                    <option v-if="rows[r][c] && !spec(r, name).choices.some((one) => one[0] === rows[r][c])" :value="rows[r][c]">{{ rows[r][c] }}</option>
                    <option v-for="one in spec(r, name).choices" :value="one[0]">{{ one[1] }}</option></select>
                  <textarea v-else-if="spec(r, name).kind === 'text'" rows="1" :id="id(r, name)" v-bind="marks(r, name)" :value="rows[r][c]" spellcheck="false" @focus="look(r, name)" @blur="flush" @input="typed(r, c, $event.target.value)" @paste="paste(r, c, $event)"></textarea>
                  <input v-else type="text" :id="id(r, name)" v-bind="marks(r, name)" :value="rows[r][c]" :size="width(r, name)" autocomplete="off" spellcheck="false" :list="spec(r, name).choices.length ? 'ww-list-' + name : null" @focus="look(r, name)" @blur="flush" @input="typed(r, c, $event.target.value)" @paste="paste(r, c, $event)">
                </td>
                <td v-if="table.keys.length" class="ww-meaning">{{ table.keys[r].help }}<span v-if="table.keys[r].domain" class="ww-sub">{{ table.keys[r].domain }}</span></td></tr></tbody>
            </table>
          </div>
          <datalist v-for="list in lists" :id="'ww-list-' + list.name"><option v-for="one in list.choices" :value="one[0]">{{ one[1] }}</option></datalist>
          <div class="ww-acts is-tight" v-if="!table.keys.length && !table.unfit">
            <button type="button" class="ww-button is-small" ref="add" @click="add">Add a row</button>
            <template v-if="rows.length > shown.length">
              <button type="button" class="ww-button is-small" :disabled="!first" @click="turn(-1)">Earlier rows</button>
              <button type="button" class="ww-button is-small" :disabled="first + shown.length >= rows.length" @click="turn(1)">Later rows</button>
              <span class="ww-status">Rows {{ first + 1 }} to {{ first + shown.length }} of {{ rows.length }}</span>
            </template>
            <label v-if="rows.length > 12" class="ww-find">Find <input type="search" v-model="word" @keydown.enter.prevent.stop="find"></label>
          </div>
        </section>
        <aside>
          <div class="ww-card" id="ww-help"><template v-if="help">
            <h3>{{ help.name }}</h3><p>{{ help.help }}<template v-if="help.domain"> ({{ help.domain }})</template></p>
            <dl v-if="help.levels.length" class="ww-levels"><template v-for="(text, i) in help.levels"><dt>{{ i }}</dt><dd>{{ text }}</dd></template></dl>
            <p v-if="why" class="ww-mark">{{ why }}</p></template>
            <p v-else class="ww-sub">Go to a cell to see what its column means. Enter and the arrow keys move up and down, Tab moves on, Ctrl+Z undoes. A block of cells can be pasted from a spreadsheet.</p></div>
          <section class="ww-found" aria-label="Problems"><h2>{{ now.problems.length ? "Problems: " + (now.problems.length + now.more) : "No problems" }}</h2>
            <ul v-if="now.problems.length" class="ww-list"><li v-for="one in now.problems"><button v-if="one.table" type="button" class="ww-way" @click="go(one)">{{ where(one) }}</button> {{ one.text }}</li></ul>
            <p v-if="now.more" class="ww-sub">... and {{ now.more }} more</p>
            <details v-if="now.warnings.length" class="ww-fold"><summary>Warnings: {{ now.warnings.length }}</summary><ul class="ww-list"><li v-for="one in now.warnings">{{ one }}</li></ul></details></section>
        </aside>
      </div>
    </div>`,
  data() {
    return { table: this.given, rows: [], now: this.state, at: null, said: "", disk: [], first: 0, word: "", waiting: null, last: "", version: 0, blank: -1 };
  },
  computed: {
    dirty() { return this.now.changed.length > 0 || !!this.waiting; },
    both() { return this.disk.some((one) => one.both); },
    shown() { return this.rows.slice(this.first, this.first + SHOWN).map((_row, i) => this.first + i); },
    lists() { return this.table.columns.filter((one) => one.kind !== "choice" && one.choices.length).concat(this.table.keys.filter((one) => one.kind !== "choice" && one.choices.length)); },
    help() { return this.at && this.rows[this.at.row] ? this.spec(this.at.row, this.at.column) : null; },
    why() { return this.at ? this.problem(this.at.row, this.at.column) : ""; },
    found() {
      const found = {};
      for (const one of this.now.problems) {
        const key = one.table + "/" + one.row + "/" + one.column;
        found[key] = found[key] ? found[key] + "; " + one.text : one.text;
      }
      return found;
    },
  },
  methods: {
    spec(r, name) {
      if (this.table.keys.length) return name === "value" ? this.table.keys[r] : { name, kind: "words", help: "where it is stated: id:locator; ...", domain: "", levels: [], choices: [] };
      return this.table.columns[this.table.names.indexOf(name)];
    },
    id(r, name) { return "cell-" + this.table.name + "-" + r + "-" + name; },
    label(r) {
      if (this.table.keys.length) return this.table.keys[r].name;
      const at = this.table.names.indexOf("id");
      return at < 0 ? String(r + 1) : this.rows[r][at] || String(r + 1);
    },
    problem(r, name) { return this.found[this.table.name + "/" + r + "/" + name] || null; },
    marks(r, name) {
      const wrong = this.problem(r, name);
      return { "aria-label": name + " of " + this.label(r), "aria-invalid": wrong ? "true" : null, "aria-describedby": this.at && this.at.row === r && this.at.column === name ? "ww-help" : null };
    },
    width(r, name) {
      const kind = this.spec(r, name).kind;
      return { number: 7, integer: 6, id: 13, reference: 13, date: 11, day: 11, name: 20 }[kind] || 16;
    },
    count(name) { const known = this.now.counts[name]; return ["case", "conditions", "outlook"].includes(name) ? "" : known || ""; },
    bad(name) { return this.now.bad[name] || ""; },
    where(one) {
      const isKey = ["case", "conditions", "outlook"].includes(one.table);
      const row = one.row < 0 ? "" : isKey ? one.label : "row " + (one.row + 1) + (one.label ? ", " + one.label : "");
      return [(one.table + " " + row).trim(), one.column === "value" ? "" : one.column].filter(Boolean).join(", ") + ":";
    },
    look(r, name) { this.at = { row: r, column: name }; },
    typed(r, c, text) {
      const cell = r + "/" + c;
      if (this.waiting && this.waiting.cell !== cell) this.flush();
      this.rows[r][c] = text;
      clearTimeout(this.timer);
      this.waiting = { cell, row: r, column: this.table.names[c], text };
      this.timer = setTimeout(this.flush, WAIT);
      this.said = "";
    },
    flush() {
      clearTimeout(this.timer);
      const sent = this.waiting;
      if (!sent) return;
      this.waiting = null;
      if (sent.row === this.blank) this.blank = -1;
      const cell = this.table.name + "/" + sent.cell;
      this.send("edit", { row: sent.row, column: sent.column, text: sent.text, again: this.last === cell });
      this.last = cell;
    },
    send(what, more) { this.$emit(what, { table: this.table.name, version: this.version++, ...more }); },
    step(what) { this.flush(); this.last = ""; this.blank = -1; this.send(what, {}); },
    save(what) { this.flush(); this.last = ""; this.said = "Saving ..."; this.$emit(what, { table: this.table.name }); },
    settle(how) { this.$emit("settle", { table: this.table.name, how }); },
    open(name) { this.flush(); this.at = null; this.$emit("open", { table: name }); },
    add() {
      this.flush();
      if (this.blank < 0) { this.blank = this.rows.length; this.rows.push(this.table.names.map(() => "")); }
      this.focus(this.blank, this.table.names[0]);
    },
    remove(r) {
      this.flush();
      this.last = "";
      if (r === this.blank) { this.blank = -1; this.rows.splice(r, 1); }
      else {
        if (this.blank >= 0) { this.rows.splice(this.blank, 1); this.blank = -1; }
        this.rows.splice(r, 1);
        this.send("remove", { row: r });
      }
      this.at = null;
      if (this.first >= this.rows.length) this.first = Math.max(0, this.first - SHOWN);
      this.$nextTick(() => this.$refs.add?.focus());
    },
    paste(r, c, event) {
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      const isBlock = text.includes("\t") || (text.includes("\n") && event.target.tagName !== "TEXTAREA");
      if (!isBlock) return;
      event.preventDefault();
      this.flush();
      const lines = text.split("\n").slice(0, this.table.keys.length ? this.rows.length - r : undefined);
      const cells = lines.flatMap((line, i) => line.split("\t").slice(0, this.table.names.length - c).map((one, j) => ({ row: r + i, column: this.table.names[c + j], text: one })));
      this.blank = -1;
      this.last = "";
      this.send("paste", { cells });
    },
    go(one) {
      this.flush();
      if (one.table !== this.table.name) { this.wanted = one; this.$emit("open", { table: one.table }); }
      else this.focus(one.row, one.column);
    },
    turn(by) { this.flush(); this.at = null; this.first = Math.max(0, this.first + by * SHOWN); },
    find() {
      const word = this.word.trim().toLowerCase();
      const count = this.rows.length;
      const from = this.at ? this.at.row + 1 : 0;
      for (let i = 0; word && i < count; i++) {
        const r = (from + i) % count;
        const c = this.rows[r].findIndex((text) => text.toLowerCase().includes(word));
        if (c >= 0) { this.at = { row: r, column: this.table.names[c] }; this.show_row(r); this.said = ""; return; }
      }
      this.said = word ? "Nothing in this table says “" + this.word + "”." : "";
    },
    show_row(row) {
      if (row < this.first || row >= this.first + SHOWN) this.first = Math.floor(Math.max(row, 0) / SHOWN) * SHOWN;
      this.$nextTick(() => document.getElementById(this.id(row, this.at.column))?.scrollIntoView({ block: "center", inline: "center" }));
    },
    focus(row, column) {
      if (row < this.first || row >= this.first + SHOWN) this.first = Math.floor(Math.max(row, 0) / SHOWN) * SHOWN;
      this.$nextTick(() => {
        const name = this.table.names.includes(column) ? column : this.table.names[0];
        const cell = document.getElementById(this.id(Math.max(row, 0), name));
        cell?.scrollIntoView({ block: "nearest", inline: "center" });
        cell?.focus();
      });
    },
    keys(event) {
      const key = event.key.toLowerCase();
      if (event.ctrlKey || event.metaKey) {
        if (key === "z" && !event.shiftKey) this.step("undo");
        else if (key === "y" || (key === "z" && event.shiftKey)) this.step("redo");
        else if (key === "s") this.save("save");
        else return;
        event.preventDefault();
        return;
      }
      const cell = event.target;
      const isInput = cell.tagName === "INPUT" && !cell.getAttribute("list");
      const down = (key === "enter" && !event.shiftKey) || (isInput && key === "arrowdown");
      if (!this.at || !cell.id?.startsWith("cell-") || cell.tagName === "SELECT" || event.altKey) return;
      if (!down && !(isInput && key === "arrowup")) return;
      event.preventDefault();
      this.flush();
      const row = this.at.row + (down ? 1 : -1);
      if (row >= 0 && row < this.rows.length) this.focus(row, this.at.column);
      else if (down && key === "enter" && !this.table.keys.length) this.add();
    },
    show(told) {
      if (told.state && told.state.version < this.version && !told.stale) { this.now = { ...told.state, version: this.version }; }
      else if (told.state) { this.now = told.state; this.version = told.state.version; }
      if (told.table && (told.stale || !told.state || told.state.version >= this.version)) this.fill(told.table);
      this.said = told.said || "";
      this.disk = told.disk || [];
      if (this.wanted && this.table.name === this.wanted.table) { this.focus(this.wanted.row, this.wanted.column); this.wanted = null; }
    },
    fill(table) {
      const place = document.activeElement?.id || "";
      if (table.name !== this.table.name || this.first >= table.rows.length) this.first = 0;
      this.table = table;
      this.rows = table.rows.map((row) => [...row]);
      this.blank = -1;
      this.waiting = null;
      if (place.startsWith("cell-")) this.$nextTick(() => document.getElementById(place)?.focus());
      const url = new URL(window.location);
      url.searchParams.set("table", table.name);
      window.history.replaceState(window.history.state, "", url);
    },
    leaving(event) { if (this.dirty) { event.preventDefault(); event.returnValue = ""; } },
  },
  created() {
    this.rows = this.given.rows.map((row) => [...row]);
    this.version = this.state.version;
  },
  mounted() { window.addEventListener("beforeunload", this.leaving); },
  unmounted() { clearTimeout(this.timer); window.removeEventListener("beforeunload", this.leaving); },
};
