// The date at which the reader stands: sentences, chronicle and roster at each date of the record. Texts are only ever put in as text.
export default {
  props: { address: String, at: String },
  template: `
    <div class="ww-odds">
      <div v-if="stop">
        <h1>{{ stop.lead }}</h1>
        <div class="ww-asof">
          <label for="ww-asof">As of</label>
          <output for="ww-asof">{{ stop.label }}</output>
        </div>
        <div class="ww-asof is-slider">
          <button type="button" class="ww-button is-small" :disabled="!now" @click="go(now - 1)">Earlier</button>
          <input id="ww-asof" type="range" min="0" :max="stops.length - 1" step="1" :value="now"
            :aria-valuetext="stop.label" aria-describedby="ww-asof-why" list="ww-asof-stops" @input="go(Number($event.target.value))">
          <datalist id="ww-asof-stops"><option v-for="(one, i) in stops" :value="i" :label="one.label"></option></datalist>
          <button type="button" class="ww-button is-small" :disabled="now === stops.length - 1" @click="go(now + 1)">Later</button>
        </div>
        <p id="ww-asof-why" class="ww-sub">The record up to this date is taken as observed; the rest is simulated from there. Stops: the start, and each month in which something is documented.</p>
        <p class="ww-hidden" role="status">{{ said }}</p>
      </div>
      <p v-if="problem" class="ww-problem" role="alert">{{ problem }}</p>
      <div class="ww-grid is-near">
        <div class="ww-c8"><slot></slot></div>
        <section class="ww-c4" v-if="stop" aria-labelledby="ww-chronicle-title">
          <h2 id="ww-chronicle-title">What has happened</h2>
          <div ref="box" class="ww-chronicle" tabindex="0" role="region" aria-label="Chronicle, up to the date and after it">
            <ol><li v-for="(one, i) in passed" :key="i" :class="{'is-event': one.number, 'is-now': one.x === stop.x && one.number}">
              <span class="ww-when">{{ one.date }}</span><span><b v-if="one.number" class="ww-number">{{ one.number }}</b> {{ one.text }}<span v-if="one.note" class="ww-sub"> {{ one.note }}</span></span></li></ol>
            <h3 ref="later" class="ww-later-title">{{ later.length ? "After this date" : "The record ends here" }}</h3>
            <ol class="is-later"><li v-for="(one, i) in later" :key="i" :class="{'is-event': one.number}">
              <span class="ww-when">{{ one.date }}</span><span><b v-if="one.number" class="ww-number">{{ one.number }}</b> {{ one.text }}</span></li></ol>
          </div>
        </section>
      </div>
      <div class="ww-grid is-near" v-if="stop">
        <div class="ww-c5"><p v-for="line in stop.more" class="ww-lead">{{ line }}</p></div>
        <section class="ww-c7" aria-labelledby="ww-roster-title">
          <h2 id="ww-roster-title">Who stands where</h2>
          <ul :class="['ww-roster', { 'is-moving': moving }]"><li v-for="one in stop.roster" :key="one.name" :class="'is-' + one.status">
            <span class="ww-dot" :style="{background: one.colour}" aria-hidden="true"></span>
            <span><b>{{ one.name }}</b><span class="ww-stands">{{ one.words }}</span><span v-if="one.note" class="ww-sub">{{ one.note }}</span></span></li></ul>
        </section>
      </div>
    </div>`,
  data: () => ({ stops: [], chronicle: [], now: 0, moving: false, problem: "", said: "" }),
  computed: {
    stop() { return this.stops[this.now] || null; },
    passed() { return this.chronicle.filter((one) => one.x <= this.stop.x); },
    later() { return this.chronicle.filter((one) => one.x > this.stop.x); },
  },
  methods: {
    go(place) {
      this.now = Math.max(0, Math.min(this.stops.length - 1, place));
      this.moving = true; // only a move fades, not a change of the theme
      clearTimeout(this.resting);
      this.resting = setTimeout(() => { this.moving = false; }, 300);
      window.whowhomAsOf = this.stop.x;
      window.dispatchEvent(new CustomEvent("whowhom-as-of", { detail: this.stop.x }));
      clearTimeout(this.saying);
      this.saying = setTimeout(() => { // once it rests: a reader hears one answer, the address keeps one date
        this.said = this.stop.lead;
        const url = new URL(window.location);
        url.searchParams.set("as_of", this.stop.as_of);
        history.replaceState(history.state, "", url);
      }, 400);
      this.$nextTick(() => {
        const box = this.$refs.box;
        if (box) box.scrollTop = Math.max(0, this.$refs.later.offsetTop - box.clientHeight * 0.72);
      });
    },
  },
  async mounted() {
    try {
      const answer = await fetch(this.address);
      if (!answer.ok) throw new Error("These odds are not there any more. Load the page again.");
      const found = await answer.json();
      this.chronicle = found.chronicle;
      this.stops = found.stops;
      const wanted = this.stops.filter((one) => one.as_of <= this.at).length - 1;
      this.go(this.at ? Math.max(0, wanted) : this.stops.length - 1);
      clearTimeout(this.saying);
      clearTimeout(this.resting);
      this.moving = false; // the first date is not moved to
    } catch (error) { this.problem = error.message; }
  },
};
