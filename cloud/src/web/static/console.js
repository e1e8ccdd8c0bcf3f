/**
 * <colok-board src="…"> keeps an overview of thousands of chargers: each `snapshot` tells counts, dots of the map, and those
 * rows that stand on this page. What comes within a frame is put on the page at once, and only where it differs.
 */
class ColokBoard extends Following {
  waiting = { rows: new Map(), places: new Map(), figures: new Map() }

  connectedCallback() {
    this.nodes = { rows: keyed(this, 'tr[data-key]', 'key'), places: keyed(this, '[data-place]', 'place') }
    this.nodes.figures = keyed(this, '[data-figure]', 'figure')
    super.connectedCallback()
  }

  /** Which rows are here: of the others only counts and dots are told. */
  address() {
    const shown = [...this.nodes.rows.keys()].join(',')
    return `${super.address()}?${new URLSearchParams({ shown })}`
  }

  take(data) {
    const told = JSON.parse(data)
    for (const kind of Object.keys(this.waiting))
      for (const [key, value] of Object.entries(told[kind])) this.waiting[kind].set(key, value)
    this.frame ??= requestAnimationFrame(() => this.draw())
  }

  draw() {
    this.frame = undefined
    this.each('rows', alignRow, rowsInFrame)
    this.each('places', (place, condition) => {
      if (place.dataset.condition !== condition) place.dataset.condition = condition
    })
    this.each('figures', (figure, text) => {
      if (figure.textContent !== text) figure.firstChild.data = text
    })
    if (this.hasAttribute('stale')) this.removeAttribute('stale')
    if (this.waiting.rows.size > 0) this.frame = requestAnimationFrame(() => this.draw())
  }

  each(kind, put, most = Number.POSITIVE_INFINITY) {
    let left = most
    for (const [key, value] of this.waiting[kind]) {
      const node = this.nodes[kind].get(key)
      this.waiting[kind].delete(key)
      if (node) put(node, value)
      if (--left <= 0) return
    }
  }
}

/** More would keep a click waiting: the rest comes with the next frames. */
const rowsInFrame = 20

function keyed(root, selector, name) {
  return new Map([...root.querySelectorAll(selector)].map((node) => [node.dataset[name], node]))
}

/** A row alone is no HTML; it takes a table around it to be read. */
function alignRow(row, html) {
  const template = document.createElement('template')
  template.innerHTML = `<table><tbody>${html}</tbody></table>`
  alignChildren(row, template.content.querySelector('tr'))
}

customElements.define('colok-board', ColokBoard)

/** The search opens with `/`, wherever one is but in a field. */
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest?.('input, textarea, select, [contenteditable]')) return
  event.preventDefault()
  document.getElementById('search').focus()
})

/**
 * On the overview a charger opens beside the map instead of in place of it. Only a plain click does: a new tab, a keyboard's
 * modifier, and a browser without this script go to the charger's own page.
 */
addEventListener('click', async (event) => {
  const { target } = event
  if (target.closest('[data-close]')) return closeDrawer()
  const place = target.closest('[data-place]')
  if (place) return location.assign(`/console?${new URLSearchParams({ site: place.dataset.place })}`)
  const link = target.closest('colok-board tr[data-key] a')
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  const response = await fetch(`${link.pathname}/drawer`).catch(() => undefined)
  if (!response?.ok) return location.assign(link.href)
  openDrawer(link, await response.text())
})

addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') closeDrawer()
})

let openedFrom

function openDrawer(link, html) {
  const drawer = document.querySelector('.drawer') ?? document.createElement('aside')
  drawer.className = 'drawer'
  drawer.setAttribute('aria-label', link.textContent)
  drawer.innerHTML = html
  document.body.append(drawer)
  openedFrom = link
  drawer.querySelector('[data-close]').focus()
}

function closeDrawer() {
  document.querySelector('.drawer')?.remove()
  openedFrom?.focus()
  openedFrom = undefined
}
