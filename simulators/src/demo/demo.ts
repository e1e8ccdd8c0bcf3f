import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { z } from 'zod'
import { VirtualPost } from '../devices/post.ts'
import { buildPanelAssets } from '../panel/assets.ts'
import { createPanel } from '../panel/server.ts'
import type { Card, ControllerState } from '../panel/snapshot.ts'
import { Stage } from '../panel/stage.ts'
import { WireLog } from '../panel/wire-log.ts'
import { chargePointId, chargerConfiguration, serviceCard } from './charger-configuration.ts'
import { DataFolder } from './data-folder.ts'
import { assertPortFree, type HttpServer, listen, portOf } from './listening.ts'
import { type MessagingPorts, startPhones } from './messaging-providers.ts'
import { NetworkCable } from './network-cable.ts'
import { type ProviderPorts, startProviders } from './payment-providers.ts'
import { Service, type ServiceState, type StartWatch } from './service.ts'
import { systemClock } from './system-clock.ts'

export interface DemoOptions {
  readonly dataDir: string
  /** Forgets what an earlier demonstration left in the folder. */
  readonly fresh: boolean
  /** 0 for any free one. */
  readonly ports: { readonly cloud: number; readonly panel: number } & ProviderPorts & MessagingPorts
  /** Told, in whole sentences, of what went wrong and what is done about it. */
  readonly onNotice: (notice: string) => void
  /** OCPP configuration keys for the charger to begin with. */
  readonly chargerKeys?: Readonly<Record<string, string>>
  /** Settings of the central system, by their variables. */
  readonly cloudSettings?: Readonly<Record<string, string>>
}

/** The whole of it, running: real processes, a post on pseudo-terminals, a cable between them, and the panel. */
export interface Demo {
  readonly chargePointId: string
  readonly addresses: DemoAddresses
  /** Where the providers of payments are. */
  readonly providerUrls: Readonly<Record<'doku' | 'astrapay' | 'midtrans', string>>
  /** Known at the very first start of a data folder only: the central system keeps a hash of it. */
  readonly operatorKey: string | undefined
  /** The page on which the first admin is made; undefined when there is one. */
  readonly firstAdminUrl: string | undefined
  readonly post: VirtualPost
  readonly network: NetworkCable
  readonly cloud: Service
  readonly charger: Service
  /** Off kills the charge controller and darkens the devices; on brings both up again. */
  switchPower(on: boolean): Promise<void>
  /** Ends every process and closes every port. Harmless when called again. */
  stop(): Promise<void>
}

interface DemoAddresses {
  readonly panel: string
  readonly cloud: string
  readonly driverPage: string
  readonly apiReference: string
  /** Where a payer's phone is played. */
  readonly issuerApp: string
  /** Where messages to people arrive. */
  readonly inbox: string
}

/** Every port any free one. */
export const anyPorts: DemoOptions['ports'] = {
  cloud: 0,
  panel: 0,
  doku: 0,
  astrapay: 0,
  midtrans: 0,
  issuerApp: 0,
  whatsapp: 0,
  telegram: 0,
  smtp: 0,
  inbox: 0,
}

const cards: readonly Card[] = [
  { uid: '04A1B2C3D4E5F6', kind: 'accepted' },
  { uid: '04FFEEDDCCBBAA', kind: 'blocked' },
  { uid: '0401020304A5B6', kind: 'unknown' },
  { uid: serviceCard, kind: 'service' },
]

/** Flash is spared on a real meter too; a register that is a second old is good enough to begin the next start with. */
const keepRegisterEveryMs = 1_000

const repository = new URL('../../../', import.meta.url)
const folderOf = (workspace: string) => fileURLToPath(new URL(`${workspace}/`, repository))
const tether = new URL('tether.ts', import.meta.url).href

