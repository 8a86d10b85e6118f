// Runs before the bundled frontend. Two jobs: the document's language whatever the browser's is, and links without a full page load.
(() => {
  "use strict";
  window.prerenderReady = false;
  // Where the server is; otherwise the frontend first asks below the page's own path.
  window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/`, MAIN_PAGE_BASE_URL: `${location.origin}/` };

  // The frontend's widgets choose their built-in texts and number format by these.
  const spoken = document.documentElement.lang;
  const locale = { sv: "sv-SE", da: "da-DK", en: "en-GB" }[spoken];
  Object.defineProperty(navigator, "language", { get: () => locale });
  Object.defineProperty(navigator, "languages", { get: () => [locale, spoken] });

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const mark = () => document.documentElement.classList.toggle("mb-dark", dark.matches);
  dark.addEventListener("change", mark);
  mark();

  // A click on one of our own links becomes a change of the address; the frontend listens for that and reruns the page.
  // Without this script, with a modifier key or when the frontend has not started, it is an ordinary link.
  const started = () => document.querySelector('[data-testid="stApp"]') !== null;
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[data-mb]") : null;
    if (!link || !started() || link.origin !== location.origin) return;
    event.preventDefault();
    const menu = link.closest("details");
    if (menu) menu.open = false;
    go(link.href, link.pathname !== location.pathname || link.dataset.mb === "top");
  });

  // A menu that is open closes at a click elsewhere, at Escape (the focus goes back to it), and when the focus leaves it.
  const MENUS = ".mb-menu-fold[open], .mb-years-narrow[open]";
  const closeBut = (kept) => document.querySelectorAll(MENUS).forEach((menu) => { if (!menu.contains(kept)) menu.open = false; });
  document.addEventListener("click", (event) => closeBut(event.target));
  document.addEventListener("focusin", (event) => closeBut(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" ? document.querySelector(MENUS) : null;
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // A form of ours does as a link to the address that it makes.
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement && event.target.dataset.mb ? event.target : null;
    if (!form || !started()) return;
    event.preventDefault();
    const address = new URL(form.action, location.href);
    address.search = new URLSearchParams(new FormData(form)).toString();
    const folded = form.closest("details");
    if (folded) folded.open = false;
    go(address.href, form.dataset.mb === "top");
  });

  function go(address, moved) {
    history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    if (moved) {
      toTop();
      headingWhenMade();
    }
  }

  // After a move the heading of the new page gets the focus, so that a screen reader says where one is.
  function headingWhenMade() {
    const app = document.querySelector('[data-testid="stApp"]');
    let begun = false;
    const seen = new MutationObserver(() => {
      const state = app.dataset.testScriptState;
      begun = begun || state === "running";
      if (!begun || state !== "notRunning") return;
      seen.disconnect();
      const heading = document.querySelector("h1");
      if (!heading) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    });
    seen.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
    setTimeout(() => seen.disconnect(), 20000);
  }

  // Where one was when signing in, so that one comes back there: the sign-in itself always ends at the start page.
  const BACK = "malbild-tillbaka";
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest(".st-key-malbild-logga-in button") : null;
    if (!button) return;
    const query = new URLSearchParams(location.search);
    query.delete("inloggning");
    sessionStorage.setItem(BACK, location.pathname + (query.size ? `?${query}` : ""));
  }, true);
  const back = sessionStorage.getItem(BACK);
  if (back && location.pathname === "/" && !location.search) {
    sessionStorage.removeItem(BACK);
    if (/^\/(?!\/)/.test(back)) history.replaceState({}, "", back);
  }

  // A sign-in ends also while nobody touches the page: then what is on it is taken away. The server closes the connection with a code of its
  // own, at the token's end, when one signs out in another tab, or when a role is taken away (then the same address shows what is left);
  // without contact with the server this clock counts the seconds it was given.
  let leaving = false;
  addEventListener("beforeunload", () => { leaving = true; });
  function over(why) {
    if (leaving) return;
    leaving = true;
    document.body.replaceChildren();
    if (!why) {
      location.reload();
      return;
    }
    const address = new URL(location.href);
    address.searchParams.set("inloggning", why);
    location.replace(address);
  }
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => {
        if (event.code === 4401) over("slut");
        if (event.code === 4402) over("avslutad");
        if (event.code === 4403) over("");
      });
    }
  };
  const deadlines = new Map();
  function endWhenOver() {
    const signed = document.querySelector("[data-mb-ends]");
    if (!signed) return;
    const { mbEnds, mbLeft } = signed.dataset;
    if (!deadlines.has(mbEnds)) deadlines.set(mbEnds, Date.now() + Number(mbLeft) * 1000 + 1000);
    if (Date.now() >= deadlines.get(mbEnds)) over("slut");
  }
  setInterval(endWhenOver, 1000);
  document.addEventListener("visibilitychange", endWhenOver);

  function toTop() {
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTo(0, 0);
    window.scrollTo(0, 0);
  }
})();
