import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@colok/shared/time'
import { type Charger, composeCharger } from './compose.ts'
import type { ChargerConfig } from './config.ts'
import { checkSlices } from './core/boot.ts'
import { presetOf } from './core/configuration.ts'
import type { ChargerDevices } from './devices/contracts.ts'
import { dialWebSocket } from './ocpp/ws-socket.ts'
import type { ChargerLog } from './runtime/log.ts'
import { systemClock } from './runtime/system-clock.ts'
import { Vault } from './security/vault.ts'
import { type Store, StoreError } from './store/contract.ts'
import { MemoryStore } from './store/memory-store.ts'
import { SqliteStore } from './store/sqlite-store.ts'

export interface SupervisorOptions {
  readonly config: Omit<ChargerConfig, 'devices'>
  /** Called at each start of the charger. */
  readonly openDevices: (surroundings: { clock: Clock; log: ChargerLog }) => ChargerDevices
  readonly log: ChargerLog
  /** The process is to end: relays are open, ports and store closed. 0 when asked to, 70 after a bug. */
  readonly onEnd: (status: 0 | 70) => void
}

/** The life of a charger in a process: store, start, restart when the central system resets it, clean end. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #store: Store
  readonly #storeProblem: string | undefined
  readonly #vault: Vault | undefined
  #charger: Charger
  #ending = false

  /** Starts at once. Throws a StoreError only when another process has the store. */
  constructor(options: SupervisorOptions) {
    this.#options = options
    const { store, problem } = openStore(options)
    this.#store = store
    this.#storeProblem = problem
    this.#vault = openVault(options)
    this.#charger = this.#start()
  }

  /** The charger of now: a reset puts another in its place. */
  get charger(): Charger {
    return this.#charger
  }

  /** Opens the relays, ends sessions in order unless a bug ended them, closes everything and calls `onEnd`. */
  async end(status: 0 | 70 = 0): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    if (status === 0) await this.#charger.powerOff()
    await this.#charger.stop()
    this.#store.close()
    this.#options.onEnd(status)
  }

  #start(): Charger {
    const { config, openDevices, log } = this.#options
    const charger = composeCharger({
      config,
      devices: openDevices({ clock: systemClock, log }),
      store: this.#store,
      ...(this.#vault === undefined ? {} : { vault: this.#vault }),
      clock: systemClock,
      random: Math.random,
      dial: dialWebSocket,
      log,
      ...(this.#storeProblem === undefined ? {} : { storeProblem: this.#storeProblem }),
      onReset: (type) => void this.#restart(type),
      onFatal: (cause) => {
        log.error({ err: cause }, 'A bug: every relay was opened, the process ends')
        void this.end(70)
      },
    })
    charger.start()
    return charger
  }

  async #restart(type: 'Hard' | 'Soft'): Promise<void> {
    this.#options.log.info({ type }, 'Restarting')
    await this.#charger.stop()
    if (!this.#ending) this.#charger = this.#start()
  }
}

/** A store that cannot be used leaves the charger in safe mode: it reports a fault, and no relay closes. */
function openStore({ config, log }: SupervisorOptions): {
  store: Store
  problem?: string
} {
  try {
    mkdirSync(config.dataDir, { recursive: true })
    const store = new SqliteStore(join(config.dataDir, 'charger.db'))
    checkSlices(store.load().slices)
    return { store }
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'busy') throw cause
    log.error({ err: cause }, 'Safe mode: the store cannot be used, so no relay will close')
    return {
      store: new MemoryStore(),
      problem: cause instanceof Error ? cause.message : String(cause),
    }
  }
}

/** Keys and roots that cannot be read leave the charger without them: it trusts nobody by mistake. */
function openVault({ config, log }: SupervisorOptions): Vault | undefined {
  try {
    return new Vault(join(config.dataDir, 'security'), {
      maxRoots: Number(presetOf(config.keys, 'CertificateStoreMaxLength')),
      maxChainSize: Number(presetOf(config.keys, 'CertificateSignedMaxChainSize')),
      mustBeSignedByTheLast: presetOf(config.keys, 'AdditionalRootCertificateCheck') === 'true',
    })
  } catch (cause) {
    log.error({ err: cause }, 'Keys and roots cannot be used')
    return undefined
  }
}
