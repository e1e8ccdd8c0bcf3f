import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { anyPorts, type Demo, startDemo } from '../demo/demo.ts'
import { Motorcycle } from '../motorcycle/motorcycle.ts'
import { startEcho } from './echo.ts'

const card = '04A1B2C3D4E5F6'
/** The post is looked at so often; it bounds how exactly a closing relay is timed. */
const lookEveryMs = 1
const deadlineMs = 30_000
const echoRounds = 500
/** From the plug to the card a person takes some seconds, in which the leakage module has passed its test. */
const plugToCardMs = 3_000
/** So much more, by chance: a card comes at any moment of the reader's polling. */
const anyMomentMs = 500
/** A card stays in the field for a second, and the reader must have seen it leave before it counts anew. */
const cardGoneMs = 2_000

export interface TapFigure {
  readonly what: string
  readonly medianMs: number
  readonly p90Ms: number
  readonly rounds: number
  /** The median over that of a round trip through a bare `ws` echo in the same run. */
  readonly ofEcho: number
}

/**
 * From the moment when a card enters the reader's field to voltage at the socket: real processes, real bytes on
 * pseudo-terminals. Online every tap is asked of the central system (the cache is off); offline the card is known from
 * the cache. The card comes at a random moment of the reader's polling.
 */
export async function benchTap(options: {
  rounds: number
  progress: (text: string) => void
}): Promise<TapFigure[]> {
  const echo = await echoRoundTrips()
  const online = await tapsOf({ ...options, offline: false })
  const offline = await tapsOf({ ...options, offline: true })
  const yardstickMs = quantile(echo, 0.5)
  return [
    figure('round trip, bare ws echo', echo, yardstickMs),
    figure('card to relay closed, online', online, yardstickMs),
    figure('card to relay closed, offline', offline, yardstickMs),
  ]
}

async function tapsOf(options: {
  rounds: number
  offline: boolean
  progress: (text: string) => void
}): Promise<number[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  const demo = await startDemo({
    dataDir,
    fresh: true,
    ports: anyPorts,
    onNotice: options.progress,
    chargerKeys: { AuthorizationCacheEnabled: String(options.offline), LocalAuthorizeOffline: 'true' },
  })
  try {
    await settled(demo, 'SIAP')
    if (options.offline) {
      // One session while the central system can be asked, which the cache remembers.
      await tapOnce(demo)
      demo.network.cut()
    }
    const times: number[] = []
    for (let round = 1; round <= options.rounds; round++) {
      options.progress(`${options.offline ? 'offline' : 'online'}, tap ${round} of ${options.rounds}`)
      times.push(await tapOnce(demo))
    }
    return times
  } finally {
    await demo.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Plugs in, taps, times the relay, and pulls the plug out again. */
async function tapOnce(demo: Demo): Promise<number> {
  demo.post.plug(1, new Motorcycle({ startPermille: 200 }))
  await until('the plug is seen', () => demo.post.snapshot().sockets[0]?.light.colour === 'amber')
  await pause(plugToCardMs + Math.random() * anyMomentMs)
  const startedMs = performance.now()
  demo.post.presentCard(card)
  await until('the relay closes', () => demo.post.snapshot().sockets[0]?.relayClosed === true)
  const tookMs = performance.now() - startedMs
  demo.post.unplug(1)
  await pause(cardGoneMs)
  await settled(demo, 'SIAP')
  return tookMs
}

async function settled(demo: Demo, text: string): Promise<void> {
  await until(`the LCD says ${text}`, () => demo.post.snapshot().lcd.join('\n').includes(text))
  await until('the light is blue', () => demo.post.snapshot().sockets[0]?.light.colour === 'blue')
}

export async function until(what: string, holds: () => boolean): Promise<void> {
  const sinceMs = performance.now()
  while (!holds()) {
    if (performance.now() - sinceMs > deadlineMs)
      throw new Error(`not within ${deadlineMs / 1000} s: ${what}`)
    await pause(lookEveryMs)
  }
}

export async function echoRoundTrips(): Promise<number[]> {
  const echo = await startEcho()
  const socket = new WebSocket(`${echo.url}/ocpp/BENCH`, 'ocpp1.6', { perMessageDeflate: false })
  await once(socket, 'open')
  const times: number[] = []
  for (let round = 0; round < echoRounds; round++) {
    const startedMs = performance.now()
    socket.send(JSON.stringify([2, String(round), 'Authorize', { idTag: card }]))
    await once(socket, 'message')
    times.push(performance.now() - startedMs)
  }
  socket.close()
  await echo.server.stop()
  return times
}

function figure(what: string, times: readonly number[], yardstickMs: number): TapFigure {
  const medianMs = quantile(times, 0.5)
  return { what, medianMs, p90Ms: quantile(times, 0.9), rounds: times.length, ofEcho: medianMs / yardstickMs }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
