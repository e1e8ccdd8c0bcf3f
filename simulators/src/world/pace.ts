import { VirtualClock } from '@colok/shared/testing/virtual-clock'

/** So many turns are asked of the event loop together. */
const turnsTogether = 500

/**
 * The clock of a world. Nothing there waits for the machine, so the event loop need not look for news of it between two
 * timers: turns that were asked for together follow each other, each as soon as no promise callback is left to run.
 */
export class WorldClock extends VirtualClock {
  #turnsAhead = 0
  #onTurn: (() => void) | undefined

  protected override turn(): Promise<void> {
    if (this.#turnsAhead === 0) {
      this.#turnsAhead = turnsTogether
      for (let asked = 0; asked < turnsTogether; asked += 1) setImmediate(this.#take)
    }
    return new Promise((resolve) => {
      this.#onTurn = resolve
    })
  }

  /** One turn has come; whoever waits for none lets it pass. */
  readonly #take = () => {
    this.#turnsAhead -= 1
    const onTurn = this.#onTurn
    this.#onTurn = undefined
    onTurn?.()
  }
}

/**
 * How much processor time an event loop takes for so many events in which nothing happens, in ms: the yardstick beside a
 * run. `chains` timers are set at any moment.
 */
export async function emptyLoopMs(events: number, chains: number): Promise<number> {
  const clock = new WorldClock()
  const again = () => {
    clock.after(1_000, again)
  }
  for (let chain = 0; chain < chains; chain += 1) clock.after(chain, again)
  const begunMs = processorMs()
  while (clock.fired < events) await clock.advance(60_000)
  return processorMs() - begunMs
}

/** What this process has had of the processor, in ms: other work on the machine does not count. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
