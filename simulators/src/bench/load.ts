/**
 * A fleet in a process of its own: every charger keeps one CALL in flight for the time asked, then the counts and
 * latencies go back to the parent. Its work is the same whatever server is at the other end.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'

export interface LoadOrder {
  readonly chargers: readonly {
    readonly url: string
    readonly authorization?: string
    readonly transactionId?: number
  }[]
  readonly message: 'Heartbeat' | 'MeterValues'
  /** Sent as fast as answers come for this long, after as long a warm-up again of a quarter of it. */
  readonly seconds: number
}

export interface LoadReport {
  readonly messages: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export type LoadMessage =
  | { kind: 'connected' }
  | { kind: 'measuring' }
  | { kind: 'report'; report: LoadReport }

const connectBatch = 100

process.once('message', (order: LoadOrder) => void run(order))

async function run(order: LoadOrder): Promise<void> {
  const latencies: number[] = []
  let measuring = false
  let running = true
  let messages = 0
  const drivers: Promise<void>[] = []
  for (let from = 0; from < order.chargers.length; from += connectBatch) {
    const batch = await Promise.all(order.chargers.slice(from, from + connectBatch).map(open))
    for (const [index, socket] of batch.entries()) {
      const transactionId = order.chargers[from + index]?.transactionId
      drivers.push(drive(socket, transactionId))
    }
  }
  tell({ kind: 'connected' })
  await delay(order.seconds * 250)
  measuring = true
  tell({ kind: 'measuring' })
  const startedAt = performance.now()
  await delay(order.seconds * 1000)
  measuring = false
  const seconds = (performance.now() - startedAt) / 1000
  running = false
  await Promise.all(drivers)
  latencies.sort((a, b) => a - b)
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN
  tell({ kind: 'report', report: { messages, seconds, p50Ms: at(0.5), p99Ms: at(0.99) } })
  process.disconnect()

  function drive(socket: WebSocket, transactionId: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      let sentAt = 0
      let sequence = 0
      const send = () => {
        sentAt = performance.now()
        socket.send(frame(order.message, ++sequence, transactionId))
      }
      socket.on('message', (data: Buffer) => {
        if (data[1] === 0x34) reject(new Error(`the server answered with an error: ${data.toString()}`))
        if (measuring) {
          messages++
          latencies.push(performance.now() - sentAt)
        }
        if (running) send()
        else {
          socket.close()
          resolve()
        }
      })
      socket.on(
        'close',
        (code) => running && reject(new Error(`the server closed a connection with ${code}`)),
      )
      send()
    })
  }
}

function open(charger: LoadOrder['chargers'][number]): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const headers = charger.authorization === undefined ? {} : { authorization: charger.authorization }
    const socket = new WebSocket(charger.url, 'ocpp1.6', { headers, perMessageDeflate: false })
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

function frame(message: LoadOrder['message'], sequence: number, transactionId: number | undefined): string {
  const payload = message === 'Heartbeat' ? {} : meterValues(sequence, transactionId)
  return JSON.stringify([
    2,
    `${process.pid}-${sequence}-${Math.floor(performance.now() * 1000)}`,
    message,
    payload,
  ])
}

/** What a post with one meter sends each minute: five measurands of one sample. */
function meterValues(sequence: number, transactionId: number | undefined) {
  const sampledValue = [
    {
      value: String(sequence),
      context: 'Sample.Periodic',
      measurand: 'Energy.Active.Import.Register',
      unit: 'Wh',
    },
    { value: '1198.4', context: 'Sample.Periodic', measurand: 'Power.Active.Import', unit: 'W' },
    { value: '221.3', context: 'Sample.Periodic', measurand: 'Voltage', unit: 'V' },
    { value: '5.41', context: 'Sample.Periodic', measurand: 'Current.Import', unit: 'A' },
    { value: '41', context: 'Sample.Periodic', measurand: 'SoC', unit: 'Percent' },
  ]
  const meterValue = [{ timestamp: new Date().toISOString(), sampledValue }]
  return transactionId === undefined
    ? { connectorId: 1, meterValue }
    : { connectorId: 1, transactionId, meterValue }
}

function tell(message: LoadMessage): void {
  process.send?.(message)
}
