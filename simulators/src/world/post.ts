import type { HazardCode } from '@colok/firmware/devices/contracts'
import type { Clock } from '@colok/shared/time'
import { absorb, type BatteryState, drawW, motorcycle72V32Ah } from '../motorcycle/battery.ts'

/** What the register of a meter shows, and how it may fail to. */
export interface MeterCondition {
  /** Says nothing. */
  silent: boolean
  /** Power shows, the register does not move. */
  stuck: boolean
  /** Counts each Wh as this many thousandths; 1,000 is right. Only planted bugs count wrong. */
  scalePermille: number
}

/** One outlet as it physically is: contact, plug, and what has flowed through it. */
export class Outlet {
  readonly connectorId: number
  motorcycle: BatteryState | undefined
  contactClosed = false
  welded = false
  /** The coil is pulled in vain. */
  dead = false
  /** What the people in front of it see. */
  light = 'off'
  readonly meter: MeterCondition = { silent: false, stuck: false, scalePermille: 1_000 }
  /** Truth, whatever any meter says. */
  deliveredMwh = 0
  registerMwh = 0
  #countedMs = 0
  #restWms = 0

  constructor(connectorId: number) {
    this.connectorId = connectorId
  }

  /** What flows through it now; `leakW` gets past an open contact. */
  powerW(mains: boolean, leakW = 0): number {
    if (!mains || this.motorcycle === undefined) return 0
    return this.contactClosed ? drawW(motorcycle72V32Ah, this.motorcycle) : leakW
  }

  /** Counts what has flowed since it was last asked, in mWh. To be called before anything changes. */
  count(nowMs: number, mains: boolean, leakW = 0): number {
    const flowed = this.powerW(mains, leakW) * (nowMs - this.#countedMs) + this.#restWms
    this.#countedMs = nowMs
    const energyMwh = Math.floor(flowed / 3_600)
    this.#restWms = flowed - energyMwh * 3_600
    if (energyMwh === 0) return 0
    this.deliveredMwh += energyMwh
    if (!this.meter.stuck) this.registerMwh += Math.floor((energyMwh * this.meter.scalePermille) / 1_000)
    if (this.motorcycle !== undefined) this.motorcycle = absorb(motorcycle72V32Ah, this.motorcycle, energyMwh)
    return energyMwh
  }
}

/** What the processor on the post is told of its hardware. */
export interface PostListener {
  onContact(connectorId: number, closed: boolean): void
  onPlug(connectorId: number, plugged: boolean): void
  onEmergencyStop(pressed: boolean): void
  onBoard(silent: boolean): void
  onReader(broken: boolean): void
  onDoor(open: boolean): void
  onHazard(connectorId: number, errorCode: HazardCode, present: boolean): void
  onCard(idTag: string, connectorIds: readonly number[] | undefined): void
}

/** The solenoid of the service door has current for so long. */
const solenoidMs = 5_000

/** The board opens every relay by itself when the host has been silent for so long. */
const deadManMs = 2_000

/** A post on the street: hardware that stays what it is while processors come and go. */
export class Post {
  readonly outlets: readonly Outlet[]
  readonly hazards = new Map<string, { connectorId: number; errorCode: HazardCode; sinceMs: number }>()
  mains = true
  emergencySinceMs: number | undefined
  boardSilent = false
  readerBroken = false
  listener: PostListener | undefined
  /** How the service door was opened; undefined while it is shut. */
  doorOpenedBy: 'card' | 'force' | undefined
  #doorIsLooseUntilMs = 0
  readonly #clock: Clock
  readonly #onFlow: (connectorId: number, energyMwh: number) => void
  /** Planted bugs take a wire off. */
  emergencyWireCut = false
  hidesWelds = false
  doorSwitchSticks = false
  /** Flows through an open contact into whatever is plugged in. */
  leaksW = 0

  constructor(options: {
    clock: Clock
    outlets: number
    onFlow: (connectorId: number, energyMwh: number) => void
  }) {
    this.outlets = Array.from({ length: options.outlets }, (_, index) => new Outlet(index + 1))
    this.#clock = options.clock
    this.#onFlow = options.onFlow
  }

  outlet(connectorId: number): Outlet {
    const outlet = this.outlets[connectorId - 1]
    if (outlet === undefined) throw new RangeError(`there is no outlet ${connectorId}`)
    return outlet
  }

  count(outlet: Outlet): void {
    const energyMwh = outlet.count(this.#clock.monotonicMs(), this.mains, this.leaksW)
    if (energyMwh > 0) this.#onFlow(outlet.connectorId, energyMwh)
  }

  plug(connectorId: number, motorcycle: BatteryState | undefined): void {
    const outlet = this.outlet(connectorId)
    this.count(outlet)
    outlet.motorcycle = motorcycle
    if (this.mains && !this.boardSilent) this.listener?.onPlug(connectorId, motorcycle !== undefined)
  }

  tap(idTag: string, connectorIds?: readonly number[]): void {
    if (this.mains && !this.readerBroken) this.listener?.onCard(idTag, connectorIds)
  }

  /** Whether the coils have current: not without mains, nor past the emergency stop or an open door. */
  get #feedsCoils(): boolean {
    return this.mains && this.emergencySinceMs === undefined && this.doorOpenedBy === undefined
  }

