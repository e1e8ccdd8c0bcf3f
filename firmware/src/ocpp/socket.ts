import type { ConnectionOptions } from 'node:tls'
import type { SecurityEventType } from '../core/security-events.ts'

/** One WebSocket to the central system, as the connection sees it; text messages only. */
export interface OcppSocket {
  /** Hands over one message. May throw when the socket is closing. */
  send(text: string): void
  ping(): void
  /** Ends it, behind what was sent; `onClose` follows in time. */
  close(): void
}

export interface SocketListener {
  /** The handshake is done and the peer has chosen `ocpp1.6`. */
  onOpen(): void
  onMessage(text: string): void
  onPong(): void
  /**
   * Once, whatever ended it, also when it never opened. `reason` is for logs; `securityEvent` is what the failure says
   * about security.
   */
  onClose(reason: string, securityEvent?: SecurityEventType): void
}

export interface SocketTarget {
  /** With the charge point's id as its last segment. */
  readonly url: string
  /** For HTTP Basic authentication; without it, none. */
  readonly credentials: {
    readonly user: string
    readonly password: Uint8Array
  } | null
  /** For `wss:`; without it, as Node does by itself. */
  readonly tls?: ConnectionOptions
}

/** Dials the central system. Never throws: a URL that cannot be dialled ends in `onClose`. */
export type DialSocket = (target: SocketTarget, listener: SocketListener) => OcppSocket
