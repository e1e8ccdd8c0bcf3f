/** Energy as an integer number of watt-hours. */
export type Wh = number & { readonly __unit: 'Wh' }

/** An integer number of watt-hours. Throws a RangeError for a fraction or a number outside the safe range. */
export function wh(energy: number): Wh {
  if (!Number.isSafeInteger(energy)) throw new RangeError(`${energy} is not a whole number of Wh`)
  return energy as Wh
}

// Making a formatter costs fifty times its use, and a display asks for one each second.
const kwhFormats = new Map<string, Intl.NumberFormat>()

/** `1,25 kWh` in Indonesian, `1.25 kWh` in English; `digits` after the sign (2 on screens, 3 on receipts). */
export function formatKwh(energyWh: number, language: 'id' | 'en' = 'id', digits = 2): string {
  const key = `${language} ${digits}`
  let format = kwhFormats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: 'negative',
    })
    kwhFormats.set(key, format)
  }
  return `${format.format(energyWh / 1000)} kWh`
}
