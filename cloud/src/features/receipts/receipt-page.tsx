/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Language, words } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { Receipt } from './queries.ts'
import { receiptSections } from './sections.ts'
import type { SendOutcome } from './sending.ts'
import type { ReceiptSignature } from './signature.ts'

interface Props {
  readonly receipt: Receipt
  /** Undefined where no reading was signed. */
  readonly signature: ReceiptSignature | undefined
  readonly language: Language
  /** The address of this page. */
  readonly path: string
}

interface ReceiptProps extends Props {
  /** Whether it can be sent to a telephone or by mail. */
  readonly canSend: boolean
  /** What became of sending it. */
  readonly outcome: SendOutcome | undefined
}

/** What the driver keeps: every figure, and a code by which anybody sees that it is ours. */
export function ReceiptPage({ receipt, signature, language, path, canSend, outcome }: ReceiptProps) {
  const text = words[language].receipt
  const title = text.title(receipt.number)
  return (
    <Page language={language} title={title} path={path}>
      <h1>{title}</h1>
      <Figures receipt={receipt} language={language} />
      <Signature receipt={receipt} signature={signature} language={language} />
      <a class="button" href={`${path}/pdf?lang=${language}`}>
        {text.pdf}
      </a>
      {outcome !== undefined && (
        <p class={outcome === 'sent' ? 'socket' : 'refusal'} role="status">
          {text.outcome[outcome]}
        </p>
      )}
      {canSend && (
        <form method="post" action={`${path}/send?lang=${language}`} class="own">
          <label>
            {text.sendTo}
            <input name="to" required autocomplete="off" maxLength={254} />
          </label>
          <button class="button" type="submit">
            {text.send}
          </button>
        </form>
      )}
      <section class="section">
        <p>{text.verify}</p>
        <img class="qr" src={`${path}/qr.svg`} alt={receipt.verifyUrl} width="160" height="160" />
        <p class="number">{receipt.verifyUrl}</p>
      </section>
    </Page>
  )
}

/** What somebody sees who scans the code of a receipt: that it is ours, and what it says. */
export function VerifiedPage({ receipt, signature, language, path }: Props) {
  const text = words[language].receipt
  return (
    <Page language={language} title={text.title(receipt.number)} path={path}>
      <h1>{text.genuine}</h1>
      <p>{text.genuineText(receipt.number)}</p>
      <Figures receipt={receipt} language={language} />
      <Signature receipt={receipt} signature={signature} language={language} />
    </Page>
  )
}

/** Whether the meter readings are genuine, and where they are had to verify it without us. */
function Signature({ receipt, signature, language }: Omit<Props, 'path'>) {
  if (signature === undefined) return null
  const text = words[language].receipt
  const isGood = signature.verdict === 'valid' || signature.verdict === 'incomplete'
  return (
    <section class={isGood ? 'socket' : 'refusal'}>
      <p>{text.signature[signature.verdict]}</p>
      <p>
        <a href={`${new URL(receipt.verifyUrl).pathname}/ocmf`} download="">
          {text.signedReadings}
        </a>
      </p>
      {signature.keyIds.map((keyId) => (
        <p class="number">
          {text.meterKey} {keyId}
        </p>
      ))}
    </section>
  )
}

function Figures({ receipt, language }: Pick<Props, 'receipt' | 'language'>) {
  return (
    <section class="socket bill">
      {receiptSections(receipt, language).map((rows) => (
        <dl class={rows.some(({ isTotal }) => isTotal) ? 'total' : ''}>
          {rows.map(({ name, value }) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      ))}
    </section>
  )
}
