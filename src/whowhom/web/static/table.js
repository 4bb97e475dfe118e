// A table whose columns sort and whose rows can be filtered. Texts are only ever put in as text.
export default {
  props: {
    caption: String, heads: Array, rows: Array, numeric: Array, links: Array, marks: Object, anchors: Array,
    filter: Boolean, sortable: Boolean, chips: Number,
  },
  template: `
    <div>
      <label v-if="filter" class="ww-filter">Find in this table <input type="search" v-model="word"></label>
      <div class="ww-scroll" tabindex="0" role="region" :aria-label="caption">
        <table class="ww-table">
          <caption class="ww-hidden">{{ caption }}</caption>
          <thead><tr><th v-for="(head, i) in heads" scope="col" :class="{num: numeric && numeric[i]}"
              :aria-sort="!sortable || by !== i ? null : up ? 'ascending' : 'descending'">
            <button v-if="sortable" type="button" class="ww-sort" @click="sort(i)">{{ head }}<span aria-hidden="true">{{ by !== i ? "" : up ? " ↑" : " ↓" }}</span></button>
            <template v-else>{{ head }}</template></th></tr></thead>
          <tbody><tr v-for="r in order" :key="r"><component v-for="(cell, i) in rows[r]" :is="i ? 'td' : 'th'"
              :scope="i ? null : 'row'" :class="{num: numeric && numeric[i], short: String(cell).length < 13, 'ww-marked': marked(r, i)}" :title="marked(r, i)"
              :id="anchors ? anchors[r][i] : null" :tabindex="marked(r, i) ? 0 : null">
            <a v-if="links && links[r] && !i" :href="links[r]">{{ cell }}</a>
            <span v-else-if="i === chips && cell" class="ww-chip" :class="'is-' + cell">{{ cell }}</span>
            <template v-else>{{ cell }}</template>
            <span v-if="marked(r, i)" class="ww-mark">{{ marked(r, i) }}</span></component></tr></tbody>
        </table>
      </div>
      <p v-if="filter && word" class="ww-sub" role="status">{{ order.length }} of {{ rows.length }} rows</p>
    </div>`,
  data: () => ({ word: "", by: -1, up: true }),
  computed: {
    order() {
      const wanted = this.word.trim().toLowerCase();
      let all = this.rows.map((_row, r) => r);
      if (wanted) all = all.filter((r) => this.rows[r].some((cell) => String(cell).toLowerCase().includes(wanted)));
      if (this.by >= 0) {
        const value = (r) => this.rows[r][this.by];
        const number = (text) => parseFloat(String(text).replace(/[^\d.eE+-]/g, ""));
        const compare = this.numeric && this.numeric[this.by]
          ? (a, b) => (number(value(a)) || 0) - (number(value(b)) || 0)
          : (a, b) => String(value(a)).localeCompare(String(value(b)));
        all.sort((a, b) => (this.up ? 1 : -1) * compare(a, b));
      }
      return all;
    },
  },
  methods: {
    sort(i) {
      this.up = this.by === i ? !this.up : !(this.numeric && this.numeric[i]);
      this.by = i;
    },
    marked(r, i) { return (this.marks || {})[r + ":" + i] || null; },
  },
  mounted() {
    const aim = this.anchors && window.location.hash.slice(1);
    if (aim) this.$nextTick(() => { const cell = document.getElementById(aim); cell?.scrollIntoView({ block: "center" }); cell?.focus(); });
  },
};
