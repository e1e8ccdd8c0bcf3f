import type { RpcProblem } from './problem.ts'

/** Where texts go, and who hears of what is wrong with them. */
export interface Line {
  /** Hands one text message to the socket. May throw when the socket is closed. */
  send(text: string): void
  /** Every text as it came and as it went, for raw logs. */
  onFrame?(direction: 'in' | 'out', text: string): void
  /** Everything on the line that was not as specified: for logs, counters and security events. */
  onProblem?(problem: RpcProblem): void
}

/** Sends a text. `false` when the socket would not take it. */
export function sendText(line: Line, text: string): boolean {
  try {
    line.onFrame?.('out', text)
    line.send(text)
    return true
  } catch (cause) {
    report(line, {
      kind: 'sendFailed',
      messageId: undefined,
      action: undefined,
      cause,
      description: 'The socket did not take a message.',
    })
    return false
  }
}

/** Tells of a problem. A logger that fails must not take the connection with it. */
export function report(line: Line, problem: RpcProblem): void {
  try {
    line.onProblem?.(problem)
  } catch {
    // There is nobody left to tell.
  }
}
