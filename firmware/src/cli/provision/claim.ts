import { ClaimAnswer, type ClaimRequest, claimPath } from '@colok/shared/provisioning'
import { z } from 'zod'

/** What became of a claim, in words for a technician. */
export type ClaimResult =
  | { readonly kind: 'claimed'; readonly answer: ClaimAnswer }
  | { readonly kind: 'failed'; readonly problem: string; readonly whatNext: string }

/** A modem on a weak network needs a while; longer than this it will not come. */
const answerMs = 30_000
const maxAnswerBytes = 65_536

const problemBody = z.object({ title: z.string().optional(), detail: z.string().optional() })

const refusals: Readonly<Record<number, readonly [problem: string, whatNext: string]>> = {
  400: ['the cloud does not understand the claim', 'Is this firmware as new as the cloud?'],
  404: ['there is no such claim code', 'Check it letter by letter, or ask for another.'],
  409: [
    'the claim code has been used already',
    'Ask for another; the charger that used it keeps its identity.',
  ],
  410: ['the claim code has expired', 'Ask the operator for another.'],
  429: ['too many tries', 'Wait a quarter of an hour, then try again.'],
}

/** Posts the claim. Never rejects. A redirect is not followed: the code is for this address only. */
export async function claim(
  cloudUrl: URL,
  request: ClaimRequest,
  fetchFrom: typeof fetch,
): Promise<ClaimResult> {
  const address = new URL(claimPath.slice(1), cloudUrl.href.endsWith('/') ? cloudUrl : `${cloudUrl.href}/`)
  try {
    const response = await fetchFrom(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(request),
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    })
    const text = await readBounded(response)
    return response.ok ? readAnswer(text) : readRefusal(response.status, text)
  } catch (cause) {
    return failed(
      `${address.host} cannot be asked: ${reasonOf(cause)}`,
      'Check the address, the network and the date of this computer (certificates depend on it).',
    )
  }
}

function readAnswer(text: string): ClaimResult {
  const answer = ClaimAnswer.safeParse(parseJson(text))
  return answer.success
    ? { kind: 'claimed', answer: answer.data }
    : failed(
        `the cloud's answer cannot be used: ${z.prettifyError(answer.error)}`,
        'Is it the address of a Colok cloud? The code may be used up now.',
      )
}

function readRefusal(status: number, text: string): ClaimResult {
  const body = problemBody.safeParse(parseJson(text))
  const detail = body.success ? (body.data.detail ?? body.data.title) : undefined
  const [problem, whatNext] = refusals[status] ?? [
    `the cloud answers with status ${status}`,
    status >= 500 ? 'It is not well: try again later.' : 'Is it the address of a Colok cloud?',
  ]
  return failed(detail === undefined ? problem : `${problem} (${detail})`, whatNext)
}

async function readBounded(response: Response): Promise<string> {
  let text = ''
  let bytes = 0
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) throw new Error(`the answer is longer than ${maxAnswerBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `fetch` says "fetch failed" and hides why in the cause. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === 'TimeoutError') return `no answer within ${answerMs / 1000} s`
  return cause.cause instanceof Error ? cause.cause.message || cause.message : cause.message
}

function failed(problem: string, whatNext: string): ClaimResult {
  return { kind: 'failed', problem, whatNext }
}
