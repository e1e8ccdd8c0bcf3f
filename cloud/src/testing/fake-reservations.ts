import { type Idr, idr } from '@colok/shared/money'
import type { Clock } from '@colok/shared/time'
import type {
  ActResult,
  GatewayFailure,
  ReservationKey,
  Reservations,
  ReserveResult,
} from '../gateways/contract.ts'

interface Reserved {
  readonly amountIdr: Idr
  readonly expiresAt: number
  state: 'reserved' | 'captured' | 'voided'
  capturedIdr: number
  captureReference: string | undefined
  voidReference: string | undefined
  readonly refunds: Map<string, Idr>
}

type Call = 'link' | 'finishLink' | 'renewLink' | 'reserve' | 'capture' | 'void'

const lost = { kind: 'unknown', message: 'no answer' } as const
const refusal = (code: string, message: string) => ({ kind: 'declined', code, message }) as const

/** A wallet that sets money aside, with one payer whose balance shows where their money is. */
export class FakeReservations implements Reservations {
  readonly validity = { shortestMs: 60_000, longestMs: 90 * 86_400_000 }
  readonly reserved = new Map<string, Reserved>()
  /** What the payer has, set aside or not. */
  balanceIdr = 1_000_000
  /** Calls that are carried out though the answer is lost, by name. */
  readonly lostAnswers = new Map<Call, number>()
  /** What the next calls are answered instead of being carried out, in order. */
  readonly answers = new Map<Call, GatewayFailure[]>()
  readonly calls: Call[] = []
  /** What is told of each deed before it is answered. */
  onDeed: (reference: string, amountIdr: number) => Promise<unknown> = async () => undefined
  isDown = false
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What merchants have taken, less what they gave back. */
  get takenIdr(): number {
    let takenIdr = 0
    for (const { capturedIdr, refunds } of this.reserved.values()) {
      takenIdr += capturedIdr
      for (const amountIdr of refunds.values()) takenIdr -= amountIdr
    }
    return takenIdr
  }

