import type { Violation } from './checkers/violation.ts'
import { everyFault, type FaultKind } from './faults.ts'
import type { Tamper } from './network.ts'
import type { World, WorldOptions } from './world.ts'

/** A bug put into the world's own adapters, never into the product, to see whether its checker finds it. */
export interface PlantedBug {
  readonly name: string
  readonly finds: Violation['checker']
  /** Of a run in which it is found. */
  readonly seed: number
  readonly hours: number
  readonly faults: ReadonlySet<FaultKind>
  readonly intensity?: number
  readonly lookBack?: WorldOptions['lookBack']
  readonly plant: (world: World) => void | Promise<void>
}

const noFaults: ReadonlySet<FaultKind> = new Set()
/** Looks back in the middle of a short story too. */
const hourly = { everyMs: 3_600_000, mayTakeMs: 3_600_000 }
const only = (...kinds: FaultKind[]): ReadonlySet<FaultKind> => new Set(kinds)

type Call = [2, string, string, Record<string, unknown>]

/** Looks at each call that a charger sends up. */
function onCall(action: string, act: (call: Call, answer: (text: string) => void) => string[]): Tamper {
  return (direction, text, answer) => {
    if (direction !== 'up' || !text.includes(`"${action}"`)) return [text]
    const frame = JSON.parse(text) as Call
    return frame[0] === 2 && frame[2] === action ? act(frame, answer) : [text]
  }
}

