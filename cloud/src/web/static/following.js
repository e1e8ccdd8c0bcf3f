/** An element whose content the server keeps: it follows the events of `src`, each of which it takes by `take`. */
export class Following extends HTMLElement {
  connectedCallback() {
    for (const [target, event] of Following.occasions()) target.addEventListener(event, this)
    this.follow()
  }

  disconnectedCallback() {
    for (const [target, event] of Following.occasions()) target.removeEventListener(event, this)
    this.pause()
  }

  /** When the network comes or goes, and when the page is looked at again. */
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
    else this.pause()
  }

  /** A browser keeps few lines open to one place, and those of pages that nobody looks at would be missing elsewhere. */
  pause() {
    this.events.close()
    clearTimeout(this.silence)
  }

  follow() {
    this.events?.close()
    this.events = new EventSource(this.address())
    this.events.addEventListener('snapshot', ({ data }) => {
      this.take(data)
      this.hearAgain()
    })
    this.events.addEventListener('alive', () => this.hearAgain())
    this.events.addEventListener('error', () => this.markStale())
    this.hearAgain()
  }

  address() {
    return this.getAttribute('src')
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