/**
 * Starts everything, or nothing: what was started before a failure is stopped again. Throws a DemoError for what the
 * user can put right (a taken port, a folder in use) and a ServiceError for a process that does not start.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (let last = undo.pop(); last !== undefined; last = undo.pop()) await last()
  }
  try {
    return await start(options, undo, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(
  options: DemoOptions,
  undo: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Demo> {
  const clock = systemClock
  await assertPortFree(options.ports.cloud, 'COLOK_HTTP_PORT')
  await assertPortFree(options.ports.panel, 'COLOK_PANEL_PORT')
  const folder = await DataFolder.open(options.dataDir, {
    fresh: options.fresh,
  })
  undo.push(() => folder.close())

  const wires = new WireLog(clock)
  const post = new VirtualPost({
    sockets: 2,
    clock,
    lcd: '20x4',
    ptys: true,
    board: 'machineCode',
    initialRegisterWh: folder.registerWh,
    random: Math.random,
    onBytes: (wire, direction, bytes) => wires.addBytes(wire, direction, bytes),
  })
  await post.start()
  undo.push(() => post.stop())
  undo.push(keepRegister(folder, post))

  const { running: providers, accountsFile } = await startProviders({
    folder,
    ports: options.ports,
    clock,
    centralSystemUrl: () => announced().url,
  })
  undo.push(() => providers.stop())
  const { running: phones, environment } = await startPhones({
    ports: options.ports,
    clock,
    centralSystemUrl: () => announced().url,
  })
  undo.push(() => phones.stop())
  const { cloud, announced } = makeCloud(options, folder, {
    COLOK_PAYMENT_GATEWAYS_FILE: accountsFile,
    ...environment,
  })
  undo.push(() => cloud.stop())
  await cloud.start()

  const network = new NetworkCable(() => announced().port)
  network.onMessage((direction, text) => wires.addText('network', direction, text))
  await network.start()
  undo.push(() => network.stop())

  const charger = makeCharger(options, {
    folder,
    post,
    networkPort: network.port,
  })
  undo.push(() => charger.stop())

  const { url, operatorKey, firstAdminUrl } = announced()
  const addresses = {
    cloud: `${url}/`,
    driverPage: `${url}/c/${chargePointId}`,
    apiReference: `${url}/docs`,
    issuerApp: `${providers.urls.issuerApp}/`,
    inbox: `${phones.inboxUrl}/`,
  }
  const switchPower = async (on: boolean) => {
    post.setPowered(on)
    if (on) await charger.start()
    else await charger.cutOff()
  }
  const stage = new Stage({
    chargePointId,
    post,
    surroundings: surroundingsOf({
      network,
      charger,
      post,
      switchPower,
      onNotice: options.onNotice,
    }),
    cards,
    addresses,
    wires,
  })
  const panel = await servePanel(stage, options.ports.panel)
  undo.push(panel.close)
  await charger.start()
  return {
    chargePointId,
    addresses: { panel: panel.url, ...addresses },
    providerUrls: providers.urls,
    operatorKey,
    firstAdminUrl,
    post,
    network,
    cloud,
    charger,
    switchPower,
    stop,
  }
}

const announcementSchema = z.object({
  event: z.literal('ready'),
  url: z.url(),
  operatorKey: z.string().optional(),
  firstAdminUrl: z.url().optional(),
})

/** The central system as its own process; what it announces holds the operator key, so it never reaches the log. */
function makeCloud(options: DemoOptions, folder: DataFolder, accounts: Readonly<Record<string, string>>) {
  let announcement:
    | { url: string; port: number; operatorKey: string | undefined; firstAdminUrl: string | undefined }
    | undefined
  const announced = () => {
    if (announcement === undefined) throw new Error('the central system has not announced itself')
    return announcement
  }
  // Once it has a port it keeps it: the pages that people have open go on working when it is started again.
  const env = {
    COLOK_HOST: '127.0.0.1',
    COLOK_HTTP_PORT: String(options.ports.cloud),
    COLOK_DATA: `${folder.path}/cloud`,
    ...accounts,
    ...options.cloudSettings,
    COLOK_SEED_PASSWORD_CLK_0001: folder.chargerPassword,
  }
  const cloud = new Service({
    name: 'central system',
    args: [
      '--import',
      tether,
      '--import',
      './src/tsx-files.ts',
      'src/main.ts',
      'serve',
      '--seed',
      'seeds/demo.json',
    ],
    cwd: folderOf('cloud'),
    env,
    logFile: folder.logFile('cloud'),
    clock: systemClock,
    onDeath: options.onNotice,
    watchStart: (ready): StartWatch => ({
      takeLine(line) {
        const parsed = announcementSchema.safeParse(parseJson(line))
        if (!parsed.success) return false
        const { url, operatorKey, firstAdminUrl } = parsed.data
        announcement = {
          url,
          port: Number(new URL(url).port),
          operatorKey: announcement?.operatorKey ?? operatorKey,
          firstAdminUrl,
        }
        env.COLOK_HTTP_PORT = String(announcement.port)
        ready()
        return true
      },
      stop() {},
    }),
  })
  return { cloud, announced }
}

