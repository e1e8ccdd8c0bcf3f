/**
 * The password for HTTP Basic authentication that an AuthorizationKey stands for. It travels as 32 to 40 hexadecimal
 * digits that spell 16 to 20 bytes (OCPP-J 1.6 §6.2, security whitepaper A00.FR.205); a key that is no such number is
 * its own text, since many central systems send it so.
 */
export function passwordOf(authorizationKey: string): Uint8Array {
  if (/^(?:[\da-f]{2}){16,20}$/i.test(authorizationKey)) return Buffer.from(authorizationKey, 'hex')
  return Buffer.from(authorizationKey, 'utf8')
}
