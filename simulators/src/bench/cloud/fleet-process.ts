/**
 * A fleet of chargers in a process of its own, which does what its parent orders. Its work is the same whatever server
 * is at the other end.
 */
import { FleetChargerConnection } from './fleet-charger.ts'
import type { FleetOrder, FleetReply, LoadReport, Traffic } from './fleet-orders.ts'
import { stepsOf } from './frames.ts'

/** Connections that are being opened at the same time: below the backlog of every server that is measured. */
const opening = 1000

const tickMs = 1

let chargers: FleetChargerConnection[] = []
let running = false
let measuring = false
let latencies: number[] = []
let counted = 0
let underWay: Promise<unknown>[] = []

process.on('message', (order: FleetOrder) => {
  const sinceMs = performance.now()
  carryOut(order).then(
    (report) => reply({ kind: 'done', tookMs: performance.now() - sinceMs, ...(report && { report }) }),
    (error: unknown) => fail(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  )
})

async function carryOut(order: FleetOrder): Promise<LoadReport | undefined> {
  switch (order.kind) {
    case 'connect':
      chargers = order.chargers.map((charger) => new FleetChargerConnection(charger, fail))
      await forAll((charger) => charger.connect())
      break
    case 'boot':
      await forAll(async (charger) => {
        await charger.call('BootNotification')
        if (order.openTransactions) await charger.call('StartTransaction')
      })
      break
    case 'begin':
      begin(order.traffic)
      break
    case 'measure':
      return measure(order.seconds)
    case 'end':
      running = false
      await Promise.all(underWay)
      underWay = []
      break
    case 'reconnect':
      for (const charger of chargers) charger.drop()
      await forAll(async (charger) => {
        await charger.connect()
        await charger.call('BootNotification')
      })
      break
    case 'disconnect':
      for (const charger of chargers) charger.leave()
  }
  return undefined
}

/** A bounded number at a time. */
async function forAll(work: (charger: FleetChargerConnection) => Promise<unknown>): Promise<void> {
  let next = 0
  const one = async () => {
    for (let charger = chargers[next++]; charger !== undefined; charger = chargers[next++])
      await work(charger)
  }
  await Promise.all(Array.from({ length: Math.min(opening, chargers.length) }, one))
}

function begin({ message, perSecond }: Traffic): void {
  running = true
  const steps = stepsOf[message]
  if (perSecond === undefined) underWay = chargers.map((charger) => flood(charger, steps))
  else underWay = [pace(steps, perSecond)]
}

function flood(charger: FleetChargerConnection, steps: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const next = () => (running ? exchange(charger, steps, next) : resolve())
    next()
  })
}

/** What is due goes out each millisecond, to the next chargers in turn that have nothing in flight. */
function pace(steps: readonly string[], perSecond: number): Promise<void> {
  return new Promise((resolve) => {
    const startedAt = performance.now()
    let sent = 0
    let turn = 0
    const tick = () => {
      if (!running) return resolve()
      const due = ((performance.now() - startedAt) * perSecond) / 1000
      for (let tried = 0; sent < due && tried < chargers.length; tried++) {
        const charger = chargers[turn++ % chargers.length]
        if (charger?.isIdle !== true) continue
        sent += 1
        exchange(charger, steps, () => {})
      }
      setTimeout(tick, tickMs)
    }
    tick()
  })
}

function exchange(charger: FleetChargerConnection, steps: readonly string[], done: () => void): void {
  let step = 0
  let tookMs = 0
  const next = () =>
    charger.send(steps[step]!, (latencyMs) => {
      tookMs += latencyMs
      step += 1
      if (step < steps.length) return next()
      if (measuring) {
        counted += 1
        latencies.push(tookMs)
      }
      done()
    })
  next()
}

async function measure(seconds: number): Promise<LoadReport> {
  latencies = []
  counted = 0
  measuring = true
  const startedAt = performance.now()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  measuring = false
  const took = (performance.now() - startedAt) / 1000
  latencies.sort((a, b) => a - b)
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN
  return { messages: counted, seconds: took, p50Ms: at(0.5), p99Ms: at(0.99) }
}

function reply(message: FleetReply): void {
  process.send?.(message)
}

function fail(problem: string): void {
  reply({ kind: 'failed', problem })
}
