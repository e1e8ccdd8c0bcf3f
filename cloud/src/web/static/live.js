/**
 * <colok-live src="…"> keeps its content as the server sends it: each `snapshot` event is the whole inside as HTML. Only
 * what differs is touched, so nothing moves unless something changed. Without this script the page is complete as it came.
 */
class ColokLive extends HTMLElement {
  connectedCallback() {
    this.events = new EventSource(this.getAttribute('src'))
    this.events.addEventListener('snapshot', (event) => {
      const template = document.createElement('template')
      template.innerHTML = event.data
      alignChildren(this, template.content)
      this.removeAttribute('stale')
    })
    this.events.addEventListener('error', () => this.setAttribute('stale', ''))
  }

  disconnectedCallback() {
    this.events.close()
  }
}

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
  for (const { name } of [...existing.attributes])
    if (!node.hasAttribute(name)) existing.removeAttribute(name)
  for (const { name, value } of node.attributes)
    if (existing.getAttribute(name) !== value) existing.setAttribute(name, value)
  alignChildren(existing, node)
}

customElements.define('colok-live', ColokLive)
