import { systemClock } from '../demo/system-clock.ts'
import { Motorcycle } from '../motorcycle/motorcycle.ts'
import { pause, startChargerRig, until } from './charger-rig.ts'

/** What the charger's process does while all four sockets deliver and each meter is read once a second. */
export interface AtWork {
  readonly seconds: number
  /** Processor time of the process, in percent of one core. */
  readonly cpuPercent: number
  readonly residentBytes: number
  /** By how much the time between two questions to a meter differs from a second, in ms: half of them, 99 %, and all. */
  readonly jitterMs: { readonly median: number; readonly p99: number; readonly most: number }
  readonly questions: number
}

const startMs = 60_000
const readEveryMs = 1_000
const cards = ['04A1B2C3D4E5F6', '04B1B2C3D4E5F6', '04C1B2C3D4E5F6', '04D1B2C3D4E5F6']

/** Charges at four sockets for so long and measures. Rejects when they do not all deliver. */
export async function measureAtWork(options: { folder: string; seconds: number }): Promise<AtWork> {
  const questions = new Map<string, number[]>()
  let isMeasuring = false
  const rig = await startChargerRig({
    folder: options.folder,
    seed: 1,
    onBytes: (wire, direction) => {
      if (!isMeasuring || direction !== 'fromCharger' || !wire.startsWith('meter')) return
      questions.set(wire, [...(questions.get(wire) ?? []), systemClock.monotonicMs()])
    },
  })
  try {
    const { post, charger } = rig
    for (const { connectorId } of post.snapshot().sockets) {
      post.plug(connectorId, new Motorcycle({ startPermille: 200 }))
      const socket = () => post.snapshot().sockets[connectorId - 1]
      const isLive = () => socket()?.relayClosed === true
      await until(
        `the plug at socket ${connectorId} to be seen`,
        () => socket()?.light.colour === 'amber',
        startMs,
      )
      post.presentCard(cards[connectorId - 1]!)
      await until(`socket ${connectorId} to deliver`, isLive, startMs)
    }
    const before = await charger.usage({ live: false })
    isMeasuring = true
    await pause(options.seconds * 1_000)
    isMeasuring = false
    const { cpuMs, rss } = await charger.usage({ live: false })
    const deviations = [...questions.values()].flatMap(deviationsMs).sort((one, other) => one - other)
    return {
      seconds: options.seconds,
      cpuPercent: (cpuMs - before.cpuMs) / (options.seconds * 10),
      residentBytes: rss,
      jitterMs: { median: at(deviations, 0.5), p99: at(deviations, 0.99), most: at(deviations, 1) },
      questions: deviations.length,
    }
  } finally {
    await rig.stop()
  }
}

function deviationsMs(moments: readonly number[]): number[] {
  return moments.slice(1).map((moment, index) => Math.abs(moment - moments[index]! - readEveryMs))
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
