/** <colok-here href="…"> is a button that asks the phone where it is and goes to the address with `lat` and `lon`. */
class ColokHere extends HTMLElement {
  connectedCallback() {
    if (!('geolocation' in navigator)) return
    const button = this.querySelector('button')
    const status = this.querySelector('[role=status]')
    button.disabled = false
    button.addEventListener('click', () => {
      button.disabled = true
      status.textContent = this.getAttribute('searching')
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          // A hundred metres are near enough, and nobody's business closer.
          const query = new URLSearchParams({
            lat: coords.latitude.toFixed(3),
            lon: coords.longitude.toFixed(3),
          })
          location.assign(`${this.getAttribute('href')}?${query}`)
        },
        () => {
          button.disabled = false
          status.textContent = this.getAttribute('refused')
        },
        { maximumAge: 60_000, timeout: 10_000 },
      )
    })
  }
}

customElements.define('colok-here', ColokHere)