function onEveryLine(tamper: Tamper): PlantedBug['plant'] {
  return ({ chargePoints }) => {
    for (const { line } of chargePoints) line.tamper = tamper
  }
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'the disk says that it wrote a transaction, and did not',
    finds: 'relayHasOpenTransaction',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ chargePoints }) => {
      for (const { disk } of chargePoints)
        disk.forgets = ({ slices }) => Object.keys(slices).some((name) => name.startsWith('session/'))
    },
  },
  {
    name: 'a blocked card is told to be accepted',
    finds: 'relayHasGoodCard',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: onEveryLine((direction, text) => [
      direction === 'down' ? text.replaceAll(/"(Blocked|Expired|Invalid)"/g, '"Accepted"') : text,
    ]),
  },
  {
    name: 'the wire of the emergency stop is cut',
    finds: 'relayHasNoBlockingFault',
    seed: 1,
    hours: 1,
    faults: only('emergencyStop'),
    intensity: 20,
    plant: ({ chargePoints }) => {
      for (const { post } of chargePoints) post.emergencyWireCut = true
    },
  },
  {
    name: 'the board reads a welded contact back as open',
    finds: 'weldIsShown',
    seed: 8,
    hours: 1,
    faults: only('relayWelds'),
    intensity: 120,
    plant: ({ chargePoints }) => {
      for (const { post } of chargePoints) post.hidesWelds = true
    },
  },
  {
    name: 'a meter counts two in a hundred too much',
    finds: 'energyDeliveredIsJournalled',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ chargePoints }) => {
      for (const { post } of chargePoints) for (const { meter } of post.outlets) meter.scalePermille = 1_020
    },
  },
  {
    name: 'fifty watts flow past an open contact',
    finds: 'noEnergyOutsideTransactions',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ chargePoints }) => {
      for (const { post } of chargePoints) post.leaksW = 50
    },
  },
  {
    name: 'a start is told twice, a second apart',
    finds: 'transactionsKnownOnce',
    seed: 2,
    hours: 1,
    faults: noFaults,
    plant: onEveryLine(
      onCall('StartTransaction', ([kind, id, action, request]) => {
        const later = new Date(Date.parse(String(request.timestamp)) + 1_000).toISOString()
        const twin = [kind, `${id.slice(0, 30)}-twin`, action, { ...request, timestamp: later }]
        return [JSON.stringify([kind, id, action, request]), JSON.stringify(twin)]
      }),
    ),
  },
  {
    name: 'a stop is answered on its way and never arrives',
    finds: 'nothingLeftOpen',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: onEveryLine(
      onCall('StopTransaction', ([, id], answer) => {
        answer(JSON.stringify([3, id, {}]))
        return []
      }),
    ),
  },
  {
    name: 'a stop arrives with five Wh more',
    finds: 'energyJournalledIsBilled',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: onEveryLine(
      onCall('StopTransaction', ([kind, id, action, request]) => [
        JSON.stringify([kind, id, action, { ...request, meterStop: Number(request.meterStop) + 5 }]),
      ]),
    ),
  },
  {
    name: 'a bill is one rupiah too high',
    finds: 'billIsRight',
    seed: 2,
    hours: 1,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after update of total_idr on session
         when new.total_idr is not null and old.total_idr is null
           and not exists (select 1 from paid_session where session_id = new.id)
         begin update session set total_idr = new.total_idr + 1 where transaction_id = new.transaction_id; end`,
      ),
  },
  {
    name: 'a refund is a rupiah short',
    finds: 'paidIsAccounted',
    seed: 4,
    hours: 1,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after insert on refund
         begin update refund set amount_idr = new.amount_idr - 1 where id = new.id; end`,
      ),
  },
  {
    name: 'a refund is owed and never sent',
    finds: 'payerHasEnergyOrMoney',
    seed: 4,
    hours: 1,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after insert on refund
         begin update refund set due_at = null where id = new.id; end`,
      ),
  },
  {
    name: 'a line of the books is changed by a rupiah',
    finds: 'booksSumToZero',
    seed: 4,
    hours: 1,
    faults: noFaults,
    plant: async ({ cloud }) => {
      await cloud.tamper('drop trigger posting_no_update')
      await cloud.tamper(
        `create trigger planted after insert on journal
         begin update posting set amount_idr = amount_idr + 1 where journal_id = new.id and amount_idr > 0; end`,
      )
    },
  },
  {
    name: 'a provider has a rupiah for us that nobody paid',
    finds: 'booksAgreeWithGateways',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ payments }) => {
      payments.providers.doku.book.receive({ reference: 'none', providerRef: 'none', amountIdr: 1 })
    },
  },
  {
    name: 'a wallet is not asked for what its card has used',
    finds: 'walletsHoldTheirMoney',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after insert on wallet_session
         begin delete from wallet_session where session_id = new.session_id; end`,
      ),
  },
  {
    name: 'what is set aside is never given back',
    finds: 'reservesComeToTheirEnd',
    seed: 3,
    hours: 1,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after update of state on wallet_reserve when new.state in ('voiding', 'capturing')
         begin update wallet_reserve set due_at = null where payment_id = new.payment_id; end`,
      ),
  },
  {
    name: 'the keys of all partners reach the first one',
    finds: 'nobodySeesOthers',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after update on partner_bank_account begin update api_key
         set organisation_id = (select min(id) from organisation where kind = 'partner') where role = 'partner'; end`,
      ),
  },
  {
    name: 'a partner is entered a rupiah too much',
    finds: 'partnersGetTheirShare',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: async ({ cloud }) => {
      await cloud.tamper('drop trigger partner_entry_no_update')
      await cloud.tamper(
        `create trigger planted after insert on partner_entry
         begin update partner_entry set share_idr = share_idr + 1 where id = new.id; end`,
      )
    },
  },
  {
    name: 'WhatsApp is handed each receipt twice',
    finds: 'messagesArriveOnce',
    seed: 5,
    hours: 2,
    faults: noFaults,
    plant: ({ messages }) => {
      messages.doubles = true
    },
  },
  {
    name: 'every session is marked as one of a meter that went back',
    finds: 'suspicionHasReason',
    seed: 2,
    hours: 1,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after update of bill on session when new.state = 'finished' begin
         update session set suspect_reasons = '["meterWentBack"]', total_idr = null
         where transaction_id = new.transaction_id; end`,
      ),
  },
  {
    name: 'meter values are always refused',
    finds: 'nothingBuried',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: onEveryLine(
      onCall('MeterValues', ([, id], answer) => {
        answer(JSON.stringify([4, id, 'InternalError', '', {}]))
        return []
      }),
    ),
  },
  {
    name: 'the operator API never answers a trigger',
    finds: 'commandsAnswered',
    seed: 2,
    hours: 4,
    faults: noFaults,
    plant: ({ cloud }) => {
      cloud.losesRequests = (path) => path.endsWith('/TriggerMessage')
    },
  },
  {
    name: 'timers that were taken back stay set',
    finds: 'queuesBounded',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ clock }) => {
      const after = clock.after.bind(clock)
      clock.after = (delayMs, run) => {
        let isWanted = true
        after(Math.max(delayMs, 0), () => isWanted && run())
        if (delayMs > 1_000) after(400_000_000, () => {})
        return () => {
          isWanted = false
        }
      }
    },
  },
  {
    name: 'a step of the controller throws',
    finds: 'noProcessFails',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ chargePoints }) => {
      for (const { disk } of chargePoints)
        disk.forgets = ({ records }) => {
          if (records.some(({ kind }) => kind === 'outboxAdded')) throw new Error('planted')
          return false
        }
    },
  },
  {
    name: 'a table of the central system is gone',
    finds: 'centralSystemLogsNoError',
    seed: 1,
    hours: 1,
    faults: everyFault,
    plant: ({ cloud }) => cloud.tamper('drop table reservation'),
  },
  {
    name: 'the disk forgets who has a socket held',
    finds: 'heldSocketIsKept',
    seed: 4,
    hours: 5,
    faults: only('processKilled'),
    intensity: 60,
    plant: ({ chargePoints }) => {
      for (const { disk } of chargePoints)
        disk.forgets = ({ slices, records }) =>
          records.length === 0 && Object.keys(slices).every((name) => name === 'reservations')
    },
  },
  {
    name: 'a reservation that is over comes back',
    finds: 'reservationsEnd',
    seed: 1,
    hours: 2,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after update of state on reservation when new.state in ('expired', 'used', 'cancelled')
         begin update reservation set state = 'active' where reservation_id = new.reservation_id; end`,
      ),
  },
  {
    name: 'the switch of the service door sticks',
    finds: 'lockoutNeedsTechnician',
    seed: 1,
    hours: 3,
    faults: only('relayWelds'),
    intensity: 60,
    plant: ({ chargePoints }) => {
      for (const { post } of chargePoints) post.doorSwitchSticks = true
    },
  },
  {
    name: 'a claim code is good for ever',
    finds: 'claimCodeIsGoodOnce',
    seed: 2,
    hours: 3,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after update of used_at on claim_code when new.used_at is not null
         begin update claim_code set used_at = null where code_hash = new.code_hash; end`,
      ),
  },
  {
    name: 'a payment is said to be captured before it is',
    finds: 'captureMatchesBill',
    seed: 1,
    hours: 4,
    faults: noFaults,
    lookBack: hourly,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after update of state on wallet_reserve when new.state = 'capturing'
         begin update wallet_reserve set state = 'captured', due_at = null where payment_id = new.payment_id; end`,
      ),
  },
  {
    name: 'news of an alert is crossed off before it is told',
    finds: 'alertsReachThoseConcerned',
    seed: 1,
    hours: 1,
    faults: only('emergencyStop'),
    intensity: 20,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after insert on alert_news
         begin update alert_news set pending = null, message_id = new.id where id = new.id; end`,
      ),
  },
  {
    name: 'a driver is taken for a technician',
    finds: 'chatActsOnce',
    seed: 2,
    hours: 3,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after insert on "user" when new.id = 'driver-who-commands' begin
         insert into organisation_member (organisation_id, user_id, role, since)
           values ('colok', new.id, 'technician', new.created_at); end`,
      ),
  },
  {
    name: 'who has reported something is forgotten with it',
    finds: 'reporterIsToldOnce',
    seed: 1,
    hours: 4,
    faults: noFaults,
    lookBack: hourly,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after update of told_at on fault_report when new.told_at is not null
         begin update fault_report set told_at = null where id = new.id; end`,
      ),
  },
  {
    name: 'a tariff is in force before its time',
    finds: 'priceIsOfItsTime',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `update tariff set valid_from = '2026-11-30T10:00:00.000Z' where valid_from = '2026-11-30T11:00:00.000Z'`,
      ),
  },
  {
    name: 'answers that may be asked for again are kept for ever',
    finds: 'oldDataIsForgotten',
    seed: 1,
    hours: 1,
    faults: noFaults,
    plant: async ({ cloud }) => {
      await cloud.tamper(
        `create trigger planted after insert on idempotent_request
         begin update idempotent_request set created_at = '2026-11-01T00:00:00.000Z'
           where actor_id = new.actor_id and idempotency_key = new.idempotency_key; end`,
      )
      await cloud.tamper(
        'create trigger planted_too before delete on idempotent_request begin select raise(ignore); end',
      )
    },
  },
  {
    name: 'the bill of a session that is long over is changed',
    finds: 'recordsStay',
    seed: 1,
    hours: 4,
    faults: noFaults,
    lookBack: hourly,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after insert on session when new.transaction_id = 12
         begin update session set energy_wh = energy_wh + 1 where transaction_id = 1; end`,
      ),
  },
  {
    name: 'word of a statement is crossed off before it is told',
    finds: 'statementsAreTold',
    seed: 1,
    hours: 2,
    faults: noFaults,
    plant: ({ cloud }) =>
      cloud.tamper(
        `create trigger planted after insert on message when new.kind = 'statementClosed'
         begin update message set due_at = null where id = new.id; end`,
      ),
  },
]
