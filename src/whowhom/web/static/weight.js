// A weight that is moved: a range and a number field that say the same; moves are sent at most every 150 ms, the last one always.
export default {
  props: { label: String, low: Number, high: Number, step: Number, value: Number, coded: String },
  template: `
    <div class="ww-weight">
      <label for="ww-weight">{{ label }}</label>
      <input id="ww-weight" type="range" :min="low" :max="high" :step="step" :value="now"
        aria-describedby="ww-weight-coded" @input="move($event.target.value)">
      <input type="number" :min="low" :max="high" :step="step" :value="now" :aria-label="label + ', as a number'"
        @change="move($event.target.value)">
      <span id="ww-weight-coded" class="ww-sub">{{ coded }}</span>
    </div>`,
  data() { return { now: this.value }; },
  watch: { value(next) { this.now = next; } },
  methods: {
    move(text) {
      const wanted = Number(text);
      if (text === "" || Number.isNaN(wanted)) return;
      this.now = Math.min(this.high, Math.max(this.low, wanted));
      if (this.sending) return;
      this.sending = setTimeout(() => { this.sending = 0; this.$emit("move", this.now); }, 150);
    },
  },
  unmounted() { clearTimeout(this.sending); },
};