  /** The solenoid lets the service door go, for a while. */
  letDoorGo(): void {
    if (!this.boardSilent && this.mains) this.#doorIsLooseUntilMs = this.#clock.monotonicMs() + solenoidMs
  }

  /** Somebody pulls at the service door. By wire it takes the coils' supply away. Whether it is open. */
  openDoor({ byForce }: { readonly byForce: boolean }): boolean {
    const isLoose = this.#clock.monotonicMs() < this.#doorIsLooseUntilMs
    if (this.doorOpenedBy !== undefined) return true
    if (!isLoose && !byForce) return false
    this.doorOpenedBy = isLoose ? 'card' : 'force'
    this.#dropAll()
    this.#tellDoor()
    return true
  }

  closeDoor(): void {
    this.doorOpenedBy = undefined
    if (!this.doorSwitchSticks) this.#tellDoor()
  }

  #tellDoor(): void {
    if (this.mains && !this.boardSilent) this.listener?.onDoor(this.doorOpenedBy !== undefined)
  }

  /** The coil is switched; the contact follows unless it is welded, dead, or without mains. */
  drive(connectorId: number, closed: boolean): void {
    if (this.boardSilent) return
    const outlet = this.outlet(connectorId)
    this.#move(outlet, closed && this.#feedsCoils && !outlet.dead)
    this.#readBack(outlet)
  }

  setMains(on: boolean): void {
    for (const outlet of this.outlets) this.count(outlet)
    this.mains = on
    if (!on) this.#dropAll()
  }

  /** The host has gone: the board's dead-man opens what is closed, unless a new host has come meanwhile. */
  hostGone(): void {
    this.listener = undefined
    this.#clock.after(deadManMs, () => {
      if (this.listener === undefined) this.#dropAll()
    })
  }

  setBoardSilent(silent: boolean): void {
    this.boardSilent = silent
    if (silent)
      this.#clock.after(deadManMs, () => {
        if (this.boardSilent) this.#dropAll()
      })
    this.listener?.onBoard(silent)
    if (!silent) this.announce()
  }

  setReaderBroken(broken: boolean): void {
    this.readerBroken = broken
    this.listener?.onReader(broken)
  }

  /** By wire the emergency stop takes the coils' supply away; the board only tells of it. */
  pressEmergencyStop(pressed: boolean): void {
    this.emergencySinceMs = pressed ? this.#clock.monotonicMs() : undefined
    if (this.emergencyWireCut) return
    if (pressed) this.#dropAll()
    if (!this.boardSilent) this.listener?.onEmergencyStop(pressed)
  }

  setHazard(connectorId: number, errorCode: HazardCode, present: boolean): void {
    const key = `${connectorId} ${errorCode}`
    if (present) this.hazards.set(key, { connectorId, errorCode, sinceMs: this.#clock.monotonicMs() })
    else this.hazards.delete(key)
    this.listener?.onHazard(connectorId, errorCode, present)
  }

  weld(connectorId: number): void {
    const outlet = this.outlet(connectorId)
    this.count(outlet)
    outlet.welded = true
    this.#move(outlet, true)
    if (!this.boardSilent) this.#readBack(outlet)
  }

  /** A technician has exchanged the relay. */
  replaceRelay(connectorId: number): void {
    const outlet = this.outlet(connectorId)
    this.count(outlet)
    outlet.welded = false
    outlet.dead = false
    this.#move(outlet, false)
    if (!this.boardSilent) this.#readBack(outlet)
  }

  /** What a host that has just come is told. */
  announce(): void {
    const { listener } = this
    if (listener === undefined || this.boardSilent) return
    for (const outlet of this.outlets) {
      this.#readBack(outlet)
      listener.onPlug(outlet.connectorId, outlet.motorcycle !== undefined)
    }
    if (!this.emergencyWireCut) listener.onEmergencyStop(this.emergencySinceMs !== undefined)
    this.#tellDoor()
  }

  #readBack(outlet: Outlet): void {
    const closed = outlet.contactClosed && !(this.hidesWelds && outlet.welded)
    this.listener?.onContact(outlet.connectorId, closed)
  }

  #dropAll(): void {
    for (const outlet of this.outlets) {
      const before = outlet.contactClosed
      this.#move(outlet, false)
      if (before !== outlet.contactClosed && this.mains && !this.boardSilent) this.#readBack(outlet)
    }
  }

  #move(outlet: Outlet, closed: boolean): void {
    this.count(outlet)
    outlet.contactClosed = outlet.welded || closed
  }
}
