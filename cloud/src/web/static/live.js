/**
 * <colok-live src="…"> keeps its content as the server sends it: each `snapshot` event is the whole inside as HTML. Only
 * what differs is touched, so nothing moves unless something changed. Without this script the page is complete as it came.
 * With `keep`, what the page last showed is kept on the phone, for when the signal is gone and it is opened again.
 */
class ColokLive extends HTMLElement {
  connectedCallback() {
    for (const [target, event] of ColokLive.occasions()) target.addEventListener(event, this)
    this.follow()
  }

  disconnectedCallback() {
    for (const [target, event] of ColokLive.occasions()) target.removeEventListener(event, this)
    this.events.close()
    clearTimeout(this.silence)
  }

  /** When the network comes or goes, and when the phone is looked at again. */
  static occasions() {
    return [
      [window, 'online'],
      [window, 'offline'],
      [document, 'visibilitychange'],
    ]
  }

  handleEvent({ type }) {
    if (type === 'offline') {
      this.events.close()
      this.markStale()
    } else if (document.visibilityState === 'visible') this.follow()
  }

  follow() {
    this.events?.close()
    this.events = new EventSource(this.getAttribute('src'))
    this.events.addEventListener('snapshot', (event) => {
      const template = document.createElement('template')
      template.innerHTML = event.data
      alignChildren(this, template.content)
      this.removeAttribute('stale')
      this.hearAgain()
      // A phone without room keeps nothing; the page goes on.
      if (this.hasAttribute('keep')) keepPage().catch(() => {})
    })
    this.events.addEventListener('alive', () => this.hearAgain())
    this.events.addEventListener('error', () => this.markStale())
    this.hearAgain()
  }

  /** A line that died without a word is found out by its silence. */
  hearAgain() {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => {
      this.markStale()
      this.follow()
    }, longestSilenceMs)
  }

  markStale() {
    this.setAttribute('stale', '')
  }
}

/** The server says every 15 s that it is there. */
const longestSilenceMs = 40_000

/** Makes the children of `current` like those of `wanted`, keeping every node that can stay. */
function alignChildren(current, wanted) {
  const next = [...wanted.childNodes]
  for (const [index, node] of next.entries()) {
    const existing = current.childNodes[index]
    if (existing === undefined) current.append(node)
    else if (isSameKind(existing, node)) alignNode(existing, node)
    else existing.replaceWith(node)
  }
  while (current.childNodes.length > next.length) current.lastChild.remove()
}

function isSameKind(a, b) {
  return a.nodeName === b.nodeName && a.dataset?.key === b.dataset?.key
}

function alignNode(existing, node) {
  if (existing.nodeType !== Node.ELEMENT_NODE) {
    if (existing.data !== node.data) existing.data = node.data
    return
  }
  // What the reader has opened stays open.
  for (const { name } of [...existing.attributes])
    if (!node.hasAttribute(name) && name !== 'open') existing.removeAttribute(name)
  for (const { name, value } of node.attributes)
    if (existing.getAttribute(name) !== value) existing.setAttribute(name, value)
  alignChildren(existing, node)
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
