import { z } from 'zod'

/** Lower-case words joined by hyphens. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters and digits, joined by hyphens')
  .max(64)
  .meta({ example: 'sangeh-monkey-forest' })

/** What people call a thing: one line, and not blank. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'one line of text')

const TimeZone = z
  .string()
  .refine(isTimeZone, 'not an IANA time zone, such as Asia/Makassar')
  .meta({ example: 'Asia/Makassar' })

export const SiteInput = z
  .strictObject({
    slug: Slug,
    name: Name,
    address: z.string().min(1).max(300),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    timeZone: TimeZone,
    pbjt: z
      .strictObject({
        mode: z.enum(['included', 'added', 'none']),
        basisPoints: z.int().min(0).max(1000).meta({ description: '1000 for 10 %.' }),
      })
      .default({ mode: 'none', basisPoints: 0 })
      .meta({
        description: 'The regional electricity tax: in the price, on top of it, or not ours to collect.',
      }),
  })
  .meta({ id: 'SiteInput' })
export type SiteInput = z.infer<typeof SiteInput>

export const Site = SiteInput.meta({
  id: 'Site',
  description: 'A place with chargers.',
})
export type Site = z.infer<typeof Site>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** By what sites can be sorted. */
export const siteSortKeys = ['slug', 'name', 'address', 'timeZone'] as const
export type SiteSortKey = (typeof siteSortKeys)[number]
