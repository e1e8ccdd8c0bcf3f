import { z } from 'zod'
import { PageQuery } from '../../http/paging.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { Slug } from '../sites/schemas.ts'

export const mostStars = 5
export const longestWord = 280

const Stars = z.int().min(1).max(mostStars)

/** As a browser sends it. */
export const RatingForm = z.object({
  stars: z.coerce.number().pipe(Stars),
  word: z
    .string()
    .transform((word) => word.replaceAll('\0', '').trim().slice(0, longestWord))
    .default(''),
})
export type RatingForm = z.output<typeof RatingForm>

export const RatingQuery = PageQuery.extend({
  site: Slug.optional(),
  chargePointId: ChargePointId.optional(),
  most: z.coerce
    .number()
    .pipe(Stars)
    .optional()
    .meta({ description: 'Only those of so many stars, or fewer.' }),
})

export const Rating = z
  .object({
    paymentId: z.string(),
    chargePointId: z.string(),
    site: z.string(),
    stars: Stars.meta({ description: '1 bad, 5 very good.' }),
    word: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Rating', description: 'What a driver said of a paid session, once.' })
export type Rating = z.infer<typeof Rating>

/** Of everything that the same question selects, not of one page. */
export const RatingsPage = z.object({
  items: z.array(Rating),
  nextCursor: z.string().nullable(),
  count: z.int(),
  meanStars: z.number().nullable().meta({ description: 'Two digits after the point; null of none.' }),
})
