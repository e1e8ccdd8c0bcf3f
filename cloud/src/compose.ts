import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock, Random } from '@colok/shared/time'
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { V7Generator } from 'uuidv7'
import { createApp } from './app.ts'
import { onlyNode } from './bus/contract.ts'
import { type FindTarget, inProcessBus } from './bus/in-process.ts'
import { type Config, walletRules } from './config.ts'
import type { Database } from './db/database.ts'
import { SharedWrites } from './db/shared-writes.ts'
import { ensureOperatorKey } from './features/access/commands.ts'
import { AttributingWriter, ofNobody } from './features/activity/ongoing.ts'
import { AlertWatch } from './features/alerts/watch.ts'
import type { Credential } from './features/certificates/authority.ts'
import { certificateAuthority } from './features/certificates/root.ts'
import { findForConnection, releaseAllConnections } from './features/chargers/connection-claims.ts'
import { ReadingFiling } from './features/charging/reading-filing.ts'
import { FrameLog } from './features/frames/frame-log.ts'
import { MessageOutbox } from './features/messages/outbox.ts'
import { PaymentDesk } from './features/payments/desk.ts'
import { externalIdsInDatabase } from './features/payments/external-ids.ts'
import { PowerWatch } from './features/power-budgets/watch.ts'
import { SignInDesk } from './features/sign-in/desk.ts'
import { firstAdminLink } from './features/sign-in/links.ts'
import { WebhookSubscriptions } from './features/webhooks/events.ts'
import { postToAnyAddress, postToPublicAddress } from './features/webhooks/post.ts'
import type { PaymentGateway } from './gateways/contract.ts'
import type { GatewayWorld } from './gateways/gateways.ts'
import type { DeliverMail } from './gateways/messaging/email.ts'
import { composeMessagingGateways } from './gateways/messaging/messaging-gateways.ts'
import { JobBells } from './jobs/bells.ts'
import { jobsOf } from './jobs/jobs.ts'
import type { Retention } from './jobs/retention.ts'
import { alone, JobRunner } from './jobs/runner.ts'
import { ChangeFeed } from './live/feed.ts'
import { addGauges } from './metrics/gauges.ts'
import { Metrics } from './metrics/metrics.ts'
import { Connections } from './ocpp/connections.ts'
import { type Listener, OcppServer } from './ocpp/server.ts'
import type { ChargerSocket } from './ocpp/socket.ts'
import { otherNodes } from './other-nodes.ts'
import { applySeed, type Seed } from './seed.ts'
import type { Services } from './services.ts'
import { systemClock } from './system-clock.ts'

export interface CloudOptions {
  readonly config: Config & {
    readonly secret: string
    readonly publicUrl: string
  }
  /** Open and up to date; `stop` leaves it open. */
  readonly database: Database
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /**
   * For webhooks and providers. The platform's own when left out, and webhooks then go to public addresses only, unless
   * the settings say otherwise.
   */
  readonly fetch?: typeof fetch
  /** Takes mails in place of the account's server, which is connected to when this is left out. */
  readonly deliverMail?: DeliverMail
  /** Makes the gateways to payment providers; none when left out. */
  readonly paymentGateways?: (world: GatewayWorld) => readonly PaymentGateway[]
}

