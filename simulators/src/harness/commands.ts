import type { Charger } from '@colok/firmware/compose'
import type { IdTag } from '@colok/shared/ids'
import { ChargePointErrorCode } from '@colok/shared/ocpp/types'
import { z } from 'zod'
import type { PhysicalPost } from './physical-post.ts'

const connector = z.int().min(1).default(1)
const hazard = ChargePointErrorCode.exclude(['NoError'])
type HazardCode = z.infer<typeof hazard>

/** What a test suite may do to the post, one JSON object a line. */
const command = z.discriminatedUnion('cmd', [
  z.strictObject({ cmd: z.literal('plug_in'), connector }),
  z.strictObject({ cmd: z.literal('plug_out'), connector }),
  z.strictObject({
    cmd: z.literal('swipe'),
    token: z.string().min(1).max(20),
    connectors: z.array(z.int().min(1)).min(1).optional(),
  }),
  z.strictObject({ cmd: z.literal('connect') }),
  z.strictObject({ cmd: z.literal('disconnect') }),
  z.strictObject({
    cmd: z.literal('raise_error'),
    error: hazard,
    connector: z.int().min(0).default(1),
  }),
  z.strictObject({
    cmd: z.literal('clear_error'),
    error: hazard.optional(),
    connector: z.int().min(0).default(1),
  }),
  z.strictObject({ cmd: z.literal('fault') }),
])
type Command = z.infer<typeof command>

export interface Bench {
  readonly post: PhysicalPost
  readonly charger: () => Charger
  readonly connectors: number
}

export type CommandAnswer =
  | { readonly ok: true; readonly cmd: string }
  | { readonly ok: false; readonly cmd: string; readonly error: string }

/** Carries out one line. Never throws: what cannot be done is an answer too. */
export function execute(bench: Bench, line: string): CommandAnswer {
  let cmd = ''
  try {
    const json = JSON.parse(line) as unknown
    cmd = nameOf(json)
    const parsed = command.safeParse(json)
    if (!parsed.success) return { ok: false, cmd, error: z.prettifyError(parsed.error) }
    perform(bench, parsed.data)
    return { ok: true, cmd }
  } catch (cause) {
    return {
      ok: false,
      cmd,
      error: cause instanceof Error ? cause.message : String(cause),
    }
  }
}

function nameOf(json: unknown): string {
  const { cmd } = (json ?? {}) as { cmd?: unknown }
  return typeof cmd === 'string' ? cmd : ''
}

function perform(bench: Bench, wanted: Command): void {
  switch (wanted.cmd) {
    case 'plug_in':
    case 'plug_out':
      checkConnector(bench.connectors, wanted.connector)
      bench.post.setPlugged(wanted.connector, wanted.cmd === 'plug_in')
      break
    case 'swipe':
      swipe(bench, wanted.token, wanted.connectors)
      break
    case 'connect':
      bench.charger().connect()
      break
    case 'disconnect':
      bench.charger().disconnect()
      break
    case 'raise_error':
      raise(bench, wanted.connector, wanted.error)
      break
    case 'fault':
      raise(bench, 1, 'GroundFailure')
      break
    case 'clear_error':
      clear(bench, wanted.connector, wanted.error)
      break
  }
}

function swipe(
  { post, connectors }: Bench,
  token: string,
  connectorIds: readonly number[] | undefined,
): void {
  for (const id of connectorIds ?? []) checkConnector(connectors, id)
  // The reader hands the token on as it is: a suite may compare with case, where OCPP does not.
  post.devices.cardReaders[0].present(token as IdTag, connectorIds)
}

function raise({ post, connectors }: Bench, connectorId: number, code: HazardCode): void {
  checkConnector(connectors, connectorId, 0)
  if (code === 'ConnectorLockFailure') post.devices.locks.jammed.add(connectorId)
  post.devices.sensors.report(connectorId, code, true)
}

/** Without a code, all that was raised there. */
function clear({ post, connectors }: Bench, connectorId: number, code: HazardCode | undefined): void {
  checkConnector(connectors, connectorId, 0)
  for (const each of code === undefined ? post.devices.sensors.presentAt(connectorId) : [code]) {
    if (each === 'ConnectorLockFailure') post.devices.locks.jammed.delete(connectorId)
    post.devices.sensors.report(connectorId, each, false)
  }
}

function checkConnector(connectors: number, id: number, lowest = 1): void {
  if (id < lowest || id > connectors)
    throw new RangeError(`connector ${id} is not one of ${lowest} to ${connectors}`)
}
