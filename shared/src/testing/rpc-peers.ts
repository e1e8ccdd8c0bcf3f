import type { Handlers } from '../ocpp/registry.ts'
import { Rpc, type RpcOptions, type RpcProblem } from '../ocpp/rpc.ts'
import { refusingHandlers } from './refusing-handlers.ts'
import { type SocketPairOptions, socketPair } from './socket-pair.ts'
import { VirtualClock } from './virtual-clock.ts'

export const now = '2026-11-23T03:22:00.000Z'
export const heartbeat = () => ({ currentTime: now })

type Side = 'ChargePoint' | 'CentralSystem'

/** Two peers, joined by a socket in memory. `frames` is everything on the line, as the charge point sees it. */
export function joined(
  setup: {
    chargePoint?: Partial<RpcOptions<'ChargePoint', unknown>>
    centralSystem?: Partial<RpcOptions<'CentralSystem', unknown>>
    line?: SocketPairOptions
  } = {},
) {
  const clock = new VirtualClock()
  const pair = socketPair(clock, setup.line)
  const frames: string[] = []
  const problems: Record<Side, RpcProblem[]> = {
    ChargePoint: [],
    CentralSystem: [],
  }
  const common = (side: Side) => {
    let id = 0
    return {
      clock,
      context: undefined,
      newMessageId: () => `${side === 'ChargePoint' ? 'cp' : 'cs'}-${++id}`,
      callTimeoutMs: 30_000,
      maxQueuedCalls: 10,
      onProblem: (problem: RpcProblem) => problems[side].push(problem),
    }
  }
  const chargePoint = new Rpc<'ChargePoint', unknown>({
    ...common('ChargePoint'),
    role: 'ChargePoint',
    handlers: refusingHandlers('ChargePoint'),
    send: (text) => pair.left.send(text),
    onFrame: (direction, text) => frames.push(`${direction === 'out' ? '>' : '<'} ${text}`),
    ...setup.chargePoint,
  })
  const centralSystem = new Rpc<'CentralSystem', unknown>({
    ...common('CentralSystem'),
    role: 'CentralSystem',
    handlers: { ...refusingHandlers('CentralSystem'), Heartbeat: heartbeat },
    send: (text) => pair.right.send(text),
    ...setup.centralSystem,
  })
  pair.left.onMessage((text) => chargePoint.receive(text))
  pair.left.onClose(() => chargePoint.close())
  pair.right.onMessage((text) => centralSystem.receive(text))
  pair.right.onClose(() => centralSystem.close())
  return { clock, pair, chargePoint, centralSystem, frames, problems }
}

/** One peer, with the test itself at the other end of the line. */
export function alone(options: Partial<RpcOptions<'CentralSystem', unknown>> = {}) {
  const clock = new VirtualClock()
  const sent: unknown[] = []
  const problems: RpcProblem[] = []
  let id = 0
  const rpc = new Rpc<'CentralSystem', unknown>({
    role: 'CentralSystem',
    handlers: { ...refusingHandlers('CentralSystem'), Heartbeat: heartbeat },
    context: undefined,
    send: (text) => sent.push(JSON.parse(text)),
    clock,
    newMessageId: () => `id-${++id}`,
    callTimeoutMs: 30_000,
    maxQueuedCalls: 2,
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  const receive = async (message: unknown) => {
    rpc.receive(typeof message === 'string' ? message : JSON.stringify(message))
    await clock.advance(0)
  }
  return {
    clock,
    sent,
    problems,
    rpc,
    receive,
    kinds: () => problems.map((p) => p.kind),
  }
}

/** What a promise has become by now. */
export function outcomeOf<T>(promise: Promise<T>): { value: T | 'pending' } {
  const outcome: { value: T | 'pending' } = { value: 'pending' }
  void promise.then((value) => {
    outcome.value = value
  })
  return outcome
}

export const withHandlers = (
  handlers: Partial<Handlers<'CentralSystem', unknown>>,
): Handlers<'CentralSystem', unknown> => ({
  ...refusingHandlers('CentralSystem'),
  Heartbeat: heartbeat,
  ...handlers,
})
