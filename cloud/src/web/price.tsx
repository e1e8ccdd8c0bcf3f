/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import type { SessionPrice } from '../core/tariff.ts'
import { type Language, localeOf, words } from './language.ts'

/** The price in one sentence: everything that can be asked for, or that there is nothing else. */
export function Price({ price, language }: { price: SessionPrice | undefined; language: Language }) {
  const text = words[language]
  if (price === undefined) return <p class="price">{text.noPrice}</p>
  const others = otherCosts(price, language)
  return (
    <p class="price">
      <strong>{formatIdr(price.priceIdrPerKwh, language)}</strong>{' '}
      {others.length === 0 ? text.price : `${text.priceWith} ${others.join(', ')}.`}
    </p>
  )
}

function otherCosts(price: SessionPrice, language: Language): string[] {
  const text = words[language].cost
  const rupiah = (amountIdr: number) => formatIdr(amountIdr, language)
  const percent = (basisPoints: number) => new Intl.NumberFormat(localeOf(language)).format(basisPoints / 100)
  const { priceIdrPerHour, sessionFeeIdr, idleFee, pbjt, ppnBasisPoints } = price
  const costs: string[] = []
  if (priceIdrPerHour > 0) costs.push(text.perHour(rupiah(priceIdrPerHour)))
  if (sessionFeeIdr > 0) costs.push(text.perSession(rupiah(sessionFeeIdr)))
  if (idleFee !== null && idleFee.priceIdrPerHour > 0)
    costs.push(text.idle(rupiah(idleFee.priceIdrPerHour), idleFee.graceMinutes))
  if (costs.length > (priceIdrPerHour > 0 ? 1 : 0) && ppnBasisPoints > 0)
    costs.push(text.ppn(percent(ppnBasisPoints)))
  if (pbjt.mode === 'added' && pbjt.basisPoints > 0) costs.push(text.pbjt(percent(pbjt.basisPoints)))
  return costs
}
