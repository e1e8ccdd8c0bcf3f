import { formatIdr } from '@colok/shared/money'
import { type Language, localeOf } from '../../web/language.ts'
import type { Agreement } from '../partners/schemas.ts'

type Terms = Agreement['terms']

interface AgreementWords {
  readonly gross: (percent: string) => string
  readonly net: (percent: string) => string
  readonly feeBy: Readonly<Record<'operator' | 'partner', string>>
  readonly perKwh: (amount: string) => string
  readonly guarantee: (amount: string) => string
  readonly electricity: Readonly<Record<'operator' | 'partner', string>>
  readonly pph: (percent: string) => string
}

const words: Readonly<Record<Language, AgreementWords>> = {
  id: {
    gross: (percent) => `${percent} % dari yang dibayar pengemudi, tanpa pajak`,
    net: (percent) => `${percent} % setelah biaya gateway dan listrik`,
    feeBy: { operator: 'biaya gateway ditanggung pengelola', partner: 'biaya gateway ditanggung mitra' },
    perKwh: (amount) => `${amount} untuk tiap kWh`,
    guarantee: (amount) => `paling sedikit ${amount} sebulan`,
    electricity: { operator: 'listrik dibayar pengelola', partner: 'listrik dibayar mitra' },
    pph: (percent) => `PPh ${percent} % dipotong`,
  },
  en: {
    gross: (percent) => `${percent} % of what drivers pay, without taxes`,
    net: (percent) => `${percent} % after the gateway’s fee and electricity`,
    feeBy: {
      operator: 'the operator bears the gateway’s fee',
      partner: 'the partner bears the gateway’s fee',
    },
    perKwh: (amount) => `${amount} for each kWh`,
    guarantee: (amount) => `at least ${amount} a month`,
    electricity: {
      operator: 'the operator pays the electricity',
      partner: 'the partner pays the electricity',
    },
    pph: (percent) => `${percent} % of income tax withheld`,
  },
}

/** What was agreed on, in plain words, the share first. */
export function termsInWords(terms: Terms, language: Language): string[] {
  const text = words[language]
  const percent = (basisPoints: number) =>
    new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 2 }).format(basisPoints / 100)
  const { share, fixedIdrPerKwh, guaranteedIdrPerMonth, electricity, pphBasisPoints } = terms
  const shared =
    share.of === 'gross'
      ? [text.gross(percent(share.basisPoints)), text.feeBy[share.gatewayFeeBy]]
      : [text.net(percent(share.basisPoints))]
  return [
    ...shared,
    ...(fixedIdrPerKwh > 0 ? [text.perKwh(formatIdr(fixedIdrPerKwh, language))] : []),
    ...(guaranteedIdrPerMonth > 0 ? [text.guarantee(formatIdr(guaranteedIdrPerMonth, language))] : []),
    text.electricity[electricity.paidBy],
    ...(pphBasisPoints > 0 ? [text.pph(percent(pphBasisPoints))] : []),
  ]
}
