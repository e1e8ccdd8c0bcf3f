import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'

interface FtpServerOptions {
  /** Commands that this server does not know. */
  readonly without?: readonly string[]
  readonly password?: string
  /** PEM; with it the server speaks TLS when it is asked to (RFC 4217), and nothing else. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** A small FTP server on loopback (RFC 959, passive), that can be told to break connections. */
export class FtpServer {
  /** By their whole path, `/folder/name`. */
  readonly files = new Map<string, Buffer>()
  /** The commands that move files or places in them. */
  readonly asked: string[] = []
  /** Each RETR, STOR or APPE takes the next: after so many bytes everything is cut, a RETR when `received` says so. */
  readonly cuts: number[] = []
  held: { readonly endsAt: number; readonly cut: () => void } | undefined
  changedAt = '20261123032200'
  readonly #options: FtpServerOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(options: FtpServerOptions) {
    this.#options = options
    this.#server = createServer((socket) => new Session(this, socket, this.#options, this.#sockets))
  }

  static async start(options: FtpServerOptions = {}): Promise<FtpServer> {
    const server = new FtpServer(options)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  url(path: string, userinfo = ''): string {
    const { port } = this.#server.address() as AddressInfo
    return `ftp://${userinfo}127.0.0.1:${port}${path}`
  }

  /** The client has got so much of the file: what is to be cut by then is cut now. */
  received(bytes: number): void {
    if (this.held !== undefined && bytes >= this.held.endsAt) this.held.cut()
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

const noted = ['RETR', 'STOR', 'APPE', 'REST', 'MKD']

/** One control connection. */
class Session {
  readonly #server: FtpServer
  #control: Socket
  readonly #options: FtpServerOptions
  readonly #sockets: Set<Socket>
  #folder = '/'
  #restart = 0
  #passive: Server | undefined
  #data: Promise<Socket> | undefined

  constructor(server: FtpServer, control: Socket, options: FtpServerOptions, sockets: Set<Socket>) {
    this.#server = server
    this.#control = control
    this.#options = options
    this.#sockets = sockets
    this.#keep(control)
    this.#listen()
    this.#say('220 ready')
  }

  #listen(): void {
    let text = ''
    this.#control.on('data', (chunk) => {
      text += chunk.toString()
      const lines = text.split('\r\n')
      text = lines.pop() ?? ''
      for (const line of lines) void this.#obey(line)
    })
  }

  #secure(socket: Socket): Socket {
    const { tls } = this.#options
    if (tls === undefined) return socket
    return this.#keep(new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(tls) }))
  }

  async #obey(line: string): Promise<void> {
    const [, command = '', argument = ''] = /^(\S+) ?(.*)$/.exec(line) ?? []
    const verb = command.toUpperCase()
    if (noted.includes(verb)) this.#server.asked.push(line)
    if (this.#options.without?.includes(verb)) return this.#say('502 not here')
    const path = this.#pathOf(argument)
    const file = this.#server.files.get(path)
    if (this.#options.tls !== undefined && verb !== 'AUTH' && !(this.#control instanceof TLSSocket))
      return this.#say('530 by TLS only')
    switch (verb) {
      case 'AUTH':
        if (this.#options.tls === undefined) return this.#say('502 not here')
        this.#say('234 go on')
        this.#control.removeAllListeners('data')
        this.#control = this.#secure(this.#control)
        return this.#listen()
      case 'PBSZ':
      case 'PROT':
        return this.#say('200 so be it')
      case 'USER':
        return this.#say('331 and the password')
      case 'PASS': {
        const { password } = this.#options
        return this.#say(password === undefined || password === argument ? '230 welcome' : '530 no')
      }
      case 'TYPE':
        return this.#say('200 as it is')
      case 'PWD':
        return this.#say(`257 "${this.#folder}"`)
      case 'MKD':
        return this.#say('257 made')
      case 'CWD':
        this.#folder = path
        return this.#say('250 there')
      case 'SIZE':
        return this.#say(file === undefined ? '550 no such file' : `213 ${file.length}`)
      case 'MDTM':
        return this.#say(file === undefined ? '550 no such file' : `213 ${this.#server.changedAt}`)
      case 'REST':
        this.#restart = Number(argument)
        return this.#say('350 from there')
      case 'EPSV':
        return this.#openPassive()
      case 'RETR':
        return this.#send(file)
      case 'STOR':
        return this.#receive(path, Buffer.alloc(0))
      case 'APPE':
        return this.#receive(path, file ?? Buffer.alloc(0))
      case 'QUIT':
        return this.#say('221 bye')
      default:
        return this.#say('502 not here')
    }
  }

  async #openPassive(): Promise<void> {
    this.#passive?.close()
    const passive = createServer()
    this.#passive = passive
    this.#data = once(passive, 'connection').then(([socket]: Socket[]) => this.#secure(this.#keep(socket!)))
    passive.listen(0, '127.0.0.1')
    await once(passive, 'listening')
    this.#say(`229 entering extended passive mode (|||${(passive.address() as AddressInfo).port}|)`)
  }

  async #send(file: Buffer | undefined): Promise<void> {
    const from = this.#restart
    this.#restart = 0
    if (file === undefined) return this.#say('550 no such file')
    const data = await this.#data
    this.#passive?.close()
    this.#say('150 here it comes')
    const cut = this.#server.cuts.shift()
    if (cut !== undefined) {
      data?.write(file.subarray(from, from + cut))
      this.#server.held = { endsAt: from + cut, cut: () => this.#cut() }
      return
    }
    data?.end(file.subarray(from))
    this.#say('226 done')
  }

  async #receive(path: string, begin: Buffer): Promise<void> {
    const data = await this.#data
    this.#passive?.close()
    const cut = this.#server.cuts.shift() ?? Number.POSITIVE_INFINITY
    let file = begin
    this.#server.files.set(path, file)
    data?.on('data', (chunk: Buffer) => {
      const rest = Math.max(0, cut - (file.length - begin.length))
      file = Buffer.concat([file, chunk.subarray(0, Math.min(rest, chunk.length))])
      this.#server.files.set(path, file)
      if (file.length - begin.length >= cut) this.#cut()
    })
    data?.on('end', () => this.#say('226 done'))
    this.#say('150 go on')
  }

  /** As when the network goes: both connections end, and nobody says why. */
  #cut(): void {
    void this.#data?.then((data) => data.destroy())
    this.#control.destroy()
  }

  #say(line: string): void {
    if (!this.#control.destroyed) this.#control.write(`${line}\r\n`)
  }

  #pathOf(argument: string): string {
    return argument.startsWith('/') ? argument : `${this.#folder.replace(/\/$/, '')}/${argument}`
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
    return socket
  }
}
