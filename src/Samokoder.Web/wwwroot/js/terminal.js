// Shells of a project's sandbox, one per tab. Loaded when the studio's Terminal is opened for the first time, not before.
import { Terminal } from "../lib/xterm/xterm.mjs";
import { FitAddon } from "../lib/xterm/addon-fit.mjs";

const sheets = ["../lib/xterm/xterm.css", "../css/terminal.css"];
const seenEvery = 64 * 1024;
const encoder = new TextEncoder();

// xterm.js writes its style sheets into <style> elements, which this site's policy forbids. While it makes its elements it is given these instead:
// the same text becomes a constructed style sheet, which the policy allows.
customElements.define("terminal-style", class extends HTMLElement {
  constructor() { super(); this.sheet = new CSSStyleSheet(); }
  set textContent(text) { this.sheet.replaceSync(text); }
  get textContent() { return ""; }
  connectedCallback() { document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet]; }
  disconnectedCallback() { document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== this.sheet); }
});
function openIn(element, terminal) {
  const create = document.createElement.bind(document);
  document.createElement = (name, ...rest) => create(name === "style" ? "terminal-style" : name, ...rest);
  try { terminal.open(element); } finally { delete document.createElement; }
}

const loaded = Promise.all(sheets.map(path => new Promise(done => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(path, import.meta.url), onload: done, onerror: done });
  document.head.append(link);
})));

const names = ["background", "foreground", "cursor", "selectionBackground", "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
  "brightBlack", "brightRed", "brightGreen", "brightYellow", "brightBlue", "brightMagenta", "brightCyan", "brightWhite"];
function themeOf(element) {
  const style = getComputedStyle(element);
  const theme = Object.fromEntries(names.map(name => [name, style.getPropertyValue("--terminal-" + name).trim()]));
  return { ...theme, cursorAccent: theme.background };
}

class Shell {
  constructor(pane, kept) {
    this.pane = pane;
    this.number = kept.number;
    this.session = kept.session ?? null;
    this.position = 0;
    this.attempts = 0;
    this.element = Object.assign(document.createElement("div"), { className: "terminal-screen", role: "tabpanel", hidden: true });
    this.notice = Object.assign(document.createElement("p"), { className: "terminal-notice", hidden: true });
    this.notice.setAttribute("role", "status");
    this.screen = document.createElement("div");
    this.element.append(this.notice, this.screen);
  }

