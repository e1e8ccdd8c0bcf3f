const clockTime = new Intl.DateTimeFormat('id', {
  timeZone: 'Asia/Jakarta',
  hour: '2-digit',
  minute: '2-digit',
})

/** `10.15`, on Jakarta's clocks. */
export function timeOf(instant: number): string {
  return clockTime.format(instant)
}
