import { z } from 'zod'
import checklistJson from '../../../../hardware/commissioning/checklist.json' with { type: 'json' }

const text = z.string().min(1)
const item = z.discriminatedUnion('kind', [
  /** Seen and found right. */
  z.strictObject({ id: text, kind: z.literal('confirm'), text }),
  /** A number within limits, both included. */
  z.strictObject({
    id: text,
    kind: z.literal('measure'),
    text,
    unit: text,
    min: z.number(),
    max: z.number(),
  }),
  z.strictObject({ id: text, kind: z.literal('text'), text }),
  /** A JPEG or PNG file. */
  z.strictObject({ id: text, kind: z.literal('photo'), text }),
])

/** `hardware/commissioning/checklist.json`. */
const checklistSchema = z.strictObject({
  version: text,
  sections: z.array(
    z.strictObject({ title: text, perSocket: z.boolean().optional(), items: z.array(item).min(1) }),
  ),
})

export type ChecklistItem = z.infer<typeof item>
export interface ChecklistSection {
  readonly title: string
  readonly items: readonly ChecklistItem[]
}

const checklist = checklistSchema.parse(checklistJson)
export const checklistVersion = checklist.version

/** The checklist of a post with so many sockets: what is asked of each socket stands there once for each. */
export function checklistFor(sockets: number): ChecklistSection[] {
  return checklist.sections.flatMap(({ title, perSocket = false, items }) =>
    perSocket
      ? Array.from({ length: sockets }, (_, index) => ({
          title: `${title.replace(', for each socket', '')}, socket ${index + 1}`,
          items: items.map((each) => ({ ...each, id: `socket${index + 1}.${each.id}` })),
        }))
      : [{ title, items }],
  )
}
