/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { type Language, words } from '../../web/language.ts'
import type { Refund } from '../payments/refund-rows.ts'

const accountFields = ['name', 'institution', 'account'] as const
type AccountField = (typeof accountFields)[number]
type ClaimField = AccountField | 'card'

const longest: Readonly<Record<ClaimField, number>> = { name: 100, institution: 60, account: 30, card: 40 }

/** What a driver typed to say where a refund is to go, and was refused: it stands there still, with what is wrong beside it. */
export interface RefusedClaim {
  readonly refundId: string
  readonly typed: Readonly<Partial<Record<ClaimField, string>>>
  readonly wrong: readonly (AccountField | 'cardUnknown' | 'cardFull')[]
}

/** What becomes of money that goes back; where its provider takes nothing back, the driver says where it is to go. */
export function RefundPart({
  refund,
  address,
  refused,
  language,
}: {
  readonly refund: Refund
  readonly address: string
  readonly refused: RefusedClaim | undefined
  readonly language: Language
}) {
  const text = words[language].pay
  return (
    <div data-key={`refund-${refund.id}`}>
      <p>
        {formatIdr(refund.amountIdr, language)}: {text.refund[stateOf(refund)]}
      </p>
      {refund.state === 'claimable' && (
        <ClaimForms
          action={`${address}/claim`}
          refundId={refund.id}
          language={language}
          {...(refused?.refundId === refund.id && { refused })}
        />
      )}
    </div>
  )
}

/** One that its provider did not take back has not come by the app. */
function stateOf({ state, sealedClaim, problem }: Refund) {
  if (state !== 'refunded') return state
  return sealedClaim !== null ? 'transferred' : problem === null ? 'refunded' : 'returned'
}

function ClaimForms({
  action,
  refundId,
  refused,
  language,
}: {
  readonly action: string
  readonly refundId: string
  readonly refused?: RefusedClaim
  readonly language: Language
}) {
  const { claim } = words[language].pay
  const row = (field: ClaimField, problem: string | undefined) => (
    <ClaimRow
      id={`${field}-${refundId}`}
      field={field}
      label={claim[field]}
      typed={refused?.typed[field]}
      problem={problem}
    />
  )
  const isWrong = (wrong: RefusedClaim['wrong'][number]) => refused?.wrong.includes(wrong) === true
  const cardProblem = isWrong('cardUnknown')
    ? claim.cardUnknown
    : isWrong('cardFull')
      ? claim.cardFull
      : undefined
  return (
    <>
      <form method="post" action={action} class="own">
        <input type="hidden" name="refundId" value={refundId} />
        {accountFields.map((field) => row(field, isWrong(field) ? claim.wrong[field] : undefined))}
        <button class="button" type="submit">
          {claim.send}
        </button>
      </form>
      <form method="post" action={action} class="own">
        <input type="hidden" name="refundId" value={refundId} />
        {row('card', cardProblem)}
        <button class="button" type="submit">
          {claim.credit}
        </button>
      </form>
    </>
  )
}

function ClaimRow({
  id,
  field,
  label,
  typed,
  problem,
}: {
  readonly id: string
  readonly field: ClaimField
  readonly label: string
  readonly typed: string | undefined
  readonly problem: string | undefined
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={field}
        value={typed}
        required
        maxlength={longest[field]}
        autocomplete="off"
        {...(field === 'account' && { inputmode: 'numeric' as const })}
        {...(problem !== undefined && {
          'aria-invalid': 'true' as const,
          'aria-describedby': `${id}-wrong`,
        })}
      />
      {problem !== undefined && (
        <p class="wrong" id={`${id}-wrong`}>
          {problem}
        </p>
      )}
    </div>
  )
}
