/** What the charger needs of a logger; pino's own shape. */
export interface ChargerLog {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}
