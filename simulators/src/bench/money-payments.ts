import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { anyPorts, type Demo, startDemo } from '../demo/demo.ts'
import { Motorcycle } from '../motorcycle/motorcycle.ts'
import { echoRoundTrips, quantile, until } from './tap.ts'

const deadlineMs = 60_000
const amountIdr = 5_000

export interface PaymentFigure {
  readonly what: string
  readonly medianMs: number
  readonly p90Ms: number
  readonly rounds: number
  /** The median over that of a round trip through a bare `ws` echo in the same run. */
  readonly ofEcho: number
}

interface Waits {
  readonly toRemoteStartMs: number
  readonly toRelayMs: number
}

/**
 * From the moment when a payer agrees in his app. The provider's webhook leaves at once; the central system asks the
 * provider's own books, commits, sets the limit and sends RemoteStartTransaction, and the charger closes its relay.
 */
export async function benchPayments(options: {
  readonly rounds: number
  readonly progress: (text: string) => void
}): Promise<PaymentFigure[]> {
  const echo = await echoRoundTrips()
  const yardstickMs = quantile(echo, 0.5)
  const dataDir = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const demo = await startDemo({ dataDir, fresh: true, ports: anyPorts, onNotice: options.progress })
  try {
    const waits: Waits[] = []
    for (let round = 1; round <= options.rounds; round++) {
      options.progress(`payment ${round} of ${options.rounds}`)
      waits.push(await payOnce(demo))
    }
    const figure = (what: string, times: readonly number[]): PaymentFigure => ({
      what,
      medianMs: quantile(times, 0.5),
      p90Ms: quantile(times, 0.9),
      rounds: times.length,
      ofEcho: quantile(times, 0.5) / yardstickMs,
    })
    return [
      figure('round trip, bare ws echo', echo),
      figure(
        'to RemoteStartTransaction on the wire',
        waits.map(({ toRemoteStartMs }) => toRemoteStartMs),
      ),
      figure(
        'to relay closed',
        waits.map(({ toRelayMs }) => toRelayMs),
      ),
    ]
  } finally {
    await demo.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Plugs in, asks for a QR, pays it in the payer's app, and pulls the plug when the relay has closed. */
async function payOnce(demo: Demo): Promise<Waits> {
  const light = () => demo.post.snapshot().sockets[0]?.light.colour
  await until('the light is blue', () => light() === 'blue')
  demo.post.plug(1, new Motorcycle({ startPermille: 200 }))
  await until('the plug is seen', () => light() === 'amber')
  const bill = await billOf(demo)
  let remoteStartAtMs: number | undefined
  const stopListening = demo.network.onMessage((direction, text) => {
    if (direction === 'toCharger' && text.includes('"RemoteStartTransaction"'))
      remoteStartAtMs ??= performance.now()
  })
  try {
    const startedMs = performance.now()
    const paying = act(demo, { kind: 'pay', bill, issuer: 'gopay', late: false })
    await until('the relay closes', () => demo.post.snapshot().sockets[0]?.relayClosed === true)
    const toRelayMs = performance.now() - startedMs
    await paying
    if (remoteStartAtMs === undefined) throw new Error('the relay closed without a RemoteStartTransaction')
    return { toRemoteStartMs: remoteStartAtMs - startedMs, toRelayMs }
  } finally {
    stopListening()
    demo.post.unplug(1)
  }
}

const Snapshot = z.object({ bills: z.array(z.object({ id: z.string(), state: z.string() })) })

/** The post's page gives a QR as soon as the central system has heard of the plug; the payer's app finds its bill. */
async function billOf(demo: Demo): Promise<string> {
  const sinceMs = performance.now()
  const url = `${demo.addresses.driverPage}/1/pay`
  const body = new URLSearchParams({ amountIdr: String(amountIdr) })
  for (;;) {
    const { status } = await fetch(url, { method: 'POST', body, redirect: 'manual' })
    if (status === 303) break
    if (performance.now() - sinceMs > deadlineMs) throw new Error(`${url} answers ${status} and gives no QR`)
    await pause(200)
  }
  const { bills } = Snapshot.parse(await (await fetch(`${demo.addresses.issuerApp}snapshot`)).json())
  const open = bills.find(({ state }) => state === 'open')
  if (open === undefined) throw new Error("the payer's app has no open bill")
  return open.id
}

async function act(demo: Demo, action: object): Promise<void> {
  const response = await fetch(`${demo.addresses.issuerApp}actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  })
  const { kind } = z.object({ kind: z.string() }).parse(await response.json())
  if (kind !== 'done') throw new Error(`the payer's app says ${kind}`)
}
