// Files that go with a prompt: chosen, pasted or dropped, kept in the page until they are sent with it, from here straight to the API.
(() => {
  "use strict";
  const begins = (bytes, ...values) => values.every((value, i) => value === null || bytes[i] === value);
  const imageKind = bytes =>
    begins(bytes, 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A) ? "image/png"
    : begins(bytes, 0xFF, 0xD8, 0xFF) ? "image/jpeg"
    : begins(bytes, 0x47, 0x49, 0x46, 0x38) ? "image/gif"
    : begins(bytes, 0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50) ? "image/webp" : null;
  const endings = { "image/png": [".png"], "image/jpeg": [".jpg", ".jpeg"], "image/gif": [".gif"], "image/webp": [".webp"] };
  // The API takes no name that says another kind than the content: people rename pictures without changing them.
  const named = (name, kind) => {
    const ending = /\.(png|jpe?g|gif|webp)$/i.exec(name);
    if (!ending || endings[kind]?.includes(ending[0].toLowerCase())) return name;
    return kind ? name.slice(0, ending.index) + endings[kind][0] : `${name}.txt`;
  };
  const isText = bytes => {
    if (bytes.some(byte => byte < 9)) return false;
    try { new TextDecoder("utf-8", { fatal: true }).decode(bytes); return true; }
    catch { return false; }
  };
  const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));
  const fill = (text, ...values) => values.reduce((filled, value, i) => filled.replaceAll(`{${i}}`, value), text);
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  let units = ["{0} B", "{0} KB", "{0} MB"];
  function size(bytes) {
    const power = bytes < 1024 ? 0 : bytes < 1048576 ? 1 : 2;
    return fill(units[power], (bytes / 1024 ** power).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }));
  }

  // ---- pictures: what is larger than a model looks at is made smaller here, which also spares the upload
  function draw(bitmap, width, height, cover) {
    const canvas = element("canvas", { width, height });
    const scale = cover ? Math.max(width / bitmap.width, height / bitmap.height) : width / bitmap.width;
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, (width - bitmap.width * scale) / 2, (height - bitmap.height * scale) / 2, bitmap.width * scale, bitmap.height * scale);
    return canvas;
  }
  const encode = (canvas, type, quality) => new Promise(done => canvas.toBlob(done, type, quality));
  async function shrink(bitmap, limits) {
    const scale = Math.min(1, limits.side / Math.max(bitmap.width, bitmap.height));
    const canvas = draw(bitmap, Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)), false);
    for (const [type, quality] of [["image/webp", .9], ["image/jpeg", .85], ["image/jpeg", .6]]) {
      const blob = await encode(canvas, type, quality);
      if (blob?.type === type && blob.size <= limits.comfortable * 2) return blob; // A browser that cannot write WebP writes PNG instead.
    }
    return encode(canvas, "image/jpeg", .5);
  }

  class Refused extends Error {
    constructor(text, ...values) { super(text); this.values = values; }
  }

  async function read(file, name, limits) {
    if (!file.size) throw new Refused("empty", name);
    if (file.size > limits.readable) throw new Refused("tooLarge", name, size(file.size), size(limits.image));
    const bytes = new Uint8Array(await file.arrayBuffer().catch(() => { throw new Refused("unreadable", name); }));
    const kind = imageKind(bytes);
    if (!kind && isText(bytes)) {
      if (bytes.length > limits.text) throw new Refused("tooLarge", name, size(bytes.length), size(limits.text));
      return { name: named(name, null), type: "text/plain", blob: file };
    }
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) throw new Refused(kind ? "unreadable" : "kind", name);
    const thumbnail = draw(bitmap, 88, 88, true).toDataURL("image/jpeg", .8);
    if (kind && bytes.length <= limits.comfortable && Math.max(bitmap.width, bitmap.height) <= limits.side)
      return { name: named(name, kind), type: kind, blob: file, thumbnail };
    const blob = await shrink(bitmap, limits);
    if (blob.size > limits.image) throw new Refused("tooLarge", name, size(blob.size), size(limits.image));
    return { name: name.replace(/\.[^.]*$/, "") + (blob.type === "image/webp" ? ".webp" : ".jpg"), type: blob.type, blob, thumbnail };
  }
  const base64 = blob => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });

  // What the page tells the server arrives also when the connection is lost meanwhile: it is said again until it was heard.
  async function deliver(tell) {
    for (;;) {
      try {
        const heard = await Promise.race([tell().then(() => true), wait(4000)]);
        if (heard) return;
      } catch { await wait(1000); }
    }
  }

  // The page that the server made is replaced by its interactive self: what was chosen in the one before belongs to that.
  let unbound = null;

  customElements.define("attachment-bar", class extends HTMLElement {
    connectedCallback() {
      this.texts = JSON.parse(this.dataset.texts);
      this.limits = JSON.parse(this.dataset.limits);
      units = this.texts.units;
      this.items ??= [];
      if (unbound !== this) [this.forerunner, unbound] = [unbound, this];
      this.problems ??= [];
      this.reading ??= 0;
      this.picker = element("input", { type: "file", multiple: true, hidden: true });
      this.picker.dataset.testid = "attach-input";
      this.picker.addEventListener("change", () => { this.add([...this.picker.files]); this.picker.value = ""; });
      this.stop = new AbortController();
      const { signal } = this.stop;
      const keys = this.closest("composer-keys");
      const zone = this.closest("[data-drop]");
      // What is beside this element may be put there after it.
      const area = () => keys.querySelector("textarea");
      keys.addEventListener("click", e => { if (e.target.closest("[data-attach]")) this.picker.click(); }, { signal });
      keys.addEventListener("paste", e => this.paste(e, area()), { signal });
      const holdsFiles = e => e.dataTransfer?.types.includes("Files");
      zone.addEventListener("dragover", e => {
        if (!holdsFiles(e)) return;
        e.preventDefault();
        e.dataTransfer.dropEffect = "copy";
        zone.classList.add("dropping");
      }, { signal });
      zone.addEventListener("dragleave", e => { if (!zone.contains(e.relatedTarget)) zone.classList.remove("dropping"); }, { signal });
      zone.addEventListener("drop", e => {
        zone.classList.remove("dropping");
        if (!holdsFiles(e)) return;
        e.preventDefault();
        this.add([...e.dataTransfer.files]);
        area().focus();
      }, { signal });
      addEventListener("beforeunload", e => { if (this.request) e.preventDefault(); }, { signal });
      this.show();
    }
    disconnectedCallback() { this.stop.abort(); }
    bind(server) {
      this.server = server;
      unbound = null;
      if (this.forerunner) this.forerunner.heir = this;
      this.items.push(...this.forerunner?.items.splice(0) ?? []);
      this.show();
      this.tell();
    }
    adopt(items) {
      if (!items.length) return;
      this.items.push(...items);
      this.show();
      this.tell();
    }

    paste(e, area) {
      const text = e.clipboardData.getData("text/plain");
      const files = [...e.clipboardData.files];
      if (files.length && !text) {
        e.preventDefault();
        this.add(files);
        return;
      }
      // A text that is longer than a prompt may be would be cut: it comes along as a file instead.
      const room = area.maxLength - area.value.length + (area.selectionEnd - area.selectionStart);
      if (text.length <= room) return;
      e.preventDefault();
      this.add([new File([text], this.texts.pastedText, { type: "text/plain" })]);
    }

    async add(files) {
      if (this.request || !files.length) return;
      this.problems = [];
      this.reading++;
      this.show();
      this.tell();
      try {
        for (const file of files) {
          try { await this.take(file); }
          catch (e) {
            if (!(e instanceof Refused)) throw e;
            this.problems.push(fill(this.texts[e.message], ...e.values));
            if (e.message === "tooMany") break;
          }
        }
      } finally {
        this.reading--;
        this.show();
        this.tell();
        this.heir?.adopt(this.items.splice(0));
      }
    }
    async take(file) {
      if (this.items.length >= this.limits.count) throw new Refused("tooMany", this.limits.count);
      const item = await read(file, this.nameFor(file), this.limits);
      if (this.items.reduce((sum, other) => sum + other.blob.size, item.blob.size) > this.limits.total) throw new Refused("togetherTooLarge", item.name, size(this.limits.total));
      this.items.push(item);
    }
    nameFor(file) {
      const plain = [...file.name].filter(c => c >= " " && !"/\\\u007f".includes(c)).join("").trim();
      // The clipboard calls every picture the same.
      const name = !plain || plain === "image.png" ? `${this.texts.pastedImage} ${this.items.length + 1}.png` : plain;
      return name.length <= this.limits.name ? name : name.slice(0, this.limits.name - 12) + name.slice(-12);
    }
    // Files that were sent with an earlier prompt.
    async again(files) {
      const fetched = await Promise.all(files.map(async ({ name, url }) => new File([await (await fetch(url)).blob()], name)));
      await this.add(fetched);
    }

    tell() {
      const version = this.told = (this.told ?? 0) + 1;
      const images = this.items.filter(item => item.thumbnail).length;
      if (this.server) deliver(() => version === this.told ? this.server.invokeMethodAsync("Changed", this.items.length, images, this.reading > 0) : Promise.resolve());
    }

    async send(path, key, body) {
      this.problems = [];
      this.request = { share: 0 };
      this.show();
      let answer;
      try {
        const attachments = await Promise.all(this.items.map(async item => ({ name: item.name, mediaType: item.type, data: await base64(item.blob) })));
        answer = await this.post("/api/v1/" + path, key, JSON.stringify({ ...body, attachments }));
      } catch {
        answer = { status: 0 };
      }
      this.request = null;
      if (answer.status >= 200 && answer.status < 300) this.items = [];
      this.show();
      await deliver(() => this.server.invokeMethodAsync("Sent", key, answer.status, answer.id ?? null, answer.problem ?? null));
      this.tell();
    }
    // The key makes a repetition harmless.
    async post(url, key, body) {
      let renewed = false;
      for (let attempt = 0; ; attempt++) {
        const answer = await this.try(url, key, body);
        if (answer.status === 401 && !renewed && await window.samokoder.renew(true)) { renewed = true; continue; }
        if (answer.status < 0 || ![0, 502, 503, 504].includes(answer.status) || attempt === 3) return answer;
        await wait(1000 * 2 ** attempt);
        if (this.request.cancelled) return { status: -1 };
      }
    }
    try(url, key, body) {
      return new Promise(done => {
        const call = new XMLHttpRequest();
        this.request.call = call;
        call.open("POST", url);
        call.setRequestHeader("Content-Type", "application/json");
        call.setRequestHeader("Idempotency-Key", key);
        call.responseType = "json";
        call.upload.onprogress = e => { if (e.lengthComputable) this.progress(e.loaded / e.total); };
        call.onload = () => {
          const good = call.status >= 200 && call.status < 300;
          const said = call.response;
          done({ status: call.status, id: good ? (said?.project ?? said?.run)?.id : null, problem: good ? null : said });
        };
        call.onerror = call.ontimeout = () => done({ status: 0 });
        call.onabort = () => done({ status: -1 });
        call.send(body);
      });
    }
    progress(share) {
      this.request.share = share;
      const bar = this.querySelector("progress");
      if (!bar) return;
      bar.value = share;
      this.querySelector(".attachment-progress span").textContent = this.progressText();
      // What has arrived cannot be taken back here.
      if (share === 1) this.querySelector(".attachment-progress button")?.remove();
    }
    progressText() { return fill(this.texts.uploading, Math.round(this.request.share * 100)); }

    show() {
      const parts = [this.picker];
      if (this.items.length) parts.push(element("ul", { className: "attachment-chips", ariaLabel: this.texts.list }, ...this.items.map(item => this.chip(item))));
      if (this.reading) parts.push(element("p", { className: "small muted", role: "status" }, element("span", { className: "spinner", ariaHidden: "true" }), " ", this.texts.reading));
      if (this.request) {
        const cancel = element("button", { type: "button", className: "link-button small", textContent: this.texts.cancel, onclick: () => { this.request.cancelled = true; this.request.call?.abort(); } });
        const bar = element("progress", { max: 1, value: this.request.share });
        bar.setAttribute("aria-label", this.texts.list);
        parts.push(element("p", { className: "attachment-progress small" }, bar, element("span", { textContent: this.progressText() }), cancel));
      }
      for (const problem of this.problems) parts.push(element("p", { className: "field-problem", role: "alert", textContent: problem }));
      this.replaceChildren(...parts);
    }
    chip(item) {
      const chip = element("li", { className: "attachment-chip" });
      chip.dataset.testid = "attachment-chip";
      chip.append(
        item.thumbnail ? element("img", { src: item.thumbnail, alt: "" }) : element("span", { className: "attachment-page", ariaHidden: "true", textContent: "Aa" }),
        element("span", { className: "attachment-name", title: item.name, textContent: item.name }),
        element("span", { className: "muted", textContent: size(item.blob.size) }));
      if (!this.request)
        chip.append(element("button", {
          type: "button", className: "attachment-remove", ariaLabel: fill(this.texts.remove, item.name), title: fill(this.texts.remove, item.name), textContent: "×",
          onclick: () => {
            this.items = this.items.filter(other => other !== item);
            this.problems = [];
            this.show();
            this.tell();
            this.closest("composer-keys").querySelector("textarea").focus();
          },
        }));
      return chip;
    }
  });

  window.samokoderAttachments = {
    bind: (bar, server) => bar.bind(server),
    send: (bar, path, key, body) => { bar.send(path, key, JSON.parse(body)); },
    again: (bar, files) => bar.again(files),
  };

  // A file that misses its place must not replace the page, and with it what was written.
  for (const type of ["dragover", "drop"])
    addEventListener(type, e => { if (e.dataTransfer?.types.includes("Files") && !e.defaultPrevented) { e.preventDefault(); e.dataTransfer.dropEffect = "none"; } });

  // ---- a picture of the conversation, as large as the window has room for
  addEventListener("click", e => {
    const link = e.target.closest?.("a[data-zoom]");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    e.preventDefault();
    const dialog = element("dialog", { className: "zoom", ariaLabel: link.title },
      element("button", { type: "button", className: "zoom-close", textContent: "×", ariaLabel: link.dataset.zoom, title: link.dataset.zoom, onclick: () => dialog.close() }),
      element("img", { src: link.href, alt: link.title }));
    dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  });
})();
