import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { receiveSigningRequest } from '../../features/certificates/commands.ts'
import type { HandlerContext } from './context.ts'

export async function handleSignCertificate(
  request: Request<'SignCertificate'>,
  { services, charger }: HandlerContext,
): Promise<Confirmation<'SignCertificate'>> {
  return { status: await receiveSigningRequest(services, charger, request.csr) }
}
