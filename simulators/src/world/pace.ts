import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import type { Cancel } from '@colok/shared/time'

/** A virtual clock that counts what it fires. */
export class CountingClock extends VirtualClock {
  fired = 0

  override after(delayMs: number, run: () => void): Cancel {
    return super.after(delayMs, () => {
      this.fired += 1
      run()
    })
  }
}

/**
 * How much processor time an event loop takes for so many events in which nothing happens, in ms: the yardstick beside a
 * run. `chains` timers are set at any moment.
 */
export async function emptyLoopMs(events: number, chains: number): Promise<number> {
  const clock = new CountingClock()
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
