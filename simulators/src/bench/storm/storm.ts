import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { collectable, heldBytes } from '../cloud/held-bytes.ts'
import { type CloudSubject, cloudSubject } from '../cloud/subjects.ts'
import { AcknowledgedFacts } from './acknowledged-facts.ts'
import { StormCharger } from './storm-charger.ts'

export interface StormOptions {
  readonly chargers: number
  /** The connections drop at once so many times. */
  readonly rounds: number
  /** The chargers come back at random moments within this time. */
  readonly withinMs: number
  readonly progress: (text: string) => void
}

interface StormRound {
  /** From the drop until the last charger is accepted again, and until everything that it had kept is answered. */
  readonly acceptedMs: number
  readonly deliveredMs: number
  /** Connections that were refused and tried again. */
  readonly refused: number
  readonly peakBytes: number
  readonly heldBytes: number
}

export interface StormReport {
  readonly chargers: number
  readonly rounds: readonly StormRound[]
  /** Resident with nobody connected before the storm, with all connected before it, and with nobody afterwards. */
  readonly emptyBytes: number
  readonly connectedBytes: number
  readonly leftBytes: number
  readonly acknowledged: AcknowledgedFacts
  /** What the database does not hold as it was acknowledged, and every answer that was not as it should be. */
  readonly findings: readonly string[]
}

/** Of ten chargers so many are charging when the connections drop. */
const chargingInTen = 4

/** A storm of so many that takes longer than this to be over is stuck. */
const deadlineMs = 180_000

const watchEveryMs = 50

/**
 * All connections to the real central system drop at once, calls under way among them, and all come back. While they
 * are away sessions go on, end and begin; everything is kept and delivered in order. Then each acknowledged fact is
 * looked for in the database.
 */
export async function storm(options: StormOptions): Promise<StormReport> {
  const data = mkdtempSync(join(tmpdir(), 'colok-storm-'))
  const cloud = await cloudSubject({ chargers: options.chargers, nodeOptions: collectable, data })
  try {
    const facts = new AcknowledgedFacts()
    const findings: string[] = []
    const chargers = cloud.chargers.map(
      ({ id, url, authorization }) =>
        new StormCharger({
          id,
          url: () => url,
          authorization,
          facts,
          beganAtMs: Date.now() - 86_400_000,
          onProblem: (problem) => findings.push(problem),
        }),
    )
    const emptyBytes = await heldBytes(cloud.server)
    options.progress(`${chargers.length} chargers connect`)
    await comeBackWithin(chargers, options.withinMs)
    for (const [index, charger] of chargers.entries()) if (index % 10 < chargingInTen) charger.startSession()
    await untilDelivered(cloud, chargers)
    const connectedBytes = await heldBytes(cloud.server)
    const rounds: StormRound[] = []
    for (let round = 1; round <= options.rounds; round++) {
      options.progress(`storm ${round} of ${options.rounds}`)
      rounds.push(await drop(cloud, chargers, options.withinMs))
    }
    for (const charger of chargers) charger.stopSession()
    await untilDelivered(cloud, chargers)
    for (const charger of chargers) charger.drop()
    const leftBytes = await heldBytes(cloud.server)
    if (cloud.server.child.exitCode !== null) findings.push('the central system has ended')
    await cloud.stop()
    options.progress(`${facts.count} acknowledged facts are looked for in the database`)
    findings.push(...(await facts.compareWith(join(data, 'cloud.sqlite'))))
    const { chargers: count } = options
    return { chargers: count, rounds, emptyBytes, connectedBytes, leftBytes, acknowledged: facts, findings }
  } finally {
    await cloud.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

async function drop(
  cloud: CloudSubject,
  chargers: readonly StormCharger[],
  withinMs: number,
): Promise<StormRound> {
  const refusedBefore = refusals(chargers)
  // Calls are under way, and their answers, when the line goes.
  for (const charger of chargers) {
    charger.read()
    charger.tellStatus(1)
  }
  await pause(0)
  const sinceMs = performance.now()
  for (const charger of chargers) charger.drop()
  for (const [index, charger] of chargers.entries()) liveOffline(charger, index)
  let peakBytes = 0
  const watching = setInterval(() => {
    peakBytes = Math.max(peakBytes, cloud.server.residentBytes())
  }, watchEveryMs)
  try {
    await comeBackWithin(chargers, withinMs)
    const acceptedMs = performance.now() - sinceMs
    await untilDelivered(cloud, chargers)
    const deliveredMs = performance.now() - sinceMs
    const held = await heldBytes(cloud.server)
    return {
      acceptedMs,
      deliveredMs,
      refused: refusals(chargers) - refusedBefore,
      peakBytes,
      heldBytes: held,
    }
  } finally {
    clearInterval(watching)
  }
}

/** Some go on charging, some stop, some begin, some do both. */
function liveOffline(charger: StormCharger, index: number): void {
  charger.read()
  if (charger.isCharging && index % 3 === 0) charger.stopSession()
  if (!charger.isCharging && index % 4 === 0) charger.startSession()
  charger.read()
  charger.tellStatus(1)
}

async function comeBackWithin(chargers: readonly StormCharger[], withinMs: number): Promise<void> {
  const all = Promise.all(
    chargers.map(async (charger) => {
      await pause(Math.random() * withinMs)
      await charger.comeBack()
    }),
  )
  await inTime(all, 'not every charger was accepted')
}

async function untilDelivered(cloud: CloudSubject, chargers: readonly StormCharger[]): Promise<void> {
  const delivered = async () => {
    while (chargers.some((charger) => charger.waiting > 0)) {
      if (cloud.server.child.exitCode !== null)
        throw new Error(`the central system ended with ${cloud.server.child.exitCode}`)
      await pause(watchEveryMs)
    }
  }
  await inTime(delivered(), 'not everything was answered')
}

async function inTime(work: Promise<unknown>, complaint: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${complaint} within ${deadlineMs / 1000} s`)), deadlineMs)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function refusals(chargers: readonly StormCharger[]): number {
  return chargers.reduce((sum, charger) => sum + charger.refused, 0)
}