export interface Cloud {
  /** Pages and API. */
  readonly app: Hono
  /** What is counted; a process adds what it knows of itself. */
  readonly metrics: Registry
  /** For the `upgrade` event of a server: chargers at `/ocpp/{chargePointId}`. */
  readonly upgradesOn: (
    listener: Listener,
  ) => (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** A certificate of our own authority for a listener, and the root that chargers' certificates are signed by. */
  issueServerCertificate(hosts: readonly string[]): Promise<Credential & { readonly rootPem: string }>
  /** Takes a socket as this charger's without asking for its password. Rejects for a charger that is not known. */
  acceptSocket(chargePointId: string, socket: ChargerSocket): Promise<void>
  /** Applies a seed. Throws a ConfigError with every problem. */
  seed(seed: Seed, environment: Readonly<Record<string, string | undefined>>): Promise<void>
  /**
   * Begins to serve. `operatorKey` is there at the first start only, `firstAdminUrl` until there is an admin: the page, good
   * once, on which the first one is made.
   */
  start(): Promise<{ readonly operatorKey: string | undefined; readonly firstAdminUrl: string | undefined }>
  /** Closes the chargers' connections and commits what is queued. */
  stop(): Promise<void>
}

/** Builds the central system out of what is handed in; nothing here reads a clock, a file or the environment. */
export function composeCloud(options: CloudOptions): Cloud {
  const { config, database, clock, random, log } = options
  const metrics = new Metrics()
  const webhooks = new WebhookSubscriptions()
  const bells = new JobBells()
  const fetch = options.fetch ?? globalThis.fetch
  const messages = new MessageOutbox(
    composeMessagingGateways(config.messaging, { fetch, clock, random, deliverMail: options.deliverMail }),
  )
  const writer = new AttributingWriter(database.writeConnection, ofNobody(clock), (commit) => {
    metrics.committed(commit)
    webhooks.committed()
    messages.committed()
    bells.committed()
  })
  const uuids = new V7Generator({
    nextUint32: () => Math.floor(random() * 2 ** 32),
  })
  const newId = () => uuids.generateOrResetWithTs(Math.floor(clock.wallMs())).toString()
  const find: FindTarget = (chargePointId) => connections.get(chargePointId)
  const others = otherNodes({ database, find, clock, log, newId })
  const services: Services = {
    writer,
    shared: new SharedWrites(writer),
    read: database.read,
    clock,
    random,
    newId,
    ...(others === undefined
      ? { bus: inProcessBus(find), node: onlyNode }
      : { bus: others.bus, node: others.bus }),
    changes: new ChangeFeed(),
    bells,
    frames: new FrameLog({ writer, clock, log, onLost: metrics.framesLost }),
    readings: new ReadingFiling(),
    metrics,
    webhooks,
    messages,
    payments: new PaymentDesk(
      options.paymentGateways?.({
        fetch,
        clock,
        random,
        publicUrl: config.publicUrl,
        secret: config.secret,
        externalIds: externalIdsInDatabase({ writer, clock }),
      }) ?? [],
    ),
    power: new PowerWatch(),
    alerts: new AlertWatch(),
    signIns: new SignInDesk({
      ...{ writer, read: database.read, clock, newId, log },
      ...{ secret: config.secret, publicUrl: config.publicUrl, platformMs: systemClock.wallMs },
    }),
    exclusively: others?.exclusively ?? alone,
    postToWebhook:
      options.fetch === undefined && !config.webhooksToPrivateAddresses
        ? postToPublicAddress
        : postToAnyAddress(fetch),
    log,
    settings: {
      secret: config.secret,
      publicUrl: config.publicUrl,
      heartbeatIntervalS: config.heartbeatIntervalS,
      operator: {
        name: config.operatorName,
        taxNumber: config.operatorTaxNumber ?? null,
        contact: config.operatorContact ?? null,
      },
      mapTiles:
        config.mapTilesUrl === undefined
          ? null
          : { url: config.mapTilesUrl, attribution: config.mapTilesAttribution ?? null },
      partyId: config.partyId,
      wallets: walletRules(config),
      servedProfiles: servedProfiles(config),
      isBehindProxy: config.behindTlsProxy,
    },
  }
  const connections = new Connections(services, {
    callTimeoutMs: config.callTimeoutS * 1000,
    pingIntervalMs: config.pingIntervalS * 1000,
    pongDeadlineMs: config.pongDeadlineS * 1000,
    idleLimitMs: config.idleLimitS * 1000,
  })
  const ocpp = new OcppServer(services, connections)
  const everyJob = [connections.presenceJob(), ...jobsOf(services, retentionOf(config))]
  if (others !== undefined) everyJob.push(...others.jobs(services))
  const jobs = new JobRunner(everyJob, {
    clock: ofNobody(clock),
    random,
    log,
    metrics,
    exclusively: services.exclusively,
  })
  addGauges(services, { connected: () => connections.size, queuedWrites: () => writer.queuedUnits })
  return {
    app: createApp(services),
    metrics: metrics.registry,
    upgradesOn: ocpp.upgradesOn,
    async issueServerCertificate(hosts) {
      const authority = await certificateAuthority(services)
      const credential = await authority.issueForServer(hosts, clock.wallMs())
      return { ...credential, rootPem: authority.certificatePem }
    },
    async acceptSocket(chargePointId, socket) {
      const charger = await findForConnection(database.read, chargePointId)
      if (charger === undefined) throw new Error(`There is no charger ${chargePointId}.`)
      connections.accept(charger, socket)
    },
    seed: (seed, environment) => applySeed(services, seed, environment),
    async start() {
      if (others === undefined) await releaseAllConnections(services)
      else await others.join(services, () => connections.holdOn())
      const firstSteps = await writer.write(async (tx) => ({
        operatorKey: await ensureOperatorKey(tx, services),
        firstAdminUrl: await firstAdminLink(tx, services),
      }))
      await services.webhooks.load(database.read)
      connections.start()
      jobs.start()
      return firstSteps
    },
    async stop() {
      await jobs.stop()
      await connections.stop()
      await services.frames.stop()
      await writer.stop()
      await others?.leave()
    },
  }
}

function servedProfiles(config: Config): Set<number> {
  const served = new Set([1])
  if (config.tlsPort !== undefined || config.behindTlsProxy) served.add(2)
  if (config.mutualTlsPort !== undefined) served.add(3)
  return served
}

function retentionOf(config: Config): Retention {
  return {
    rawFramesDays: config.rawFramesDays,
    eventsDays: config.eventsDays,
    fullReadingsDays: config.fullReadingsDays,
    readingsDays: config.readingsDays,
  }
}
