import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Board, boardSchema } from '../src/devices/board.ts'

/** The repository's folder `hardware`. */
export const hardwareFolder = join(import.meta.dirname, '../../hardware')

const amountIdr = z.int().nonnegative()

/** `boards/<revision>/bill-of-materials.json`. */
const billSchema = z
  .strictObject({
    board: z.string(),
    currency: z.literal('IDR'),
    pricesOn: z.iso.date(),
    /** Kinds of source, and what each means. */
    sources: z.record(z.string(), z.string()),
    parts: z.array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]+$/),
        part: z.string(),
        perPost: z.int().nonnegative(),
        perSocket: z.int().nonnegative(),
        priceIdr: amountIdr,
        source: z.string(),
        /** Another choice, what it saves on one piece, and what it costs instead. */
        save: z.strictObject({ how: z.string(), savesIdr: amountIdr, cost: z.string() }).optional(),
      }),
    ),
  })
  .superRefine(({ sources, parts }, context) => {
    const ids = parts.map(({ id }) => id)
    for (const [index, { id, source, perPost, perSocket, priceIdr, save }] of parts.entries()) {
      const refuse = (message: string) =>
        context.addIssue({ code: 'custom', path: ['parts', index], message: `${id}: ${message}` })
      if (ids.indexOf(id) !== index) refuse('stands there twice')
      if (!(source in sources)) refuse(`there is no source ${source}`)
      if (perPost + perSocket === 0) refuse('is bought nowhere')
      if (save && save.savesIdr > priceIdr) refuse('saves more than it costs')
    }
  })
export type Bill = z.infer<typeof billSchema>

/** `boards/<revision>/installation.json`: the mains' side. */
const installationSchema = z.strictObject({
  supply: z.strictObject({
    voltageV: z.number(),
    frequencyHz: z.number(),
    cable: z.string(),
    lengthM: z.number(),
  }),
  mainBreaker: z.strictObject({ kind: z.string(), ratedA: z.number(), breakingKa: z.number() }),
  surgeArrester: z.strictObject({ kind: z.string(), maxV: z.number() }),
  earth: z.strictObject({ electrode: z.string(), maxOhm: z.number() }),
  powerSupply: z.strictObject({ kind: z.string(), ratedW: z.number() }),
  controlVoltages: z.array(z.strictObject({ name: z.string(), voltageV: z.number(), through: z.string() })),
  socket: z.strictObject({
    breaker: z.strictObject({ kind: z.string(), ratedA: z.number(), tripMa: z.number() }),
    wire: z.string(),
    meter: z.string(),
    element: z.strictObject({ kind: z.string(), ratedA: z.number(), coilV: z.number() }),
    residualCurrentModule: z.strictObject({ kind: z.string(), tripMa: z.number(), dcTripMa: z.number() }),
    outlet: z.strictObject({ kind: z.string(), ratedA: z.number() }),
  }),
})

const shownBy = z.array(z.strictObject({ file: z.string(), name: z.string() }))

/** `safety/hazards.json`. Where software does nothing, `why` says why that is right. */
const hazardsSchema = z.strictObject({
  hazards: z.array(
    z
      .strictObject({
        id: z.string().regex(/^H\d+$/),
        hazard: z.string(),
        causes: z.array(z.string()).min(1),
        hardware: z.string(),
        software: z.string().nullable(),
        why: z.string().optional(),
        requirements: z.array(z.string().regex(/^S\d+$/)).min(1),
        tests: shownBy,
      })
      .refine(({ software, why, tests }) => (software === null ? why !== undefined : tests.length > 0), {
        error: 'what software does has a test; where it does nothing stands why',
      }),
  ),
  /** The safety requirements S1 to S24, what is done about each here, and the tests that break something to show it. */
  requirements: z.array(
    z.strictObject({
      id: z.string().regex(/^S\d+$/),
      requirement: z.string(),
      here: z.string(),
      tests: shownBy.min(1),
    }),
  ),
})
type Safety = z.infer<typeof hazardsSchema>
export type Hazard = Safety['hazards'][number]

/** All the data of one board's revision. Throws zod's error, which names the wrong entry. */
export interface HardwareData {
  readonly board: Board
  readonly bill: Bill
  readonly installation: z.infer<typeof installationSchema>
  readonly hazards: readonly Hazard[]
  readonly requirements: readonly Safety['requirements'][number][]
}

export function readHardware(revision: string): HardwareData {
  const folder = `boards/${revision}`
  return {
    board: boardSchema.parse(readJson(`${folder}/board.json`)),
    bill: billSchema.parse(readJson(`${folder}/bill-of-materials.json`)),
    installation: installationSchema.parse(readJson(`${folder}/installation.json`)),
    ...hazardsSchema.parse(readJson('safety/hazards.json')),
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(hardwareFolder, path), 'utf8'))
}
