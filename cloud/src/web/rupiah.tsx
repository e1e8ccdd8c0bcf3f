/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Language, localeOf } from './language.ts'

/** An amount that a page is about: the digits large, the currency small beside them. */
export function Rupiah({ amountIdr, language }: { amountIdr: number; language: Language }) {
  return (
    <span class="hero">
      <span class="currency">Rp</span> {new Intl.NumberFormat(localeOf(language)).format(amountIdr)}
    </span>
  )
}
