import type {
  ActResult,
  CaptureResult,
  GatewayFailure,
  LinkResult,
  NewCapture,
  NewVoid,
  RefundResult,
  ReservationKey,
  ReservationResult,
  Reservations,
  ReserveResult,
  TokenResult,
  VoidResult,
} from '../contract.ts'
import { invalid, problemOfAmount, problemOfReference } from '../new-payment.ts'
import { instantOf, jakartaTime, rupiah, textOf } from '../provider-text.ts'
import type { GatewayRuntime } from '../runtime.ts'
import { askForToken, type TokenSource } from '../snap/access-token.ts'
import { failureOfAnswer, type SnapAnswer, type SnapClient } from '../snap/client.ts'
import { paymentStatusOf } from '../snap/payment-status.ts'
import { amountOf, objectOf } from '../snap/qr.ts'
import { refusalOf } from '../snap/refund-refusal.ts'
import { outcomeOfEarlier } from './refund-history.ts'

const authPath = '/merchant-service/snap/v1.0/auth'
const accountPath = '/snap-service/snap/v1.0/registration-account'

/**
 * Linked AstraPay accounts: reserve without a PIN, capture once what was used, and the rest is the customer's again.
 * After a 5xx or silence the matching query is asked here, as AstraPay demands; only a query that says "done" settles
 * it, since a call that is still on its way looks as if it had never been.
 */
export class AstraPayReservations implements Reservations {
  readonly validity = { shortestMs: 60_000, longestMs: 90 * 86_400_000 }
  readonly #client: SnapClient
  readonly #runtime: GatewayRuntime
  readonly #merchantId: string
  readonly #customerTokens: TokenSource

  constructor(
    client: SnapClient,
    runtime: GatewayRuntime,
    account: { readonly merchantId: string; readonly customerTokens: TokenSource },
  ) {
    this.#client = client
    this.#runtime = runtime
    this.#merchantId = account.merchantId
    this.#customerTokens = account.customerTokens
  }

