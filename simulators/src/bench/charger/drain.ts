import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SqliteStore } from '@colok/firmware/store/sqlite-store'
import { WebSocket } from 'ws'
import type { BenchCentralSystem } from './bench-central-system.ts'
import { type ChargerBenchOptions, type ChargerFigure, deadlineMs, harnessArguments } from './figure.ts'
import { Subject } from './subject.ts'

const queuedMessages = 10_000

/** A queue of a long offline spell, from the first message to the last, one in flight. */
export async function drain(
  { progress }: ChargerBenchOptions,
  central: BenchCentralSystem,
  folder: string,
): Promise<ChargerFigure[]> {
  progress(`${queuedMessages} queued messages`)
  const args = harnessArguments(central, folder, 2)
  fillOutbox(join(folder, 'state'))
  const first = central.untilText((text) => text.includes('"StartTransaction"'), deadlineMs)
  const last = central.untilText((text) => text.includes(`"meterStop":${queuedMessages}`), deadlineMs)
  const subject = Subject.start(args)
  try {
    const tookMs = (await last) - (await first)
    return [
      {
        what: `${queuedMessages} queued messages drained`,
        value: tookMs / 1_000,
        unit: 's',
        yardstick: { what: 'round trips of a bare ws client', value: (await bareDrain(central)) / 1_000 },
      },
    ]
  } finally {
    await subject.end()
  }
}

type StoreRecord = Parameters<SqliteStore['commit']>[0]['records'][number]
const measurands = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Voltage', 'Current.Import']

/** One transaction with as many values as the queue holds. */
function fillOutbox(stateDir: string): void {
  rmSync(stateDir, { recursive: true, force: true })
  mkdirSync(join(stateDir, 'charger'), { recursive: true })
  const store = new SqliteStore(join(stateDir, 'charger', 'charger.db'))
  const at = (index: number) => ({
    bootId: 'earlier',
    monotonicMs: index * 1_000,
    wallMs: Date.UTC(2026, 10, 1) + index * 1_000,
  })
  const about = { localId: 1, connectorId: 1 }
  const start = { idTag: 'CARD', meterStartWh: 0, at: at(1), reservationId: null }
  const records: StoreRecord[] = [
    { kind: 'outboxAdded', entry: { kind: 'started', id: 1, ...about, ...start } },
  ]
  for (let id = 2; id < queuedMessages; id += 1) {
    const values = measurands.map((measurand) => ({ measurand, value: String(id), unit: null }))
    const samples = [{ at: at(id), context: 'Sample.Periodic' as const, values }]
    records.push({ kind: 'outboxAdded', entry: { kind: 'metered', id, ...about, samples } })
  }
  records.push({
    kind: 'outboxAdded',
    entry: {
      kind: 'stopped',
      id: queuedMessages,
      ...about,
      idTag: null,
      meterStopWh: queuedMessages,
      at: at(queuedMessages),
      reason: 'Local',
      samples: [],
    },
  })
  store.commit({ slices: { counters: { nextLocalId: 2 } }, records })
  store.close()
}

/** As many round trips of a bare client, one in flight. */
function bareDrain(central: BenchCentralSystem): Promise<number> {
  const socket = new WebSocket(central.url, 'ocpp1.6', { perMessageDeflate: false })
  const text = JSON.stringify([2, 'bare', 'Heartbeat', {}])
  return new Promise((resolve, reject) => {
    let left = queuedMessages
    let startedMs = 0
    socket.on('error', reject)
    socket.on('open', () => {
      startedMs = performance.now()
      socket.send(text)
    })
    socket.on('message', () => {
      left -= 1
      if (left > 0) {
        socket.send(text)
        return
      }
      socket.terminate()
      resolve(performance.now() - startedMs)
    })
  })
}
