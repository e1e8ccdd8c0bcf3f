import { z } from 'zod'
import { Cdr, SignedData } from '../../core/cdr-schema.ts'

/** A sealed record, and what surrounds it. */
export const SealedCdr = z
  .object({
    number: z.int().meta({ description: 'Counts all records, without a gap.' }),
    kind: z.enum(['cdr', 'credit']),
    businessDay: z.iso.date(),
    hash: z.string().meta({
      description:
        "SHA-256, hexadecimal, of the hash of the record before it (sixty-four zeros before the first), a line feed, and this record's `cdr` as JSON, to the letter.",
    }),
    cdr: Cdr,
    signedData: SignedData.nullable().meta({
      description: 'What is genuine of its signed readings by now: some may have come after it was sealed.',
    }),
  })
  .meta({ id: 'SealedCdr' })
export type SealedCdr = z.infer<typeof SealedCdr>

/** Which records: of a site, of a session, of business days, both included. */
export const CdrFilter = z.object({
  site: z.string().max(64).optional().meta({ description: "The site's slug." }),
  session: z.string().max(64).optional().meta({ description: "The session's id." }),
  from: z.iso.date().optional().meta({ description: 'The first business day, at the clocks of each site.' }),
  to: z.iso.date().optional().meta({ description: 'The last business day.' }),
})
export type CdrFilter = z.infer<typeof CdrFilter>

const note = z.string().min(1).max(255).meta({ description: 'Why; on the credit, and kept for good.' })

export const CdrCorrection = z
  .discriminatedUnion('decision', [
    z.strictObject({
      decision: z.literal('bill'),
      energyWh: z.int().min(0).max(10_000_000).meta({ description: 'What it delivered.', unit: 'Wh' }),
      note,
    }),
    z.strictObject({ decision: z.literal('waive'), note }),
  ])
  .meta({ id: 'CdrCorrection' })
export type CdrCorrection = z.infer<typeof CdrCorrection>
