/** firmata-io 2.3 has no types: this is what the I/O board's driver uses of it. */
declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events'

  export class Firmata extends EventEmitter {
    constructor(
      transport: EventEmitter & { write(bytes: Uint8Array, sent: () => void): void },
      options: { skipCapabilities: true; pinCount: number },
    )
    readonly isReady: boolean
    readonly versionReceived: boolean
    readonly reportVersionTimeoutId: NodeJS.Timeout
  }

  const firmata: { Firmata: typeof Firmata }
  export default firmata
}
