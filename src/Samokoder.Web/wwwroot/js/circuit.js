// Starts the interactive pages: reconnects for as long as it takes, and holds what must not wait for the server (keys, scrolling, sizes).
(() => {
  "use strict";
  const dialog = document.getElementById("components-reconnect-modal");
  let showTimer = 0;

  function show(failed) {
    dialog.classList.toggle("failed", failed);
    // A connection that is back within a second needs no word.
    if (!dialog.open && !showTimer) showTimer = setTimeout(() => { showTimer = 0; if (!dialog.open) dialog.showModal(); }, failed ? 0 : 1200);
  }
  function hide() {
    clearTimeout(showTimer);
    showTimer = 0;
    dialog.close();
  }
  async function reloadWhenServerAnswers() {
    for (;;) {
      try {
        if ((await fetch("/alive", { cache: "no-store" })).ok) break;
      } catch { /* still away */ }
      await new Promise(done => setTimeout(done, 1500));
    }
    location.reload();
  }
  dialog.addEventListener("components-reconnect-state-changed", e => {
    const state = e.detail.state;
    if (state === "show" || state === "retrying") show(false);
    else if (state === "hide") hide();
    else if (state === "failed") { show(true); reloadWhenServerAnswers(); }
    else if (state === "rejected" || state === "resume-failed") reloadWhenServerAnswers();
  });
  dialog.querySelector("[data-reconnect]").addEventListener("click", () => location.reload());
  dialog.addEventListener("cancel", e => e.preventDefault());

  Blazor.start({ circuit: { reconnectionOptions: {
    maxRetries: 200,
    retryIntervalMilliseconds: attempt => Math.min(300 * 1.6 ** attempt, 6000),
  } } });

  // ---- stays at the end while new things arrive, unless the person scrolled up
  customElements.define("stick-bottom", class extends HTMLElement {
    connectedCallback() {
      this.pinned = true;
      let before = 0;
      // Only a scroll upwards is the person's wish; content that grows moves the end away without one.
      this.addEventListener("scroll", () => {
        if (this.scrollHeight - this.scrollTop - this.clientHeight < 40) this.pinned = true;
        else if (this.scrollTop < before - 1) this.pinned = false;
        before = this.scrollTop;
      }, { passive: true });
      this.follow = () => { if (this.pinned) { this.scrollTop = this.scrollHeight; before = this.scrollTop; } };
      this.changes = new MutationObserver(this.follow);
      this.changes.observe(this, { childList: true, subtree: true, characterData: true });
      this.sizes = new ResizeObserver(this.follow);
      this.sizes.observe(this);
      this.follow();
    }
    disconnectedCallback() { this.changes.disconnect(); this.sizes.disconnect(); }
  });

  // ---- what the page of the app says, for the console. It is the app's text, so it is never more than text here.
  const said = [];
  const sayings = new EventTarget();
  const sentences = {
    console: d => [d.level === "error" ? "error" : "warn", d.message],
    error: d => ["error", `${d.message}\n${d.stack || `${d.file}:${d.line}`}`],
    rejection: d => ["error", `${d.message}\n${d.stack}`],
    request: d => ["error", `${d.method} ${d.target} ${d.status || ""} ${d.message || ""}`],
  };
  function hear(data) {
    const sentence = sentences[data.type]?.(data);
    if (!sentence) return;
    said.push({ level: sentence[0], text: String(sentence[1]).trim().slice(0, 8000) });
    if (said.length > 200) said.shift();
    sayings.dispatchEvent(new Event("said"));
  }
  customElements.define("page-log", class extends HTMLElement {
    connectedCallback() {
      this.show = () => this.replaceChildren(...said.map(({ level, text }) =>
        Object.assign(document.createElement("pre"), { className: level, textContent: text })));
      sayings.addEventListener("said", this.show);
      this.show();
    }
    disconnectedCallback() { sayings.removeEventListener("said", this.show); }
  });

  // ---- picking an element of the app. Generated code can say the same as the bridge, so it is heard only while the person has asked for it.
  const picking = {
    wanted: false, confirmed: false, preview: null, server: null, patience: 0,
    want(on) {
      clearTimeout(this.patience);
      [this.wanted, this.confirmed] = [on, false];
      this.preview?.ask(on);
      if (on) this.patience = setTimeout(() => { if (!this.confirmed) this.refused(); }, 3000);
      this.show();
    },
    refused() {
      this.wanted = false;
      this.server?.invokeMethodAsync("Unpickable");
      this.show();
    },
    show() {
      document.querySelector("[data-pick]")?.setAttribute("aria-pressed", String(this.wanted));
      document.documentElement.toggleAttribute("data-picking", this.wanted);
    },
    hear(data) {
      if (!this.wanted) return;
      if (data.type === "navigation") this.preview?.ask(true);
      else if (data.type === "picking" && data.on === true) this.confirmed = true;
      else if (data.type === "picking" && !this.confirmed) this.refused();
      else if (data.type === "picking") this.want(false);
      else if (data.type === "picked") {
        const text = value => typeof value === "string" ? value.slice(0, 1000) : "";
        this.server?.invokeMethodAsync("Picked", {
          tag: text(data.tag), text: text(data.text), selector: text(data.selector), component: text(data.component), file: text(data.file),
          line: Number.isInteger(data.line) && data.line > 0 && data.line < 1e7 ? data.line : null,
        });
        this.want(false);
      }
    },
  };
  addEventListener("click", e => { if (e.target.closest?.("[data-pick]")) picking.want(!picking.wanted); });
  addEventListener("keydown", e => { if (e.key === "Escape" && picking.wanted) picking.want(false); });
  window.samokoderPicking = { bind: server => { picking.server = server; } };

  // ---- the frame with the person's app. It is another site than this one, and browsers that keep storage from other sites' frames would
  // take the app's data away with each reload. Then the bridge in the app holds them, starts from the frame's name, and hands them to us to keep.
  customElements.define("app-preview", class extends HTMLElement {
    connectedCallback() {
      const { src, title, store } = this.dataset;
      const key = "samokoder.app." + store;
      const frame = Object.assign(document.createElement("iframe"), {
        className: "preview-frame", title, referrerPolicy: "no-referrer", allow: "clipboard-write", name: "samokoder:" + (localStorage.getItem(key) || "{}"),
      });
      frame.dataset.testid = "preview-frame";
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads");
      frame.src = src;
      const keepEntries = entries => {
        try { localStorage.setItem(key, entries); }
        catch { console.warn("This browser has no room left for the app's data; they last until the page is closed."); }
      };
      this.keep = e => {
        if (e.source !== frame.contentWindow || e.origin !== new URL(src).origin) return;
        if (e.data?.source !== "samokoder-bridge") return;
        // A pass lasts for hours, and ends when somebody else may see the app or may not any more: the studio gets a new one by itself.
        picking.hear(e.data);
        if (e.data.type === "navigation" && e.data.page === "forbidden") this.renew();
        else if (e.data.type !== "storage") hear(e.data);
        else if (typeof e.data.entries === "string") keepEntries(e.data.entries);
      };
      this.ask = on => frame.contentWindow?.postMessage({ target: "samokoder-bridge", type: "pick", on }, new URL(src).origin);
      picking.preview = this;
      addEventListener("message", this.keep);
      this.append(frame);
    }
    renew() {
      const last = Number(this.parentElement.dataset.renewed || 0);
      if (Date.now() - last < 10_000) return;
      this.parentElement.dataset.renewed = Date.now();
      document.querySelector("[data-reload-preview]")?.click();
    }
    disconnectedCallback() {
      if (picking.preview === this) picking.want(false);
      removeEventListener("message", this.keep);
      this.replaceChildren();
    }
  });

  // ---- shells of the sandbox. The terminal is large: it is fetched when somebody opens one.
  customElements.define("project-terminals", class extends HTMLElement {
    async connectedCallback() {
      this.textContent = "…";
      try {
        const { show } = await import(new URL(this.dataset.script, document.baseURI));
        if (this.isConnected) this.pane = await show(this);
      } catch (e) {
        console.error(e);
        this.textContent = JSON.parse(this.dataset.texts).failed;
      }
    }
    disconnectedCallback() { this.pane?.leave(); }
  });

  // ---- Enter sends, Shift+Enter is a new line, a draft survives a reload until it has arrived
  customElements.define("composer-keys", class extends HTMLElement {
    static observedAttributes = ["data-sent"];
    attributeChangedCallback(_, before) {
      if (before !== null && this.dataset.draft) sessionStorage.removeItem("samokoder.draft." + this.dataset.draft);
    }
    connectedCallback() {
      this.addEventListener("keydown", e => {
        if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.target.tagName !== "TEXTAREA") return;
        e.preventDefault();
        e.target.dispatchEvent(new Event("change", { bubbles: true }));
        this.querySelector("[data-send]").click();
      });
      this.addEventListener("click", e => {
        if (!e.target.closest("[data-send]")) return;
        const log = document.querySelector("stick-bottom.conversation");
        if (log) { log.pinned = true; log.follow(); }
      });
      const key = this.dataset.draft && "samokoder.draft." + this.dataset.draft;
      if (!key) return;
      this.addEventListener("input", e => { if (e.target.tagName === "TEXTAREA") sessionStorage.setItem(key, e.target.value); });
      // What is inside is put there after this element itself.
      setTimeout(() => {
        const area = this.querySelector("textarea");
        if (area?.value) sessionStorage.setItem(key, area.value); // Typed before this script was there.
        const draft = sessionStorage.getItem(key);
        if (!draft || !area || area.value) return;
        area.value = draft;
        area.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  });

  // ---- the border between conversation and work
  const stored = localStorage.getItem("samokoder.split");
  const setSplit = percent => {
    const value = Math.min(70, Math.max(20, percent));
    document.documentElement.style.setProperty("--split", value + "%");
    localStorage.setItem("samokoder.split", String(value));
    return value;
  };
  if (stored) setSplit(Number(stored) || 38);
  customElements.define("split-view", class extends HTMLElement {
    connectedCallback() {
      const current = () => Number(localStorage.getItem("samokoder.split") || 38);
      this.addEventListener("pointerdown", e => {
        const bar = e.target.closest("[data-splitter]");
        if (!bar) return;
        bar.setPointerCapture(e.pointerId);
        this.classList.add("dragging");
        const box = this.getBoundingClientRect();
        const move = m => setSplit((m.clientX - box.left) / box.width * 100);
        const end = () => { this.classList.remove("dragging"); bar.removeEventListener("pointermove", move); };
        bar.addEventListener("pointermove", move);
        bar.addEventListener("lostpointercapture", end, { once: true });
      });
      this.addEventListener("keydown", e => {
        const step = { ArrowLeft: -2, ArrowRight: 2 }[e.key];
        if (step && e.target.matches("[data-splitter]")) { e.preventDefault(); setSplit(current() + step); }
        const tab = e.target.closest?.('[role="tab"]');
        if (!tab || !step) return;
        const tabs = [...tab.parentElement.querySelectorAll('[role="tab"]')].filter(t => t.offsetParent);
        tabs[(tabs.indexOf(tab) + Math.sign(step) + tabs.length) % tabs.length].focus();
      });
    }
  });
})();
