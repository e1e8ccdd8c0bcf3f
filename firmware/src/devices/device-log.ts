/** What a driver needs of a logger; pino's own shape. */
export interface DeviceLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}
