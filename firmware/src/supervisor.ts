import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import type { Clock } from '@colok/shared/time'
import { type Charger, composeCharger } from './compose.ts'
import type { ChargerConfig } from './config.ts'
import { checkSlices } from './core/boot.ts'
import { presetOf } from './core/configuration.ts'
import type { ChargerDevices } from './devices/contracts.ts'
import { logFileBounds } from './diagnostics/log-file.ts'
import { openChargerKey, pathOfChargerKey } from './metering/charger-key.ts'
import type { ReadingSigner } from './metering/contract.ts'
import { dialWebSocket } from './ocpp/ws-socket.ts'
import type { ChargerLog } from './runtime/log.ts'
import { systemClock } from './runtime/system-clock.ts'
import type { ChargerDisk } from './runtime/workshop.ts'
import { Vault } from './security/vault.ts'
import { type Store, StoreError } from './store/contract.ts'
import { MemoryStore } from './store/memory-store.ts'
import { SqliteStore } from './store/sqlite-store.ts'
import type { TelemetryConfig } from './telemetry/config.ts'
import { snapshotOf } from './telemetry/snapshot.ts'
import type { Telemetry } from './telemetry/telemetry.ts'
import { NetworkFileTransfer } from './transfer/file-transfer.ts'
import type { Installer } from './update/contract.ts'
import { firmwarePackage } from './update/firmware-package.ts'
import { SlotInstaller } from './update/slot-installer.ts'

export interface SupervisorOptions {
  readonly config: Omit<ChargerConfig, 'devices'>
  /** Called at each start of the charger. */
  readonly openDevices: (surroundings: { clock: Clock; log: ChargerLog }) => ChargerDevices
  readonly log: ChargerLog
  /**
   * Where the two places for the firmware are; without it no firmware is installed. `inProcess` is for benches: what was
   * installed is never run, and counts as proven at once.
   */
  readonly firmwareSlots?: { readonly folder: string; readonly start: 'newProcess' | 'inProcess' }
  /** The process is to end: relays are open, ports and store closed. 0 when asked to, 70 after a bug. */
  readonly onEnd: (status: 0 | 70) => void
}

/** The life of a charger in a process: store, start, restart when the central system resets it, clean end. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #store: Store
  readonly #storeProblem: string | undefined
  readonly #vault: Vault | undefined
  readonly #chargerKey: ReadingSigner | undefined
  readonly #telemetry: Promise<Telemetry | undefined> | undefined
  #charger: Charger
  #ending = false

  /** Starts at once. Throws a StoreError only when another process has the store. */
  constructor(options: SupervisorOptions) {
    this.#options = options
    const { store, problem } = openStore(options)
    this.#store = store
    this.#storeProblem = problem
    this.#vault = openVault(options)
    this.#chargerKey = openKey(options)
    this.#charger = this.#start()
    const { telemetry } = options.config
    if (telemetry !== undefined) this.#telemetry = this.#startTelemetry(telemetry)
  }

  /** Its library is loaded only where there is a broker, and nobody waits for it. */
  async #startTelemetry(config: TelemetryConfig): Promise<Telemetry | undefined> {
    const { log } = this.#options
    try {
      const { startTelemetry } = await import('./telemetry/telemetry.ts')
      return startTelemetry(config, { clock: systemClock, log, look: () => snapshotOf(this.#charger.state) })
    } catch (cause) {
      log.error({ err: cause }, 'There is no telemetry')
      return undefined
    }
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
    await this.#close(status)
  }

  /** A new firmware runs after a start of the process, which whoever supervises it does. */
  async #leave(status: 0 | 70): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    await this.#close(status)
  }

  async #close(status: 0 | 70): Promise<void> {
    await Promise.all([this.#charger.stop(), this.#telemetry?.then((telemetry) => telemetry?.stop())])
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
      ...(this.#chargerKey === undefined ? {} : { chargerKey: this.#chargerKey }),
      disk: this.#disk(),
      clock: systemClock,
      random: Math.random,
      dial: dialWebSocket,
      log,
      ...(this.#storeProblem === undefined ? {} : { storeProblem: this.#storeProblem }),
      onReset: (type) => void (type === 'Restart' ? this.#leave(0) : this.#restart(type)),
      onFatal: (cause) => {
        log.error({ err: cause }, 'A bug: every relay was opened, the process ends')
        void this.end(70)
      },
    })
    charger.start()
    return charger
  }

  #disk(): ChargerDisk {
    const { config, firmwareSlots } = this.#options
    const roots = this.#vault?.trust.roots('CentralSystemRootCertificate') ?? []
    return {
      folder: join(config.dataDir, 'transit'),
      logs: { folder: logFolder(config), files: logFileBounds.files },
      // A file server may be the operator's own, or anybody's.
      transfer: new NetworkFileTransfer({
        clock: systemClock,
        tls: { ca: [...rootCertificates, ...roots.map((root) => root.toString())] },
      }),
      ...(firmwareSlots === undefined ? {} : { installer: installerIn(firmwareSlots) }),
    }
  }

  async #restart(type: 'Hard' | 'Soft'): Promise<void> {
    this.#options.log.info({ type }, 'Restarting')
    await this.#charger.stop()
    if (!this.#ending) this.#charger = this.#start()
  }
}

/** Where the log on the disk is written. */
export function logFolder({ dataDir }: { readonly dataDir: string }): string {
  return join(dataDir, 'logs')
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

/** Without a key that can be used, readings go unsigned; none is made in the place of one that cannot be read. */
function openKey({ config, log }: SupervisorOptions): ReadingSigner | undefined {
  if (config.meterSignature !== 'charger') return undefined
  try {
    return openChargerKey(pathOfChargerKey(config.dataDir))
  } catch (cause) {
    log.error({ err: cause }, 'The key for meter readings cannot be used; they go unsigned')
    return undefined
  }
}

function installerIn({ folder, start }: NonNullable<SupervisorOptions['firmwareSlots']>): Installer {
  const installer = new SlotInstaller(folder, firmwarePackage)
  if (start === 'newProcess') return installer
  return {
    unpack: (path) => installer.unpack(path),
    activate: async (job) => ({ ...(await installer.activate(job)), restart: false }),
    standing: () => installer.standing(),
    confirm: () => installer.confirm(),
    forget: () => installer.forget(),
  }
}
