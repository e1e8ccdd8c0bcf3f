import type { Demo } from './demo.ts'

export const help = `Colok on this machine: the central system, one charger and its virtual post.

Usage: npm start -- [--fresh] [--help]

  --fresh   begin again: forget the sessions, cards and logs of earlier starts
  --help    this text

Variables:
  COLOK_HTTP_PORT    port of the central system (8080)
  COLOK_PANEL_PORT   port of the virtual charger's panel (8081)
  COLOK_DOKU_PORT, COLOK_ASTRAPAY_PORT, COLOK_MIDTRANS_PORT
                     ports of the simulated payment providers (8090 to 8092)
  COLOK_ISSUER_APP_PORT
                     port of the payers' app (8093)
  COLOK_WHATSAPP_PORT, COLOK_TELEGRAM_PORT, COLOK_SMTP_PORT
                     ports of the simulated messaging providers (8094 to 8096)
  COLOK_INBOX_PORT   port of the page with the messages that arrive (8097)
  COLOK_DATA         where everything that is kept lives (.colok)
`

/** What is printed when all is up: where to look, and what to try. At most 80 columns. */
export function announcement(demo: Demo, dataDir: string): string {
  const { addresses, operatorKey, firstAdminUrl } = demo
  const admin = firstAdminUrl
    ? `\n\n  The first admin is made here, once, within a day:\n  ${firstAdminUrl}`
    : ''
  const key = operatorKey
    ? `  Operator key         ${operatorKey}
                       shown this once; it opens the API`
    : '  Operator key         the one that the first start showed'
  return `
Colok is running on this machine.

  The virtual charger  ${addresses.panel}
  Its driver's page    ${addresses.driverPage}
  The payer's app      ${addresses.issuerApp}
  Messages to people   ${addresses.inbox}
  The operators' API   ${addresses.apiReference}
${key}${admin}

Try this
  1. Open the virtual charger. Its LCD says SIAP: ready.
  2. Press "Plug in" at socket 1, then tap the card 04A1 B2C3 D4E5 F6.
  3. Watch kWh and rupiah rise on the LCD and on the driver's page.
  4. Tap the same card again, and read the bill.
  5. Pay with no card: plug in at socket 2, choose an amount on the driver's
     page, open the bill that waits in the payer's app, and watch it start.
  6. Tap the blocked card; press the emergency stop; cut the network or the
     power in the middle of a session.
  7. Tap the technician's card and pull the service door open: its photo goes
     to the operators' API.
  8. Open the messages to people, write BERHENTI as a driver, read the answer.

Logs are in ${dataDir}/logs
Ctrl-C ends everything and keeps the data.
`
}
