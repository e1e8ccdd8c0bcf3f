/**
 * <colok-live src="…"> keeps its content as the server sends it: each `snapshot` event is the whole inside as HTML. Only
 * what differs is touched, so nothing moves unless something changed. Without this script the page is complete as it came.
 * With `keep`, what the page last showed is kept on the phone, for when the signal is gone and it is opened again.
 */
class ColokLive extends Following {
  take(html) {
    const template = document.createElement('template')
    template.innerHTML = html
    alignChildren(this, template.content)
    this.removeAttribute('stale')
    // A phone without room keeps nothing; the page goes on.
    if (this.hasAttribute('keep')) keepPage().catch(() => {})
  }
}

/** The most pages that are kept; static/worker.js shows them when there is no signal. */
const pagesKept = 5

async function keepPage() {
  if (!('caches' in window)) return
  const cache = await caches.open('pages')
  const html = `<!doctype html>${document.documentElement.outerHTML}`
  await cache.put(
    location.pathname,
    new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8' } }),
  )
  const kept = await cache.keys()
  await Promise.all(kept.slice(0, -pagesKept).map((request) => cache.delete(request)))
}

customElements.define('colok-live', ColokLive)
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/worker.js').catch(() => {})
