import { randomBytes } from 'node:crypto'
import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'
import { type CommandOutcome, commandCharger } from '../chargers/commands-to-chargers.ts'
import { storeFile } from '../files/pieces.ts'
import type { UploadInput } from './schemas.ts'

/** A charger on a weak network tries again for hours. */
const takenForMs = 6 * 3_600_000

/** Logs of a charger's whole life are a few megabytes, a photo is some hundred kilobytes. */
const maxFileBytes = { log: 64 * 1024 * 1024, DoorPhoto: 8 * 1024 * 1024 }

const retries = 3
const retryIntervalS = 60

export type AskForFileResult =
  | { readonly kind: 'asked'; readonly uploadId: string; readonly command: CommandOutcome }
  | { readonly kind: 'unknownCharger' }

/** Asks a charger for a file. It is sent to an address of ours that nobody else can know. */
export async function askForFile(
  services: Services,
  ask: UploadInput & { readonly chargePointId: string; readonly createdBy: string },
): Promise<AskForFileResult> {
  const token = randomBytes(32).toString('base64url')
  const uploadId = services.newId()
  const requestId = await services.writer.write((tx) => insert(tx, services, { ...ask, token, uploadId }))
  if (requestId === undefined) return { kind: 'unknownCharger' }
  const location = `${services.settings.publicUrl}/uploads/${token}`
  const command =
    ask.kind === 'Diagnostics'
      ? await commandCharger(services, ask.chargePointId, 'GetDiagnostics', diagnosticsRequest(ask, location))
      : await commandCharger(services, ask.chargePointId, 'GetLog', {
          logType: ask.kind,
          requestId,
          retries,
          retryInterval: retryIntervalS,
          log: {
            remoteLocation: location,
            ...(ask.from !== null && { oldestTimestamp: ask.from }),
            ...(ask.to !== null && { latestTimestamp: ask.to }),
          },
        })
  await services.writer.write((tx) => settle(tx, requestId, ask.kind, command))
  return { kind: 'asked', uploadId, command }
}

function diagnosticsRequest({ from, to }: UploadInput, location: string): Request<'GetDiagnostics'> {
  return {
    location,
    retries,
    retryInterval: retryIntervalS,
    ...(from !== null && { startTime: from }),
    ...(to !== null && { stopTime: to }),
  }
}

async function insert(
  tx: Tx,
  services: Services,
  ask: UploadInput & { chargePointId: string; createdBy: string; token: string; uploadId: string },
): Promise<number | undefined> {
  const now = services.clock.wallMs()
  const row = await first<{ requestId: number }>(
    tx,
    `insert into upload (id, charger_id, kind, token_hash, state, created_by, created_at, expires_at)
     select ?, id, ?, ?, 'requested', ?, ?, ? from charger where charge_point_id = ? returning request_id`,
    [
      ask.uploadId,
      ask.kind,
      hashSecret(ask.token, services.settings.secret),
      ask.createdBy,
      toIso(now),
      toIso(now + takenForMs),
      ask.chargePointId,
    ],
  )
  return row?.requestId
}

/** OCPP 1.6 §5.9: an answer without a file name means that there is nothing to send. */
async function settle(
  tx: Tx,
  requestId: number,
  kind: UploadInput['kind'],
  command: CommandOutcome,
): Promise<void> {
  const answer = command.confirmation as { fileName?: string; filename?: string } | null
  const fileName = answer?.fileName ?? answer?.filename ?? null
  const nothingToSend = kind === 'Diagnostics' && command.outcome === 'accepted' && fileName === null
  const isRefused = nothingToSend || !['accepted', 'noAnswer'].includes(command.outcome)
  await tx.run(
    'update upload set file_name = coalesce(file_name, ?), state = ? where request_id = ? and state = ?',
    [fileName, isRefused ? 'refused' : 'requested', requestId, 'requested'],
  )
}

export type ReceiveResult =
  | { readonly kind: 'received' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'tooLarge' }

/** Takes the file that was asked for. A charger that tries again replaces what came before. */
export async function receiveFile(
  services: Services,
  sent: {
    readonly token: string
    readonly fileName: string | undefined
    readonly body: ReadableStream<Uint8Array>
  },
): Promise<ReceiveResult> {
  const now = toIso(services.clock.wallMs())
  const upload = await first<{ id: string; kind: string; chargePointId: string }>(
    services.read,
    `select upload.id, upload.kind, charge_point_id from upload join charger on charger.id = charger_id
     where token_hash = ? and expires_at > ?`,
    [hashSecret(sent.token, services.settings.secret), now],
  )
  if (upload === undefined) return { kind: 'unknown' }
  const maxBytes = upload.kind === 'DoorPhoto' ? maxFileBytes.DoorPhoto : maxFileBytes.log
  const stored = await storeFile(services, { id: upload.id, body: sent.body, maxBytes })
  if (stored.kind === 'tooLarge') return stored
  await services.writer.write((tx) =>
    tx.run(
      `update upload set state = 'uploaded', size_bytes = ?, received_at = ?, file_name = coalesce(?, file_name)
       where id = ?`,
      [stored.sizeBytes, now, sent.fileName ?? null, upload.id],
    ),
  )
  services.changes.changed(upload.chargePointId)
  if (upload.kind === 'DoorPhoto') services.alerts.noticed('door')
  return { kind: 'received' }
}
