/**
 * <colok-power src="…"> adds to the line of a chart what is measured while one looks at it: `points` are `x,y x,y` in the
 * line's own units, and move nothing but the line and the figure. A `chart` is the whole drawing anew: when the frame is
 * too small for the next point, when the line was cut, and at the beginning.
 */
class ColokPower extends HTMLElement {
  connectedCallback() {
    this.events = new EventSource(this.getAttribute('src'))
    this.events.addEventListener('chart', ({ data }) => {
      if (this.innerHTML !== data) this.innerHTML = data
    })
    this.events.addEventListener('points', ({ data }) => this.append(JSON.parse(data)))
  }

  disconnectedCallback() {
    this.events.close()
  }

  append({ points, text }) {
    const line = [...this.querySelectorAll('polyline')].at(-1)
    if (line === undefined) return
    const all = `${line.getAttribute('points')} ${points}`
    line.setAttribute('points', all)
    const top = line.ownerSVGElement.viewBox.baseVal.height
    const [first] = all.split(',')
    const [last] = points.split(' ').at(-1).split(',')
    line.previousElementSibling.setAttribute('points', `${first},${top} ${all} ${last},${top}`)
    const summary = this.querySelector('.chart-summary')
    if (summary) summary.textContent = text
  }
}

customElements.define('colok-power', ColokPower)