  /** What is set aside now, and comes back by itself. */
  get standingIdr(): number {
    return [...this.reserved.values()]
      .filter((one) => this.#stateOf(one) === 'reserved')
      .reduce((sum, { amountIdr }) => sum + amountIdr, 0)
  }

  async link({ customerId }: { readonly customerId: string }) {
    return (
      this.#instead('link') ??
      ({ kind: 'started', redirectUrl: `http://wallet.example/${customerId}` } as const)
    )
  }

  async finishLink(authCode: string) {
    const instead = this.#instead('finishLink')
    if (instead !== undefined) return instead
    if (authCode !== 'agreed') return refusal('4017400', 'Unauthorized. [Code]')
    return this.#token()
  }

  async renewLink() {
    return this.#instead('renewLink') ?? this.#token()
  }

  async unlink() {
    return { kind: 'unlinked' } as const
  }

  async reserve({
    reference,
    amountIdr,
    expiresAt,
  }: Parameters<Reservations['reserve']>[0]): Promise<ReserveResult> {
    const instead = this.#instead('reserve')
    if (instead !== undefined) return instead
    if (!this.reserved.has(reference)) {
      if (this.balanceIdr - this.standingIdr < amountIdr) return refusal('4036314', 'Insufficient Funds')
      this.reserved.set(reference, {
        amountIdr,
        expiresAt,
        state: 'reserved',
        capturedIdr: 0,
        captureReference: undefined,
        voidReference: undefined,
        refunds: new Map(),
      })
    }
    await this.onDeed(reference, amountIdr)
    return this.#isLost('reserve') ? lost : { kind: 'reserved', providerRef: `at-${reference}` }
  }

  async reservation({ reference }: ReservationKey) {
    if (this.isDown) return lost
    const found = this.reserved.get(reference)
    if (found === undefined) return { kind: 'notFound' } as const
    const status = this.#stateOf(found) === 'reserved' ? 'reserved' : 'ended'
    return { kind: 'found', status, amountIdr: found.amountIdr } as const
  }

  async capture({ reservation, captureReference, amountIdr }: Parameters<Reservations['capture']>[0]) {
    const instead = this.#instead('capture')
    if (instead !== undefined) return instead
    const found = this.reserved.get(reservation.reference)
    if (found?.captureReference === captureReference && found.state === 'captured')
      return { kind: 'captured', providerRef: 'again' } as const
    if (found === undefined || this.#stateOf(found) !== 'reserved')
      return refusal('4046500', 'Invalid Transaction Status. [Not reserved]')
    if (amountIdr > found.amountIdr) return refusal('4036502', 'Exceeds Transaction Amount Limit. [Capture]')
    found.state = 'captured'
    found.captureReference = captureReference
    found.capturedIdr = amountIdr
    this.balanceIdr -= amountIdr
    await this.onDeed(captureReference, amountIdr)
    return this.#isLost('capture')
      ? lost
      : ({ kind: 'captured', providerRef: `at-${captureReference}` } as const)
  }

  async captured({
    reservation,
    captureReference,
  }: Parameters<Reservations['captured']>[0]): Promise<ActResult> {
    if (this.isDown) return lost
    const found = this.reserved.get(reservation.reference)
    return found?.captureReference === captureReference
      ? { kind: 'done', amountIdr: idr(found.capturedIdr) }
      : { kind: 'notDone' }
  }

  async void({ reservation, voidReference }: Parameters<Reservations['void']>[0]) {
    const instead = this.#instead('void')
    if (instead !== undefined) return instead
    const found = this.reserved.get(reservation.reference)
    if (found === undefined) return refusal('4046701', 'Transaction Not Found')
    if (found.voidReference === voidReference) return { kind: 'voided', providerRef: 'again' } as const
    if (this.#stateOf(found) !== 'reserved')
      return refusal('4046700', 'Invalid Transaction Status. [Not reserved]')
    found.state = 'voided'
    found.voidReference = voidReference
    return this.#isLost('void') ? lost : ({ kind: 'voided', providerRef: `at-${voidReference}` } as const)
  }

  async voided({ reservation, voidReference }: Parameters<Reservations['voided']>[0]): Promise<ActResult> {
    if (this.isDown) return lost
    const found = this.reserved.get(reservation.reference)
    return found?.voidReference === voidReference
      ? { kind: 'done', amountIdr: found.amountIdr }
      : { kind: 'notDone' }
  }

  async refundCapture({
    reservation,
    refundReference,
    amountIdr,
  }: Parameters<Reservations['refundCapture']>[0]) {
    const found = this.reserved.get(reservation.reference)
    if (found === undefined)
      return { kind: 'refused', reason: 'other', code: '4046901', message: 'none' } as const
    if (!found.refunds.has(refundReference)) this.balanceIdr += amountIdr
    found.refunds.set(refundReference, amountIdr)
    return { kind: 'refunded', providerRef: `back-${refundReference}` } as const
  }

  #stateOf(one: Reserved): Reserved['state'] {
    return one.state === 'reserved' && this.#clock.wallMs() >= one.expiresAt ? 'voided' : one.state
  }

  #token() {
    const now = this.#clock.wallMs()
    const token = {
      accessToken: `token-${now}`,
      expiresAt: now + 15 * 86_400_000,
      refreshToken: `renew-${now}`,
      refreshExpiresAt: now + 730 * 86_400_000,
    }
    return { kind: 'linked', token } as const
  }

  #instead(call: Call): GatewayFailure | undefined {
    this.calls.push(call)
    return this.isDown ? lost : this.answers.get(call)?.shift()
  }

  #isLost(call: Call): boolean {
    const times = this.lostAnswers.get(call) ?? 0
    this.lostAnswers.set(call, Math.max(0, times - 1))
    return times > 0
  }
}
