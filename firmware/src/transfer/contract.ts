/** How hard to try, and how much to take. */
export interface TransferPolicy {
  /** Attempts in all, at least 1. One that brought a download further is not counted. */
  readonly attempts: number
  readonly retryIntervalMs: number
  /** An attempt in which no byte moves for so long has failed. */
  readonly stallMs: number
  /** However well it goes, after so long it is given up. */
  readonly deadlineMs: number
  /** The largest file that is taken. */
  readonly maxBytes: number
}

export interface TransferRequest {
  /** `http`, `https`, `ftp` or `ftps`; may carry user and password. */
  readonly url: string
  /** The local file. A download is collected beside it, as `<path>.part`, and renamed when it is whole. */
  readonly path: string
  readonly policy: TransferPolicy
  /** Cancels it. */
  readonly signal: AbortSignal
  /** `totalBytes` is `undefined` while the server has not said. */
  readonly onProgress?: (progress: {
    readonly bytes: number
    readonly totalBytes: number | undefined
  }) => void
}

export type TransferOutcome =
  | { readonly kind: 'done'; readonly bytes: number }
  | { readonly kind: 'failed'; readonly error: TransferError }
  | { readonly kind: 'cancelled' }

/** Moves whole files between this charger and a server. Never rejects. */
export interface FileTransfer {
  /**
   * Goes on from what an earlier attempt, also one before a power cut, has left, if the server can and the file there is
   * still the same.
   */
  download(request: TransferRequest): Promise<TransferOutcome>
  /**
   * Sends the file. On FTP the URL names the folder, and `fileName` the file in it; on HTTP a URL that ends in `/` does.
   * On FTP it goes on from where a broken attempt ended; HTTP has no way to, so there each attempt sends all.
   */
  upload(request: TransferRequest & { readonly fileName: string }): Promise<TransferOutcome>
}

/**
 * - `badUrl`: no URL; `unsupported`: a scheme that is not in SupportedFileTransferProtocols
 * - `denied`: the server wants other credentials; `missing`: it has no such file or folder; `refused`: it says no
 * - `unreachable`: the network, the server or the deadline; the only one that another attempt may mend
 * - `tooLarge`: beyond `maxBytes`; `disk`: the local file cannot be read or written
 */
export type TransferErrorCode =
  | 'badUrl'
  | 'unsupported'
  | 'denied'
  | 'missing'
  | 'refused'
  | 'unreachable'
  | 'tooLarge'
  | 'disk'

export class TransferError extends Error {
  override readonly name = 'TransferError'
  readonly code: TransferErrorCode
  constructor(code: TransferErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** One attempt of a download, as a protocol sees it. */
export interface DownloadAttempt {
  readonly url: URL
  readonly file: DownloadSink
  readonly stallMs: number
  readonly signal: AbortSignal
}

/** Where a download goes: it knows what is there already, and what it is. */
export interface DownloadSink {
  /** Bytes that are there already; the next `write` goes behind them. */
  readonly bytes: number
  /** Names the version of the remote file that those bytes are of, in the protocol's own words. */
  readonly validator: string | undefined
  readonly totalBytes: number | undefined
  /**
   * The server has said what comes. Forgets what is there if `from` is 0.
   * Throws a TransferError `tooLarge` when the whole would not fit.
   */
  begin(remote: {
    from: number
    validator: string | undefined
    totalBytes: number | undefined
  }): Promise<void>
  /** Throws a TransferError `tooLarge` or `disk`. */
  write(chunk: Uint8Array): Promise<void>
}

export interface UploadAttempt {
  readonly url: URL
  readonly path: string
  readonly fileName: string
  readonly bytes: number
  /** Whether an earlier attempt may have left a beginning at the server. */
  readonly mayResume: boolean
  readonly stallMs: number
  readonly signal: AbortSignal
  readonly onProgress: (bytes: number) => void
}

/** One family of URL schemes. Both throw a TransferError, and stop soon after `signal` is aborted. */
export interface TransferProtocol {
  download(attempt: DownloadAttempt): Promise<void>
  upload(attempt: UploadAttempt): Promise<void>
}
