import type { VirtualPost } from '../devices/post.ts'
import { Motorcycle } from '../motorcycle/motorcycle.ts'
import type { ActionResult, PanelAction } from './actions.ts'
import type { Card, ControllerState, PanelSnapshot } from './snapshot.ts'
import type { WireLog } from './wire-log.ts'

/** What stands around the post: the mains, the network cable and the controller's process. */
interface Surroundings {
  readonly network: {
    readonly connected: boolean
    cut(): void
    restore(): void
  }
  /** Off: the post goes dark and the controller's process is killed. On: both come up again. */
  switchPower(on: boolean): Promise<void>
  controller(): ControllerState
  /** Told of every change of the above. */
  onChange(listener: () => void): () => void
}

/** How full the motorcycles are that stand there at first: one that wants a long charge, one that is nearly done. */
const firstBatteryPercents = [35, 93]

/**
 * The virtual charger as a person meets it: a post, motorcycles, cards, switches. Everything goes through the devices'
 * bytes, the mains and the cable; the controller's insides are out of reach.
 */
export class Stage {
  readonly wires: WireLog
  readonly #options: StageOptions
  readonly #motorcycles: Motorcycle[]
  readonly #listeners = new Set<() => void>()
  readonly #tell = () => {
    for (const listener of this.#listeners) listener()
  }

  constructor(options: StageOptions) {
    this.#options = options
    this.wires = options.wires
    this.#motorcycles = options.post.snapshot().sockets.map(
      (_, index) =>
        new Motorcycle({
          startPermille: (firstBatteryPercents[index] ?? 50) * 10,
        }),
    )
  }

  snapshot(): PanelSnapshot {
    const { chargePointId, post, surroundings, cards, addresses } = this.#options
    return {
      chargePointId,
      post: post.snapshot(),
      motorcycles: this.#motorcycles.map((motorcycle) => motorcycle.reading()),
      network: surroundings.network.connected ? 'connected' : 'cut',
      controller: surroundings.controller(),
      cards,
      addresses,
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    const stops = [this.#options.post.onChange(listener), this.#options.surroundings.onChange(listener)]
    return () => {
      this.#listeners.delete(listener)
      for (const stop of stops) stop()
    }
  }

  async act(action: PanelAction): Promise<ActionResult> {
    const { post, surroundings } = this.#options
    switch (action.action) {
      case 'plugIn':
      case 'pullOut':
      case 'parkMotorcycle':
        return this.#handleMotorcycle(action)
      case 'tapCard':
        post.presentCard(action.uid)
        break
      case 'emergencyStop':
        post.setEmergencyStop(action.pressed)
        break
      case 'door':
        post.setDoor(action.open)
        break
      case 'power':
        await surroundings.switchPower(action.on)
        break
      case 'network':
        if (action.connected) surroundings.network.restore()
        else surroundings.network.cut()
        break
    }
    this.#tell()
    return { kind: 'done' }
  }

  #handleMotorcycle(
    action: Extract<PanelAction, { action: 'plugIn' | 'pullOut' | 'parkMotorcycle' }>,
  ): ActionResult {
    const { connectorId } = action
    const { post } = this.#options
    const socket = post.snapshot().sockets.find((candidate) => candidate.connectorId === connectorId)
    const motorcycle = this.#motorcycles[connectorId - 1]
    if (socket === undefined || motorcycle === undefined)
      return {
        kind: 'refused',
        reason: `This post has no socket ${connectorId}.`,
      }
    if (action.action === 'pullOut') {
      if (!socket.plugged)
        return {
          kind: 'refused',
          reason: `Nothing is plugged into socket ${connectorId}.`,
        }
      post.unplug(connectorId)
    } else {
      if (socket.plugged)
        return {
          kind: 'refused',
          reason: `Socket ${connectorId} is in use: pull its plug out first.`,
        }
      if (action.action === 'plugIn') post.plug(connectorId, motorcycle)
      else
        this.#motorcycles[connectorId - 1] = new Motorcycle({
          startPermille: action.batteryPercent * 10,
        })
    }
    this.#tell()
    return { kind: 'done' }
  }
}

export interface StageOptions {
  readonly chargePointId: string
  readonly post: VirtualPost
  readonly surroundings: Surroundings
  readonly cards: readonly Card[]
  readonly addresses: PanelSnapshot['addresses']
  readonly wires: WireLog
}
