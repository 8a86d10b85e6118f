// Runs before the bundled frontend. Two jobs: Swedish whatever the browser's language is, and links without a full page load.
(() => {
  "use strict";
  window.prerenderReady = false;
  // Where the server is; otherwise the frontend first asks below the page's own path.
  window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/`, MAIN_PAGE_BASE_URL: `${location.origin}/` };

  // The frontend's widgets choose their built-in texts and number format by these.
  Object.defineProperty(navigator, "language", { get: () => "sv-SE" });
  Object.defineProperty(navigator, "languages", { get: () => ["sv-SE", "sv"] });

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
    const moved = link.pathname !== location.pathname || link.dataset.mb === "top";
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    if (moved) toTop();
  });

  function toTop() {
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTo(0, 0);
    window.scrollTo(0, 0);
  }
})();