/** The charge controller as its own process; it is up when the I/O board hears it. */
function makeCharger(
  options: DemoOptions,
  around: { folder: DataFolder; post: VirtualPost; networkPort: number },
): Service {
  const { folder, post } = around
  const configFile = folder.write(
    'charger/config.json',
    chargerConfiguration({
      csmsUrl: `ws://127.0.0.1:${around.networkPort}/ocpp`,
      password: folder.chargerPassword,
      dataDir: `${folder.path}/charger/data`,
      ports: post.ports,
      keys: options.chargerKeys ?? {},
    }),
  )
  return new Service({
    name: 'charge controller',
    args: ['--import', tether, 'src/main.ts', 'run', '--config', configFile],
    cwd: folderOf('firmware'),
    env: {},
    logFile: folder.logFile('charger'),
    clock: systemClock,
    onDeath: options.onNotice,
    watchStart: (ready): StartWatch => {
      const look = () => {
        if (post.snapshot().boardAlive) ready()
      }
      return { takeLine: () => false, stop: post.onChange(look) }
    },
  })
}

function surroundingsOf(parts: {
  network: NetworkCable
  charger: Service
  post: VirtualPost
  switchPower: (on: boolean) => Promise<void>
  onNotice: (notice: string) => void
}) {
  const { network, charger, post } = parts
  return {
    network,
    // The switch is thrown at once; how the process comes up is seen in `controller`.
    switchPower: async (on: boolean) => {
      parts.switchPower(on).catch((error: unknown) => parts.onNotice(String(error)))
    },
    controller: () => controllerState(charger.state, post.snapshot().powered),
    onChange(listener: () => void) {
      const stops = [network.onChange(listener), charger.onChange(listener)]
      return () => {
        for (const stopListening of stops) stopListening()
      }
    },
  }
}

function controllerState(state: ServiceState, powered: boolean): ControllerState {
  if (!powered) return 'off'
  return state === 'stopped' ? 'off' : state
}

async function servePanel(stage: Stage, port: number): Promise<{ url: string; close: () => Promise<void> }> {
  const hosts: string[] = []
  const app = createPanel({
    stage,
    assets: await buildPanelAssets(),
    clock: systemClock,
    hosts,
  })
  const server = createAdaptorServer({ fetch: app.fetch }) as HttpServer
  await listen(server, port, 'COLOK_PANEL_PORT')
  hosts.push(`127.0.0.1:${portOf(server)}`, `localhost:${portOf(server)}`)
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function keepRegister(folder: DataFolder, post: VirtualPost): () => Promise<void> {
  const keep = () =>
    folder.keepRegister(Math.max(...post.snapshot().sockets.map((socket) => socket.registerWh)))
  const timer = setInterval(keep, keepRegisterEveryMs)
  return async () => {
    clearInterval(timer)
    keep()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