  start() {
    const terminal = this.terminal = new Terminal({
      fontFamily: getComputedStyle(this.element).getPropertyValue("--mono").trim() || "monospace", fontSize: 13, lineHeight: 1.2,
      scrollback: 5000, theme: themeOf(this.element), minimumContrastRatio: 4.5,
    });
    this.fitting = new FitAddon();
    terminal.loadAddon(this.fitting);
    openIn(this.screen, terminal);
    terminal.textarea.setAttribute("aria-label", this.pane.texts.label);
    terminal.attachCustomKeyEventHandler(e => this.key(e));
    terminal.onData(text => this.type(encoder.encode(text)));
    terminal.onBinary(text => this.type(Uint8Array.from(text, c => c.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => this.send({ type: "resize", columns: cols, rows }));
    this.fit();
    this.connect();
  }

  /** False: the browser handles the key, or nobody does. */
  key(e) {
    if (e.type !== "keydown") return true;
    if (e.key === "F6") { e.preventDefault(); this.pane.focusTab(this); return false; }
    if (this.over && e.key === "Enter") { e.preventDefault(); this.again(); return false; }
    const command = e.ctrlKey || e.metaKey;
    if (command && !e.altKey && e.code === "KeyC" && (this.terminal.hasSelection() || e.shiftKey)) {
      e.preventDefault();
      if (this.terminal.hasSelection()) { navigator.clipboard?.writeText(this.terminal.getSelection()); this.terminal.clearSelection(); }
      return false;
    }
    return !(command && !e.altKey && e.code === "KeyV"); // The browser pastes.
  }

  connect() {
    clearTimeout(this.timer);
    this.over = false;
    const { cols, rows } = this.terminal;
    const query = new URLSearchParams({ columns: cols, rows, ...(this.session && { session: this.session, after: this.position }) });
    const socket = this.socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/projects/${this.pane.project}/terminal?${query}`);
    socket.binaryType = "arraybuffer";
    socket.onmessage = e => { if (socket === this.socket) typeof e.data === "string" ? this.hear(JSON.parse(e.data)) : this.show(new Uint8Array(e.data)); };
    socket.onclose = () => { if (socket === this.socket && !this.over) this.lost(); };
  }

  hear(message) {
    if (message.type === "ready") this.ready(message);
    else if (message.type === "ended") this.ended(message);
  }

  ready({ session, position, replayed }) {
    const { texts } = this.pane;
    const isOther = this.session && session !== this.session;
    if (isOther || position !== this.position) this.terminal.reset();
    this.say(isOther ? texts.newShell : "", isOther);
    this.session = session;
    this.position = this.told = position;
    this.fresh = position + replayed;
    this.attempts = 0;
    this.send({ type: "seen", position });
    this.send({ type: "resize", columns: this.terminal.cols, rows: this.terminal.rows });
    this.pane.keep();
    this.element.dataset.state = "ready";
  }

  show(bytes) {
    this.position += bytes.length;
    const shown = this.position;
    // What was written before may ask the terminal for something; the answer was given then, or nobody waits for it any more.
    this.muted = shown - bytes.length < this.fresh;
    this.terminal.write(bytes, () => {
      if (shown >= this.fresh) this.muted = false;
      if (shown - this.told < seenEvery) return;
      this.told = shown;
      this.send({ type: "seen", position: shown });
    });
  }

  ended({ reason, exitCode, detail }) {
    const { texts } = this.pane;
    this.over = true;
    if (reason !== "takenOver") { this.session = null; this.position = 0; }
    this.pane.keep();
    this.element.dataset.state = "ended";
    const text = reason === "exited" && !detail && exitCode === 0 ? texts.closed : (texts[reason] ?? texts.lost).replace("{0}", exitCode ?? "");
    this.say([text, detail].filter(Boolean).join(" ") + " " + (reason === "signedOut" ? "" : texts.again));
  }

  lost() {
    this.element.dataset.state = "lost";
    this.say(this.pane.texts.lost);
    this.timer = setTimeout(() => this.connect(), Math.min(8000, 400 * 1.7 ** this.attempts++));
  }

  again() {
    this.say("");
    this.terminal.reset();
    this.connect();
  }

  type(bytes) {
    if (this.muted || this.socket?.readyState !== WebSocket.OPEN || this.over) return;
    if (!this.notice.hidden) this.say("");
    this.socket.send(bytes);
  }

  send(message) { if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message)); }

  say(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
    this.fit();
  }

  fit() { if (this.terminal && this.element.offsetParent && this.screen.clientHeight > 20) this.fitting.fit(); }

  /** 1000 ends the shell, anything else leaves it for a while. */
  close(code) {
    clearTimeout(this.timer);
    this.over = true;
    this.socket?.close(code);
    this.terminal?.dispose();
    this.element.remove();
  }
}

class Pane {
  constructor(host) {
    this.host = host;
    this.project = host.dataset.project;
    this.texts = JSON.parse(host.dataset.texts);
    this.key = "samokoder.terminals." + this.project;
    this.shells = [];
    this.bar = Object.assign(document.createElement("div"), { className: "terminal-tabs", role: "tablist" });
    this.bar.setAttribute("aria-label", this.texts.label);
    this.add = this.button("terminal-add", "+", this.texts.create, () => this.open({ number: this.nextNumber() }));
    this.top = Object.assign(document.createElement("div"), { className: "terminal-bar" });
    this.top.append(this.bar, this.add);
    host.replaceChildren(this.top);
    this.sizes = new ResizeObserver(() => this.shells.forEach(shell => shell.fit()));
    this.sizes.observe(host);
    this.colours = () => this.shells.forEach(shell => { if (shell.terminal) shell.terminal.options.theme = themeOf(shell.element); });
    this.themes = new MutationObserver(this.colours);
    this.themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.system = matchMedia("(prefers-color-scheme: dark)");
    this.system.addEventListener("change", this.colours);
    this.wake = () => this.shells.forEach(shell => { if (shell.element.dataset.state === "lost") shell.connect(); });
    addEventListener("online", this.wake);
    for (const kept of this.kept()) this.open(kept);
  }

  kept() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
      return kept.length ? kept : [{ number: 1 }];
    } catch { return [{ number: 1 }]; }
  }

  keep() { sessionStorage.setItem(this.key, JSON.stringify(this.shells.map(({ number, session }) => ({ number, session })))); }

  nextNumber() { return Math.max(0, ...this.shells.map(shell => shell.number)) + 1; }

  open(kept) {
    const shell = new Shell(this, kept);
    const name = this.texts.name.replace("{0}", shell.number);
    shell.tab = this.button("terminal-tab", name, name, () => { this.choose(shell); shell.terminal.focus(); });
    shell.tab.setAttribute("role", "tab");
    shell.shut = this.button("terminal-shut", "×", this.texts.close.replace("{0}", shell.number), () => this.close(shell));
    shell.label = Object.assign(document.createElement("span"), { className: "terminal-label" });
    shell.label.append(shell.tab, shell.shut);
    this.bar.append(shell.label);
    this.host.append(shell.element);
    this.shells.push(shell);
    this.choose(shell);
    shell.start();
    this.keep();
    if (this.host.offsetParent) shell.terminal.focus();
  }

  choose(chosen) {
    for (const shell of this.shells) {
      shell.element.hidden = shell !== chosen;
      shell.tab.setAttribute("aria-selected", String(shell === chosen));
    }
    this.chosen = chosen;
    chosen.fit();
  }

  focusTab(shell) { shell.tab.focus(); }

  close(shell) {
    const at = this.shells.indexOf(shell);
    this.shells.splice(at, 1);
    shell.close(1000);
    shell.label.remove();
    this.keep();
    const next = this.shells[Math.min(at, this.shells.length - 1)];
    if (next) { this.choose(next); next.tab.focus(); } else { this.add.focus(); }
  }

  button(className, text, title, onclick) {
    const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: text, title, onclick });
    if (text !== title) button.setAttribute("aria-label", title);
    return button;
  }

  /** The page is left; the shells wait for it to come back. */
  leave() {
    this.keep();
    removeEventListener("online", this.wake);
    this.system.removeEventListener("change", this.colours);
    this.themes.disconnect();
    this.sizes.disconnect();
    for (const shell of this.shells) shell.close(3001);
  }
}

export async function show(host) {
  await loaded;
  return new Pane(host);
}