  async link(request: { readonly customerId: string; readonly returnUrl: string }): Promise<LinkResult> {
    const answer = await this.#client.call({
      path: `${accountPath}-binding`,
      channelId: '01207',
      service: '07',
      body: {
        merchantId: this.#merchantId,
        additionalInfo: { finishBindingUrl: request.returnUrl, externalUid: request.customerId },
      },
    })
    if (answer.kind !== 'accepted') return failureOfAnswer(answer)
    const redirectUrl = textOf(answer.body.redirectUrl)
    return redirectUrl === undefined
      ? { kind: 'declined', code: 'redirectUrl', message: 'The answer has no redirectUrl.' }
      : { kind: 'started', redirectUrl }
  }

  finishLink(authCode: string): Promise<TokenResult> {
    return this.#customerToken({ grantType: 'AUTHORIZATION_CODE', authCode })
  }

  renewLink(refreshToken: string): Promise<TokenResult> {
    return this.#customerToken({ grantType: 'REFRESH_TOKEN', refreshToken })
  }

  async #customerToken(body: Readonly<Record<string, unknown>>): Promise<TokenResult> {
    const answer = await askForToken(this.#runtime, this.#customerTokens, body)
    if (answer.kind !== 'answered') return answer
    const accessToken = textOf(answer.body.accessToken)
    const refreshToken = textOf(answer.body.refreshToken)
    const expiresAt = instantOf(answer.body.accessTokenExpiryTime)
    const refreshExpiresAt = instantOf(answer.body.refreshTokenExpiryTime)
    if (!accessToken || !refreshToken || expiresAt === undefined || refreshExpiresAt === undefined)
      return { kind: 'declined', code: 'noToken', message: 'The answer has no token, or no end of it.' }
    return { kind: 'linked', token: { accessToken, expiresAt, refreshToken, refreshExpiresAt } }
  }

  async unlink(customerToken: string): Promise<{ readonly kind: 'unlinked' } | GatewayFailure> {
    const answer = await this.#client.call({
      path: `${accountPath}-unbinding`,
      channelId: '01709',
      service: '09',
      customerToken,
      body: { merchantId: this.#merchantId },
    })
    return answer.kind === 'accepted' ? { kind: 'unlinked' } : failureOfAnswer(answer)
  }

  async reserve(request: Parameters<Reservations['reserve']>[0]): Promise<ReserveResult> {
    const openMs = request.expiresAt - this.#runtime.clock.wallMs()
    if (openMs < this.validity.shortestMs || openMs > this.validity.longestMs)
      return invalid('expiresAt', 'A reserve stands for 1 minute to 90 days.')
    const problem = problemOfReference(request.reference) ?? problemOfAmount(request.amountIdr)
    if (problem !== undefined) return problem
    const answer = await this.#call('63', '01963', 'payment', request.customerToken, {
      partnerReferenceNo: request.reference,
      amount: amountOf(request.amountIdr),
      title: request.title,
      additionalInfo: { validUpTo: jakartaTime(request.expiresAt) },
    })
    if (answer.kind === 'accepted')
      return { kind: 'reserved', providerRef: textOf(answer.body.referenceNo) ?? request.reference }
    const failure = failureOfAnswer(answer)
    if (failure.kind !== 'unknown') return failure
    const asked = await this.reservation(request)
    return asked.kind === 'found' && asked.status === 'reserved'
      ? { kind: 'reserved', providerRef: request.reference }
      : failure
  }

  async reservation(reservation: ReservationKey): Promise<ReservationResult> {
    const answer = await this.#call('64', '02064', 'query', reservation.customerToken, {
      originalPartnerReferenceNo: reservation.reference,
      serviceCode: '63',
    })
    if (answer.kind === 'refused' && answer.code.text === '4046401') return { kind: 'notFound' }
    if (answer.kind !== 'accepted') return failureOfAnswer(answer)
    const status = paymentStatusOf(answer.body.latestTransactionStatus)
    const amountIdr = rupiah(objectOf(answer.body.amount).value)
    if (status === undefined || amountIdr === undefined)
      return { kind: 'unknown', message: 'The status or the amount cannot be read.' }
    switch (status) {
      case 'notFound':
        return { kind: 'notFound' }
      case 'paid':
        return { kind: 'found', status: 'reserved', amountIdr }
      case 'pending':
      case 'failed':
        return { kind: 'found', status, amountIdr }
      default:
        return { kind: 'found', status: 'ended', amountIdr }
    }
  }

  async capture(capture: NewCapture): Promise<CaptureResult> {
    const problem = problemOfReference(capture.captureReference) ?? problemOfAmount(capture.amountIdr)
    if (problem !== undefined) return problem
    const { reference, customerToken } = capture.reservation
    const answer = await this.#call('65', '02165', 'capture', customerToken, {
      originalPartnerReferenceNo: reference,
      partnerCaptureNo: capture.captureReference,
      captureAmount: amountOf(capture.amountIdr),
      lastCapture: 'TRUE',
    })
    if (answer.kind === 'accepted')
      return { kind: 'captured', providerRef: textOf(answer.body.captureNo) ?? capture.captureReference }
    const failure = failureOfAnswer(answer)
    if (failure.kind !== 'unknown') return failure
    const asked = await this.captured(capture)
    return asked.kind === 'done' && asked.amountIdr === capture.amountIdr
      ? { kind: 'captured', providerRef: capture.captureReference }
      : failure
  }

  async captured(capture: Omit<NewCapture, 'amountIdr'>): Promise<ActResult> {
    return actResultOf(await this.#askCapture(capture), '66')
  }

  async void(request: NewVoid): Promise<VoidResult> {
    const { reservation, voidReference } = request
    const problem = problemOfReference(voidReference)
    if (problem !== undefined) return problem
    const answer = await this.#call('67', '02367', 'void', reservation.customerToken, {
      originalPartnerReferenceNo: reservation.reference,
      partnerVoidNo: voidReference,
      voidAmount: amountOf(reservation.amountIdr),
      voidRemainingAmount: 'TRUE',
      reason: request.reason,
    })
    if (answer.kind === 'accepted')
      return { kind: 'voided', providerRef: textOf(answer.body.voidNo) ?? voidReference }
    const failure = failureOfAnswer(answer)
    if (failure.kind !== 'unknown') return failure
    const asked = await this.voided(request)
    return asked.kind === 'done' ? { kind: 'voided', providerRef: voidReference } : failure
  }

  async voided({ reservation, voidReference }: Omit<NewVoid, 'reason'>): Promise<ActResult> {
    const answer = await this.#call('68', '02468', 'void-query', reservation.customerToken, {
      originalPartnerReferenceNo: reservation.reference,
      partnerVoidNo: voidReference,
      serviceCode: '67',
    })
    return actResultOf(answer, '68')
  }

  async refundCapture(request: Parameters<Reservations['refundCapture']>[0]): Promise<RefundResult> {
    const problem = problemOfReference(request.refundReference) ?? problemOfAmount(request.amountIdr)
    if (problem !== undefined) return problem
    const answer = await this.#call('69', '02569', 'refund', request.reservation.customerToken, {
      originalPartnerReferenceNo: request.reservation.reference,
      partnerCaptureNo: request.captureReference,
      partnerRefundNo: request.refundReference,
      refundAmount: amountOf(request.amountIdr),
      reason: request.reason,
    })
    if (answer.kind === 'accepted')
      return answer.code.http === 202
        ? { kind: 'pending' }
        : { kind: 'refunded', providerRef: textOf(answer.body.refundNo) }
    if (answer.kind === 'refused' && answer.code.text === '4096901') {
      const asked = await this.#askCapture(request)
      return outcomeOfEarlier(asked.kind === 'accepted' ? asked.body : {}, request.refundReference)
    }
    return refusalOf(failureOfAnswer(answer), this.#runtime.clock.wallMs())
  }

  #askCapture({ reservation, captureReference }: Omit<NewCapture, 'amountIdr'>): Promise<SnapAnswer> {
    return this.#call('66', '02266', 'capture-query', reservation.customerToken, {
      originalPartnerReferenceNo: reservation.reference,
      partnerCaptureNo: captureReference,
      serviceCode: '65',
    })
  }

  #call(
    service: string,
    channelId: string,
    act: string,
    customerToken: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<SnapAnswer> {
    return this.#client.call({
      path: `${authPath}/${act}`,
      channelId,
      service,
      customerToken,
      body: { merchantId: this.#merchantId, ...body },
    })
  }
}

function actResultOf(answer: SnapAnswer, service: string): ActResult {
  if (answer.kind === 'refused' && answer.code.text === `404${service}01`) return { kind: 'notDone' }
  if (answer.kind !== 'accepted') return failureOfAnswer(answer)
  const amountIdr = rupiah(objectOf(answer.body.amount).value)
  switch (paymentStatusOf(answer.body.latestTransactionStatus)) {
    case 'paid':
      return amountIdr === undefined
        ? { kind: 'unknown', message: 'The amount cannot be read.' }
        : { kind: 'done', amountIdr }
    case 'pending':
      return { kind: 'pending' }
    case 'failed':
    case 'notFound':
      return { kind: 'notDone' }
    default:
      return { kind: 'unknown', message: 'The status cannot be read.' }
  }
}
