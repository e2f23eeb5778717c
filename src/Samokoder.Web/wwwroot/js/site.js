// Everything here improves pages that also work without it.
(() => {
  "use strict";
  const year = 31536000;
  const root = document.documentElement;

  // ---- theme
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => root.dataset.theme || "system";
  const shown = () => root.dataset.theme || (systemDark.matches ? "dark" : "light");
  function setTheme(theme) {
    const secure = location.protocol === "https:" ? "; secure" : "";
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    document.cookie = `theme=${theme === "system" ? "" : theme}; path=/; samesite=lax; max-age=${theme === "system" ? 0 : year}${secure}`;
    markTheme();
  }
  function markTheme() {
    for (const button of document.querySelectorAll("[data-set-theme]"))
      button.setAttribute("aria-pressed", String(button.dataset.setTheme === chosen()));
  }
  document.addEventListener("submit", e => {
    if (e.target.dataset.preference !== "theme") return;
    e.preventDefault();
    setTheme(shown() === "dark" ? "light" : "dark");
  });
  document.addEventListener("click", e => {
    const button = e.target.closest?.("[data-set-theme]");
    if (button) setTheme(button.dataset.setTheme);
  });
  new MutationObserver(() => {
    if (document.querySelector("[data-set-theme]:not([aria-pressed])")) markTheme();
  }).observe(document.body, { childList: true, subtree: true });

  // ---- prompts of the outside pages
  document.addEventListener("click", e => {
    const example = e.target.closest?.("button.example");
    const area = example?.form?.querySelector("textarea");
    if (!area) return;
    e.preventDefault();
    area.value = example.value;
    area.focus();
  });
  document.addEventListener("keydown", e => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing && e.target.matches?.("[data-submit-on-enter]")) {
      e.preventDefault();
      if (e.target.value.trim()) e.target.form.requestSubmit();
    }
  });

  // ---- menus that the browser opens by itself
  const closeMenus = except => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", e => {
    const menu = e.target.closest?.("details[data-menu]");
    closeMenus(e.target.closest?.("a") ? null : menu);
  });
  document.addEventListener("keydown", e => {
    const open = e.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // ---- what is shown once can be copied or kept as a file
  const linesOf = selector => {
    const element = document.querySelector(selector);
    const items = [...element.querySelectorAll("li")];
    return items.length ? items.map(i => i.textContent.trim()).join("\n") : (element.value ?? element.textContent).trim();
  };
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers have a clipboard for scripts on HTTPS and localhost only; the old way works everywhere.
      const area = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }
  document.addEventListener("click", async e => {
    const button = e.target.closest?.("[data-copy-text]");
    if (!button) return;
    await copy(linesOf(button.dataset.copyText));
    const words = button.querySelector("span");
    const before = words.textContent;
    if (before === button.dataset.copied) return;
    words.textContent = button.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 2000);
  });
  document.addEventListener("click", e => {
    const button = e.target.closest?.("[data-download]");
    if (!button) return;
    const url = URL.createObjectURL(new Blob([linesOf(button.dataset.download) + "\n"], { type: "text/plain" }));
    Object.assign(document.createElement("a"), { href: url, download: button.dataset.downloadName }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  });

  // ---- session: the browser refreshes, because only it can receive the rotated cookies
  const store = {
    get: () => { try { return Number(localStorage.getItem("samokoder.session") || 0); } catch { return 0; } },
    set: value => { try { localStorage.setItem("samokoder.session", String(value)); } catch { /* private mode: each tab keeps its own */ } },
  };
  const ahead = 120_000;
  let expires = 0;
  let timer = 0;
  let asking = null;

  function expiresIn(seconds) {
    expires = Date.now() + Number(seconds) * 1000;
    store.set(expires);
    plan();
  }
  function plan() {
    clearTimeout(timer);
    if (expires) timer = setTimeout(() => renew(false), Math.max(1000, Math.min(expires - Date.now() - ahead, 2 ** 30)));
  }
  function locked(work) {
    return navigator.locks ? navigator.locks.request("samokoder-refresh", work) : work();
  }
  async function ask(force, known) {
    // Another tab may have refreshed while this one waited for its turn: a second use of the old token would end the session.
    const newest = store.get();
    if (newest > known && newest - Date.now() > 5000 || !force && newest - Date.now() > ahead) {
      expires = newest;
      plan();
      return true;
    }
    for (let attempt = 0; attempt < 4; attempt++) {
      try {
        const answer = await fetch("/api/v1/auth/refresh", { method: "POST", credentials: "same-origin" });
        if (answer.ok) {
          expiresIn(answer.headers.get("X-Session-Expires-In") || 600);
          return true;
        }
        if (answer.status === 401 || answer.status === 403) return false;
      } catch { /* offline: try again */ }
      await new Promise(done => setTimeout(done, 500 * 2 ** attempt));
    }
    timer = setTimeout(() => renew(false), 15_000);
    return null;
  }
  // true: there is a fresh token; false: the session is over or the server cannot be reached now.
  async function renew(force) {
    const known = expires;
    asking ??= locked(() => ask(force, known)).finally(() => { asking = null; });
    const result = await asking;
    if (result === false && expires && !force) leave();
    return result === true;
  }
  function leave() {
    expires = 0;
    const here = location.pathname + location.search;
    if (document.querySelector(".app")) location.assign("/login?returnUrl=" + encodeURIComponent(here));
  }
  function wake() {
    if (expires && document.visibilityState === "visible" && expires - Date.now() < ahead) renew(false);
  }
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  addEventListener("focus", wake);

  const left = document.querySelector('meta[name="session-expires-in"]')?.content;
  if (left) expiresIn(left);
  // Through the form of the page, so that the cookies go too.
  function post(action, fields) {
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    document.body.append(form);
    form.submit();
  }
  // Who uses this browser next reads no draft of somebody else's.
  const forget = () => sessionStorage.clear();
  function signOut() {
    forget();
    post("/sign-out", {});
  }
  document.addEventListener("submit", e => { if (e.target.getAttribute("action") === "/sign-out") forget(); });

  // The secret of a mail's link stands behind its #, which is in no request: from here it goes on in a body.
  function readLink() {
    const reader = document.querySelector("[data-link-reader]");
    if (!reader || !location.hash.startsWith("#token=")) return;
    const link = location.hash;
    history.replaceState(null, "", location.pathname);
    reader.parentElement.style.visibility = "hidden"; // It is about to be another page.
    post(reader.dataset.linkReader, { link });
  }
  addEventListener("hashchange", readLink);
  readLink();
  window.samokoder = { renew, signOut, sessionExpires: () => expires };

  const resume = document.querySelector("[data-resume]");
  if (resume) renew(true).then(ok => location.replace(ok ? resume.dataset.resume : resume.dataset.signIn));
})();
