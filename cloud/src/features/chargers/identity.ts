/** What is fixed about a charger while it is connected. */
export interface ChargerIdentity {
  /** The number that rows refer to it by. */
  readonly id: number
  /** Its name on the wire, on the QR code and in the API. */
  readonly chargePointId: string
  readonly siteId: string
  /** IANA, of its site. */
  readonly timeZone: string
}
