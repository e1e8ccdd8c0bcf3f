import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'
import { CommandOutcomeSchema } from '../chargers/schemas.ts'

const StoredInstant = z.iso.datetime({ offset: true }).transform(toStoredInstant)

export const UploadInput = z
  .strictObject({
    kind: z.enum(['Diagnostics', 'DiagnosticsLog', 'SecurityLog']).meta({
      description: 'Diagnostics by GetDiagnostics, the others by GetLog.',
    }),
    from: StoredInstant.nullable().default(null),
    to: StoredInstant.nullable().default(null),
  })
  .meta({ id: 'UploadInput' })
export type UploadInput = z.output<typeof UploadInput>

export const Upload = z
  .object({
    id: z.string(),
    chargePointId: z.string(),
    kind: z.enum(['Diagnostics', 'DiagnosticsLog', 'SecurityLog', 'DoorPhoto']).meta({
      description: 'A DoorPhoto comes by itself, with an event of the service door.',
    }),
    requestId: z.int(),
    state: z.enum(['requested', 'refused', 'uploading', 'uploaded', 'failed']),
    fileName: z.string().nullable(),
    sizeBytes: z.int().nullable().meta({ description: 'Null while nothing has arrived here.', unit: 'B' }),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().meta({ description: 'Until when the file is taken.' }),
    receivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Upload' })
export type Upload = z.infer<typeof Upload>

export const UploadOutcome = z
  .object({ upload: Upload, command: CommandOutcomeSchema })
  .meta({ id: 'UploadOutcome' })
