import { type SocketPair, socketPair } from '@colok/shared/testing/socket-pair'
import type { VirtualCloud } from './virtual-cloud.ts'

/** A charger in memory, on the cloud's own clock. */
export interface VirtualCharger {
  readonly pair: SocketPair
  /** Every call that it has received: `[action, payload]`. */
  readonly asked: [string, unknown][]
  /** Says what it answers to calls from now on; undefined for no answer at all. Accepted, unless told otherwise. */
  answerWith(answer: (action: string, payload: unknown) => object | undefined): void
  /** Calls the central system; resolves with the whole frame of the answer. */
  call(action: string, payload: object): Promise<unknown[]>
}

/** Their confirmations say nothing. */
const withoutStatus = new Set(['UpdateFirmware', 'GetDiagnostics', 'GetConfiguration'])

export async function connectVirtualCharger(
  system: VirtualCloud,
  chargePointId = 'CLK-0001',
): Promise<VirtualCharger> {
  const pair = socketPair(system.clock)
  const asked: [string, unknown][] = []
  const waiting = new Map<string, (frame: unknown[]) => void>()
  let answer: (action: string, payload: unknown) => object | undefined = (action) =>
    withoutStatus.has(action) ? {} : { status: 'Accepted' }
  let calls = 0
  pair.right.onMessage((text) => {
    const frame = JSON.parse(text) as [number, string, string, unknown]
    const [type, messageId, action, payload] = frame
    if (type !== 2) {
      waiting.get(messageId)?.(frame)
      return
    }
    asked.push([action, payload])
    const answered = answer(action, payload)
    if (answered !== undefined) pair.right.send(JSON.stringify([3, messageId, answered]))
  })
  await system.whileAdvancing(system.cloud.acceptSocket(chargePointId, pair.left))
  return {
    pair,
    asked,
    answerWith(next) {
      answer = next
    },
    call(action, payload) {
      calls += 1
      const messageId = `${chargePointId}-${calls}`
      const answered = new Promise<unknown[]>((resolve) => waiting.set(messageId, resolve))
      pair.right.send(JSON.stringify([2, messageId, action, payload]))
      return system.whileAdvancing(answered)
    },
  }
}
