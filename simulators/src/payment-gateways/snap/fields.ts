import { z } from 'zod'

/** `{"value":"10000.00","currency":"IDR"}`: two decimals always. */
export const Amount = z.object({
  value: z.stringFormat('amount', /^[1-9]\d{0,12}\.00$/).transform((value) => Number.parseInt(value, 10)),
  currency: z.literal('IDR'),
})

export const Reference = z.stringFormat('reference', /^[A-Za-z0-9-]{1,64}$/)

export const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

export function amountOf(amountIdr: number) {
  return { value: `${amountIdr}.00`, currency: 'IDR' }
}
