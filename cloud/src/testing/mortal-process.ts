import type { Database, Session } from '../db/database.ts'
import type { PaymentGateway } from '../gateways/contract.ts'

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
        begin: () => alive(() => connection.begin()),
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

  gateway(real: PaymentGateway): PaymentGateway {
    const alive =
      <Arguments extends unknown[], Result>(call: (...given: Arguments) => Promise<Result>) =>
      (...given: Arguments): Promise<Result> =>
        this.isDead ? never() : call(...given)
    return {
      name: real.name,
      capabilities: real.capabilities,
      reservations: undefined,
      create: alive((payment) => real.create(payment)),
      status: alive((payment) => real.status(payment)),
      cancel: alive((payment) => real.cancel(payment)),
      refund: alive((refund) => real.refund(refund)),
      verify: alive((request) => real.verify(request)),
      readSettlementReport: (text) => real.readSettlementReport(text),
    }
  }
}

function never(): Promise<never> {
  return new Promise(() => {})
}
