const offsetMs = 7 * 3_600_000

/** `2026-11-22 20:30:00` on Jakarta's clocks. */
export function jakartaText(instant: number): string {
  return new Date(instant + offsetMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** `2026-11-22T20:30:00+07:00` */
export function jakartaIso(instant: number): string {
  return `${jakartaText(instant).replace(' ', 'T')}+07:00`
}

/** `20261122203000` */
export function jakartaCompact(instant: number): string {
  return jakartaText(instant).replaceAll(/[^\d]/g, '')
}
