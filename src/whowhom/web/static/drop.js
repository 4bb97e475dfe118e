// A place on which files are dropped, or chosen by keyboard; each is sent to the server as it is.
export default {
  props: { most: Number, accept: String, into: String },
  emits: ["ready"],
  template: `
    <div>
      <div class="ww-drop" :class="{'is-over': over}" @dragover.prevent="over = true" @dragleave="over = false" @drop.prevent="over = false; send($event.dataTransfer.files)">
        <label>Drop a workbook here, or choose one <input type="file" :multiple="!into" :accept="accept" :disabled="!!busy" @change="send($event.target.files)"></label>
        <p class="ww-sub">{{ into ? ".xlsx" : ".xlsx, or the CSV files of a case, or a .zip of them" }}; up to {{ Math.floor(most / 1e6) }} MB each. It is read on this machine by a process of its own; nothing in it is executed.</p>
      </div>
      <p v-if="busy" class="ww-note" role="status">Reading {{ busy }} ...</p>
      <p v-if="wrong" class="ww-problem" role="alert">{{ wrong }}</p>
    </div>`,
  data: () => ({ over: false, busy: "", wrong: "" }),
  methods: {
    async send(files) {
      const all = [...files];
      if (!all.length || this.busy) return;
      this.wrong = "";
      let token = "";
      for (const file of all) {
        this.busy = file.name;
        if (file.size > this.most) { this.wrong = file.name + " has more than " + Math.floor(this.most / 1e6) + " MB. Delete sheets or pictures that are no part of the case."; break; }
        const query = new URLSearchParams({ name: file.name, token, into: this.into || "" });
        const answer = await fetch("/uploads?" + query, { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } }).catch(() => null);
        const found = answer ? await answer.json().catch(() => ({ error: "The server refused the file." })) : { error: "The file could not be sent. Is the workbench still running?" };
        if (found.error) { this.wrong = found.error; break; }
        token = found.token;
      }
      this.busy = "";
      if (token && !this.wrong) this.$emit("ready", token);
    },
  },
};
