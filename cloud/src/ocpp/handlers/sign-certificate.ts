import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { recordEvent } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

/** Refused, since this system has no certificate authority to sign with; the request is kept for the operators. */
export async function handleSignCertificate(
  request: Request<'SignCertificate'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'SignCertificate'>> {
  await recordEvent(services, charger, {
    kind: 'SignCertificate',
    detail: request,
  })
  return { status: 'Rejected' }
}
