const timeFormat = new Intl.DateTimeFormat('id', { hour: '2-digit', minute: '2-digit' })
const dayFormat = new Intl.DateTimeFormat('id', { day: 'numeric', month: 'short' })

/** `10.15`, on this computer's clock. */
export function timeOf(instant: number): string {
  return timeFormat.format(instant)
}

/** The time of today, the day of another one. */
export function dayOrTime(instant: number): string {
  const isToday = new Date(instant).toDateString() === new Date().toDateString()
  return isToday ? timeOf(instant) : dayFormat.format(instant)
}

/** As people read it: an Indonesian mobile number in groups of four. */
export function addressOf(address: string): string {
  const [, first, rest] = /^\+62(\d{3})(\d+)$/.exec(address) ?? []
  return rest === undefined ? address : `+62 ${first}-${rest.replace(/\d{4}(?=\d)/g, '$&-')}`
}
