/** Each 1 to 5, from hardly any to the worst that can be thought of. */
export interface ImpactRatings {
  readonly safety: number
  readonly money: number
  readonly service: number
  readonly reputation: number
}

export type RiskLevel = 'low' | 'medium' | 'high' | 'extreme'

/** The mean of the four ratings. */
export function impactOf({ safety, money, service, reputation }: ImpactRatings): number {
  return (safety + money + service + reputation) / 4
}

/** How often it may happen in a year to be rated 1, 2, 3 and 4; more is 5. */
const mostInYear = [0, 2, 6, 24] as const

/** 1 to 5, by how many incidents of it there were in a year. */
export function frequencyOf(incidentsInYear: number): number {
  const index = mostInYear.findIndex((most) => incidentsInYear <= most)
  return index < 0 ? mostInYear.length + 1 : index + 1
}

/** Impact × frequency, 1 to 25. */
export function levelOf(
  impact: number,
  frequency: number,
): { readonly level: number; readonly band: RiskLevel } {
  const level = impact * frequency
  return { level, band: level < 5 ? 'low' : level < 10 ? 'medium' : level < 15 ? 'high' : 'extreme' }
}
