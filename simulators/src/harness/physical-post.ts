import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FakeDevices, fakeDevices } from '@colok/firmware/devices/fakes'
import type { Clock } from '@colok/shared/time'
import { z } from 'zod'

const facts = z.strictObject({
  plugged: z.array(z.boolean()),
  /** What each meter has counted since the state directory was made, in mWh. */
  energyMwh: z.array(z.int().min(0)),
})
type Facts = z.infer<typeof facts>

/**
 * The post itself: plugs that stay where they are and meters that go on counting while the firmware is killed and
 * started again. Its facts live in one file of the state directory, replaced whole at each change.
 */
export class PhysicalPost {
  readonly devices: FakeDevices
  readonly #path: string
  readonly #facts: Facts

  constructor(options: {
    stateDir: string
    connectors: number
    loadW: number
    clock: Clock
  }) {
    mkdirSync(options.stateDir, { recursive: true })
    this.#path = join(options.stateDir, 'post.json')
    this.#facts = readFacts(this.#path, options.connectors)
    const { plugged, energyMwh } = this.#facts
    this.devices = fakeDevices({
      clock: options.clock,
      sockets: plugged.map((each) => ({ plugged: each, loadW: options.loadW })),
      energyMwh,
      onCount: (connectorId, counted) => {
        energyMwh[connectorId - 1] = counted
        this.#save()
      },
    })
  }

  setPlugged(connectorId: number, plugged: boolean): void {
    this.devices.relays.setPlugged(connectorId, plugged)
    this.#facts.plugged[connectorId - 1] = plugged
    this.#save()
  }

  #save(): void {
    const draft = `${this.#path}.new`
    writeFileSync(draft, JSON.stringify(this.#facts))
    renameSync(draft, this.#path)
  }
}

/** A post that was never used has empty sockets, and meters at 0. */
function readFacts(path: string, connectors: number): Facts {
  const kept = existsSync(path)
    ? facts.parse(JSON.parse(readFileSync(path, 'utf8')))
    : { plugged: [], energyMwh: [] }
  return {
    plugged: Array.from({ length: connectors }, (_, index) => kept.plugged[index] ?? false),
    energyMwh: Array.from({ length: connectors }, (_, index) => kept.energyMwh[index] ?? 0),
  }
}
