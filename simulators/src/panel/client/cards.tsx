/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx/dom */
import type { Card } from '../snapshot.ts'
import type { Words } from './words.ts'

/** A hand moves a little when it presses; further than this it drags. */
const dragFromPx = 6

/** The tray: a press taps the card, and so does dropping it on the reader. */
export function Cards(props: { cards: readonly Card[]; words: Words; tap: (uid: string) => void }) {
  const { words } = props
  return (
    <section class="tray" aria-label={words.cards.heading}>
      <h2>{words.cards.heading}</h2>
      <p class="hint">{words.cards.hint}</p>
      <div class="cards">
        {props.cards.map((card) => (
          <button
            key={card.uid}
            type="button"
            class={`card card-${card.kind}`}
            aria-label={words.cards.tap(card.uid)}
            onClick={() => props.tap(card.uid)}
            onPointerDown={(event: PointerEvent) => drag(event, () => props.tap(card.uid))}
          >
            <span class="card-kind">{words.cards.kinds[card.kind]}</span>
            <span class="card-chip" />
            <span class="card-brand">colok</span>
            <span class="card-uid">{card.uid.replace(/(.{4})(?=.)/g, '$1 ')}</span>
          </button>
        ))}
      </div>
    </section>
  )
}

/** Lets the pointer carry a card until it is let go. The click that ends a drag is swallowed: it is no press. */
function drag(down: PointerEvent, tap: () => void): void {
  const card = down.currentTarget as HTMLElement
  let dragging = false
  // A quick hand is off the card by its first move.
  card.setPointerCapture(down.pointerId)
  const move = (event: PointerEvent) => {
    const x = event.clientX - down.clientX
    const y = event.clientY - down.clientY
    if (!dragging && Math.hypot(x, y) < dragFromPx) return
    dragging = true
    card.classList.add('dragged')
    card.style.transform = `translate(${x}px, ${y}px) rotate(-6deg)`
  }
  const end = (event: PointerEvent) => {
    card.removeEventListener('pointermove', move)
    card.removeEventListener('pointerup', end)
    card.removeEventListener('pointercancel', end)
    if (!dragging) return
    card.classList.remove('dragged')
    card.style.transform = ''
    card.addEventListener('click', (click) => click.stopImmediatePropagation(), { once: true, capture: true })
    const reader = document.getElementById('card-reader')?.getBoundingClientRect()
    if (event.type === 'pointerup' && reader !== undefined && contains(reader, event)) tap()
  }
  card.addEventListener('pointermove', move)
  card.addEventListener('pointerup', end)
  card.addEventListener('pointercancel', end)
}

function contains(area: DOMRect, point: { clientX: number; clientY: number }): boolean {
  return (
    point.clientX >= area.left &&
    point.clientX <= area.right &&
    point.clientY >= area.top &&
    point.clientY <= area.bottom
  )
}
