import { z } from 'zod'

export const SearchQuery = z.object({
  q: z.string().trim().min(2).max(100).meta({
    description:
      'An id, name or serial number of a charger, a site, a transaction or session id, a payment’s reference, a card’s number or label, a phone number, e-mail address or number plate.',
  }),
})

export const Found = z
  .object({
    kind: z.enum(['charger', 'site', 'session', 'payment', 'card', 'driver']),
    id: z.string().meta({ description: 'By which the API’s own route of its kind finds it.' }),
    title: z.string(),
    detail: z.string(),
    isExact: z.boolean().meta({ description: 'It is what was asked for, and does not only begin like it.' }),
  })
  .meta({ id: 'Found' })
export type Found = z.infer<typeof Found>
