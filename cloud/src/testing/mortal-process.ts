import type { Database, Session } from '../db/database.ts'
import type { PaymentGateway, Reservations } from '../gateways/contract.ts'

/**
 * A process that can be killed: what it had committed stays, what it was about to do never happens, and nothing that it
 * still holds answers it.
 */
export class MortalProcess {
  isDead = false
  commits = 0
  /** Dies at its commit of this number, just before or just after it. */
  diesAt: { readonly commit: number; readonly when: 'before' | 'after' } | undefined
  readonly #sessions: Session[] = []

  /** What the system does for a process that was killed: its connections end, and with them its locks. */
  async bury(): Promise<void> {
    this.isDead = true
    await Promise.all(this.#sessions.map((session) => session.close()))
  }

  database(real: Database): Database {
    const { writeConnection: connection } = real
    const alive = async <T>(work: () => T | Promise<T>): Promise<T> => (this.isDead ? never() : work())
    const { newSession } = real
    return {
      ...real,
      newSession:
        newSession &&
        (() => {
          const session = newSession()
          this.#sessions.push(session)
          return session
        }),
      writeConnection: {
        tx: connection.tx,
        busyWindowMs: connection.busyWindowMs,
        begin: () => alive(() => connection.begin()),
        flush: () => alive(() => connection.flush()),
        commit: async () => {
          this.commits += 1
          const dies = this.diesAt?.commit === this.commits ? this.diesAt.when : undefined
          if (dies === 'before') {
            await connection.rollback()
            this.isDead = true
          }
          if (this.isDead) return never()
          await connection.commit()
          if (dies === 'after') {
            this.isDead = true
            return never()
          }
        },
        rollback: () => alive(() => connection.rollback()),
        savepoint: () => alive(() => connection.savepoint()),
        releaseSavepoint: () => alive(() => connection.releaseSavepoint()),
        rollbackToSavepoint: () => alive(() => connection.rollbackToSavepoint()),
      },
    }
  }

  #whileAlive<Arguments extends unknown[], Result>(call: (...given: Arguments) => Promise<Result>) {
    return (...given: Arguments): Promise<Result> => (this.isDead ? never() : call(...given))
  }

  #reservations(real: Reservations): Reservations {
    return {
      validity: real.validity,
      link: this.#whileAlive((request) => real.link(request)),
      finishLink: this.#whileAlive((authCode) => real.finishLink(authCode)),
      renewLink: this.#whileAlive((refreshToken) => real.renewLink(refreshToken)),
      unlink: this.#whileAlive((customerToken) => real.unlink(customerToken)),
      reserve: this.#whileAlive((request) => real.reserve(request)),
      reservation: this.#whileAlive((key) => real.reservation(key)),
      capture: this.#whileAlive((capture) => real.capture(capture)),
      captured: this.#whileAlive((capture) => real.captured(capture)),
      void: this.#whileAlive((request) => real.void(request)),
      voided: this.#whileAlive((request) => real.voided(request)),
      refundCapture: this.#whileAlive((request) => real.refundCapture(request)),
    }
  }

  gateway(real: PaymentGateway): PaymentGateway {
    return {
      name: real.name,
      capabilities: real.capabilities,
      reservations: real.reservations && this.#reservations(real.reservations),
      create: this.#whileAlive((payment) => real.create(payment)),
      status: this.#whileAlive((payment) => real.status(payment)),
      cancel: this.#whileAlive((payment) => real.cancel(payment)),
      refund: this.#whileAlive((refund) => real.refund(refund)),
      verify: this.#whileAlive((request) => real.verify(request)),
      readSettlementReport: (text) => real.readSettlementReport(text),
    }
  }
}

function never(): Promise<never> {
  return new Promise(() => {})
}
