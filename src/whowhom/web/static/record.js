// A table in which the user enters what has happened; the server checks it while one types.
export default {
  props: { given: Array, people: Array, events: Array, posts: Array, first: String, problems: Array, label: String, busy: Boolean },
  emits: ["check", "ask"],
  template: `
    <form class="ww-record" @submit.prevent="$emit('ask', rows)" :aria-label="label">
      <div class="ww-record-rows" role="list">
        <fieldset v-for="(row, i) in rows" :key="row.id" class="ww-record-row" role="listitem">
          <legend class="ww-hidden">Event {{ i + 1 }}</legend>
          <span class="ww-number" aria-hidden="true">{{ i + 1 }}</span>
          <label><span>date</span><input type="text" v-model="row.date" :placeholder="first" autocomplete="off" @input="changed" :aria-invalid="wrong(i)" :aria-describedby="wrong(i) ? 'ww-record-problems' : null"></label>
          <label><span>precision</span><select v-model="row.precision" @change="changed"><option value="">as written</option><option value="about">about</option></select></label>
          <label><span>person</span><select v-model="row.actor" @change="changed"><option value="">choose</option><option v-for="one in people" :value="one[0]">{{ one[1] }}</option></select></label>
          <label><span>event</span><select v-model="row.event" @change="changed"><option value="">choose</option><option v-for="one in events" :value="one[0]">{{ one[1] }}</option></select></label>
          <label v-if="row.event === 'appointed' && posts.length"><span>post</span><select v-model="row.post" @change="changed"><option value="">choose</option><option v-for="one in posts" :value="one[0]">{{ one[1] }}</option></select></label>
          <label v-else><span>{{ row.event === 'coalition' ? 'with' : 'by' }} (ids)</span><input type="text" v-model="row.by" autocomplete="off" spellcheck="false" @input="changed"></label>
          <button type="button" class="ww-button is-small" @click="remove(i)" :aria-label="'Remove event ' + (i + 1)">Remove</button>
        </fieldset>
      </div>
      <div class="ww-acts">
        <button type="button" class="ww-button is-small" @click="add" ref="add">Add an event</button>
        <button type="submit" class="ww-button is-main" :disabled="problems.length > 0 || !rows.length || busy">Forecast with this record</button>
      </div>
      <div id="ww-record-problems" role="status"><ul v-if="problems.length" class="ww-problem ww-list"><li v-for="one in problems">{{ one }}</li></ul></div>
    </form>`,
  data() { return { rows: [], next: 0 }; },
  methods: {
    kept(row) { return { date: "", actor: "", event: "", by: "", precision: "", post: "", ...row, id: this.next++ }; },
    wrong(i) { return this.problems.some((one) => one.startsWith("row " + (i + 1) + ":")) || null; },
    changed() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.$emit("check", this.rows), 300);
    },
    add() {
      this.rows.push(this.kept({}));
      this.changed();
      this.$nextTick(() => { const all = this.$el.querySelectorAll(".ww-record-row input"); all[all.length - 2 < 0 ? 0 : all.length - 2]?.focus(); });
    },
    remove(i) { this.rows.splice(i, 1); this.changed(); this.$refs.add.focus(); },
  },
  created() { this.rows = (this.given || []).map((row) => this.kept(row)); },
  unmounted() { clearTimeout(this.waiting); },
};
