import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@colok/shared/time'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../runtime/system-clock.ts'
import { CertificateAuthority } from '../testing/certificate-authority.ts'
import { FileServer } from '../testing/file-server.ts'
import { FtpServer } from '../testing/ftp-server.ts'
import type { TransferPolicy, TransferRequest } from './contract.ts'
import { NetworkFileTransfer } from './file-transfer.ts'

const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251))
const policy: TransferPolicy = {
  attempts: 3,
  retryIntervalMs: 60_000,
  stallMs: 20_000,
  deadlineMs: 3_600_000,
  maxBytes: 1_000_000,
}

/** Retries come at once, and are noted; stalls and deadlines are left to the real clock. */
class ImpatientClock implements Clock {
  readonly pauses: number[] = []
  readonly monotonicMs = systemClock.monotonicMs
  readonly wallMs = systemClock.wallMs
  after(delayMs: number, run: () => void) {
    if (delayMs !== policy.retryIntervalMs) return systemClock.after(delayMs, run)
    this.pauses.push(delayMs)
    return systemClock.after(0, run)
  }
}

let folder: string
let path: string
let clock: ImpatientClock
const servers: { stop(): Promise<void>; received(bytes: number): void }[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-transfer-'))
  path = join(folder, 'file.bin')
  clock = new ImpatientClock()
})

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
  rmSync(folder, { recursive: true, force: true })
})

async function httpServer(...options: Parameters<typeof FileServer.start>): Promise<FileServer> {
  const server = await FileServer.start(...options)
  servers.push(server)
  return server
}

async function ftpServer(...options: Parameters<typeof FtpServer.start>): Promise<FtpServer> {
  const server = await FtpServer.start(...options)
  servers.push(server)
  return server
}

function request(url: string, change: Partial<TransferRequest> = {}): TransferRequest {
  const onProgress: TransferRequest['onProgress'] = (progress) => {
    change.onProgress?.(progress)
    for (const server of servers) server.received(progress.bytes)
  }
  return { url, path, policy, signal: new AbortController().signal, ...change, onProgress }
}

const download = (url: string, change?: Partial<TransferRequest>) =>
  new NetworkFileTransfer({ clock }).download(request(url, change))
const upload = (url: string, change?: Partial<TransferRequest>) =>
  new NetworkFileTransfer({ clock }).upload({ ...request(url, change), fileName: 'log 1.tar.gz' })

const failure = (code: string) => ({ kind: 'failed', error: expect.objectContaining({ code }) })

describe('a download over HTTP', () => {
  test('brings the whole file, and tells how far it is', async () => {
    const server = await httpServer()
    server.files.set('/fw.bin', content)
    const told: number[] = []
    const onProgress: TransferRequest['onProgress'] = ({ bytes, totalBytes }) => {
      expect(totalBytes).toBe(content.length)
      told.push(bytes)
    }
    expect(await download(server.url('/fw.bin'), { onProgress })).toEqual({
      kind: 'done',
      bytes: content.length,
    })
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(told).toEqual([...told].sort((one, other) => one - other))
    expect(told.at(-1)).toBe(content.length)
  })

  test('goes on from where the connection broke, each time', async () => {
    const server = await httpServer()
    server.files.set('/fw.bin', content)
    server.cuts.push(100_000, 50_000, 1_000, 1_000)
    expect((await download(server.url('/fw.bin'))).kind).toBe('done')
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(server.asked[0]).toBe('GET /fw.bin')
    const starts = server.asked.slice(1).map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1]))
    expect(starts).toHaveLength(4)
    expect(starts.every((start, index) => start > (starts[index - 1] ?? 0))).toBe(true)
    expect(clock.pauses).toHaveLength(4)
  })

  test('goes on after the power was cut, with what is on the disk', async () => {
    const server = await httpServer()
    server.files.set('/fw.bin', content)
    server.cuts.push(100_000)
    const cut = new AbortController()
    const onProgress = () => cut.abort()
    expect(await download(server.url('/fw.bin'), { signal: cut.signal, onProgress })).toEqual({
      kind: 'cancelled',
    })
    expect((await download(server.url('/fw.bin'))).kind).toBe('done')
    expect(server.asked.at(-1)).toMatch(/^GET \/fw.bin bytes=\d+-$/)
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  test('is fetched anew when the file has changed meanwhile', async () => {
    const server = await httpServer()
    server.files.set('/fw.bin', content)
    server.cuts.push(100_000)
    const next = Buffer.from(content).fill(7)
    const onProgress = () => {
      server.version = 2
      server.files.set('/fw.bin', next)
    }
    expect((await download(server.url('/fw.bin'), { onProgress })).kind).toBe('done')
    expect(readFileSync(path).equals(next)).toBe(true)
  })

  test('is fetched anew when a file without a version has got another length', async () => {
    const server = await httpServer({ etag: false })
    server.files.set('/fw.bin', content)
    server.cuts.push(100_000)
    const next = Buffer.alloc(400_000, 7)
    const onProgress = () => void server.files.set('/fw.bin', next)
    expect((await download(server.url('/fw.bin'), { onProgress })).kind).toBe('done')
    expect(readFileSync(path).equals(next)).toBe(true)
  })

  test('is fetched anew when the file has got shorter than what is there', async () => {
    const server = await httpServer({ etag: false })
    server.files.set('/fw.bin', content)
    server.cuts.push(100_000)
    const next = Buffer.alloc(10, 7)
    const onProgress = () => void server.files.set('/fw.bin', next)
    expect((await download(server.url('/fw.bin'), { onProgress })).kind).toBe('done')
    expect(readFileSync(path).equals(next)).toBe(true)
  })

  test('begins again where the server cannot send a part, and gives up after its attempts', async () => {
    const server = await httpServer({ ranges: false })
    server.files.set('/fw.bin', content)
    server.cuts.push(100_000, 1_000, 1_000, 1_000)
    expect(await download(server.url('/fw.bin'))).toEqual(failure('unreachable'))
    expect((await download(server.url('/fw.bin'))).kind).toBe('done')
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  test('of another file does not go on from the first', async () => {
    const server = await httpServer()
    server.files.set('/one.bin', content)
    server.files.set('/two.bin', Buffer.alloc(200_000, 9))
    server.cuts.push(100_000, 0, 0)
    expect(await download(server.url('/one.bin'), { policy: { ...policy, attempts: 1 } })).toEqual(
      failure('unreachable'),
    )
    server.cuts.length = 0
    expect((await download(server.url('/two.bin'))).kind).toBe('done')
    expect(readFileSync(path).equals(Buffer.alloc(200_000, 9))).toBe(true)
  })

  test('follows redirects, and takes its password along to the same server only', async () => {
    const other = await httpServer()
    other.files.set('/fw.bin', content)
    const server = await httpServer({
      answer: ({ url }, response) => {
        const to = url === '/a' ? '/b' : url === '/b' ? other.url('/fw.bin') : undefined
        if (to === undefined) return false
        response.writeHead(302, { Location: to }).end()
        return true
      },
    })
    expect((await download(server.url('/a', 'colok:s%3Acret@'))).kind).toBe('done')
    const basic = `Basic ${Buffer.from('colok:s:cret').toString('base64')}`
    expect(server.credentials).toEqual([basic, basic])
    expect(other.credentials).toEqual([undefined])
  })

  test('of a server that redirects in a circle ends', async () => {
    const server = await httpServer({
      answer: (_, response) => {
        response.writeHead(302, { Location: '/again' }).end()
        return true
      },
    })
    expect(await download(server.url('/fw.bin'))).toEqual(failure('refused'))
    expect(server.asked.length).toBeLessThan(10)
  })

  test.each([
    [404, 'missing', 1],
    [403, 'denied', 1],
    [400, 'refused', 1],
    [503, 'unreachable', 3],
    [429, 'unreachable', 3],
  ])('that is answered by %i has failed as %s, after %i attempts', async (status, code, attempts) => {
    const server = await httpServer({
      answer: (_, response) => {
        response.writeHead(status).end('no')
        return true
      },
    })
    expect(await download(server.url('/fw.bin'))).toEqual(failure(code))
    expect(server.asked).toHaveLength(attempts)
    expect(clock.pauses).toHaveLength(attempts - 1)
  })

  test('of what is too large ends before its bytes, or at the limit when the server does not say', async () => {
    const server = await httpServer({
      answer: ({ url }, response) => {
        if (url !== '/unsaid') return false
        response.writeHead(200)
        response.end(content)
        return true
      },
    })
    server.files.set('/said', content)
    const small = { ...policy, maxBytes: 1_000 }
    expect(await download(server.url('/said'), { policy: small })).toEqual(failure('tooLarge'))
    expect(await download(server.url('/unsaid'), { policy: small })).toEqual(failure('tooLarge'))
    expect(server.asked).toHaveLength(2)
  })

  test('that stands still has failed', async () => {
    const server = await httpServer({ answer: () => true })
    const result = await download(server.url('/fw.bin'), { policy: { ...policy, stallMs: 30, attempts: 2 } })
    expect(result).toEqual(failure('unreachable'))
    expect(server.asked).toHaveLength(2)
  })

  test('that goes on for ever ends at its deadline', async () => {
    const server = await httpServer({
      answer: (_, response) => {
        response.writeHead(200, { 'Content-Length': 10 })
        response.write('half')
        return true
      },
    })
    expect(await download(server.url('/fw.bin'), { policy: { ...policy, deadlineMs: 40 } })).toMatchObject({
      kind: 'failed',
      error: { code: 'unreachable', message: 'Not done in 40 ms' },
    })
  })

  test('can be cancelled in the middle', async () => {
    const server = await httpServer({
      answer: (_, response) => {
        response.writeHead(200, { 'Content-Length': 10 })
        response.write('half')
        return true
      },
    })
    const cancel = new AbortController()
    const onProgress = () => cancel.abort()
    expect(await download(server.url('/fw.bin'), { signal: cancel.signal, onProgress })).toEqual({
      kind: 'cancelled',
    })
  })

  test('that was cancelled before it began asks for nothing', async () => {
    const server = await httpServer()
    expect(await download(server.url('/fw.bin'), { signal: AbortSignal.abort() })).toEqual({
      kind: 'cancelled',
    })
    expect(server.asked).toEqual([])
  })

  test('into a folder that is not there has failed, and names it', async () => {
    const server = await httpServer()
    server.files.set('/fw.bin', content)
    const result = await download(server.url('/fw.bin'), { path: join(folder, 'nowhere', 'file.bin') })
    expect(result).toEqual(failure('disk'))
  })
})

test.each([
  ['no address', 'badUrl'],
  ['sftp://127.0.0.1/fw.bin', 'unsupported'],
  ['file:///etc/passwd', 'unsupported'],
])('%s is refused', async (url, code) => {
  expect(await download(url)).toEqual(failure(code))
})

test('a server that nobody runs is unreachable', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => closed.once('listening', resolve))
  const { port } = closed.address() as { port: number }
  await new Promise((resolve) => closed.close(resolve))
  for (const scheme of ['http', 'ftp'])
    expect(await download(`${scheme}://127.0.0.1:${port}/fw.bin`)).toEqual(failure('unreachable'))
  expect(clock.pauses).toHaveLength(4)
})

describe('an upload over HTTP', () => {
  beforeEach(() => writeFileSync(path, content))

  test('goes to the file that the URL names, or into the folder that it names', async () => {
    const server = await httpServer()
    expect(await upload(server.url('/logs/'))).toEqual({ kind: 'done', bytes: content.length })
    expect(await upload(server.url('/signed?key=1'))).toEqual({ kind: 'done', bytes: content.length })
    expect([...server.files.keys()]).toEqual(['/logs/log%201.tar.gz', '/signed?key=1'])
    expect([...server.files.values()].every((file) => file.equals(content))).toBe(true)
  })

  test('goes by POST where PUT is not to be had', async () => {
    const server = await httpServer({ uploadMethod: 'POST' })
    expect((await upload(server.url('/logs'))).kind).toBe('done')
    expect(server.files.get('/logs')?.equals(content)).toBe(true)
  })

  test('is sent again when the connection breaks', async () => {
    const server = await httpServer()
    server.cuts.push(60_000, 1)
    expect((await upload(server.url('/logs'))).kind).toBe('done')
    expect(server.files.get('/logs')?.equals(content)).toBe(true)
    expect(clock.pauses).toHaveLength(2)
  })

  test('is given up after its attempts', async () => {
    const server = await httpServer()
    server.cuts.push(60_000, 60_000, 60_000, 60_000)
    expect(await upload(server.url('/logs'))).toEqual(failure('unreachable'))
    expect(server.asked).toHaveLength(3)
  })

  test('of an empty file, and of one that is not there', async () => {
    const server = await httpServer()
    writeFileSync(path, '')
    expect(await upload(server.url('/logs'))).toEqual({ kind: 'done', bytes: 0 })
    rmSync(path)
    expect(await upload(server.url('/logs'))).toEqual(failure('disk'))
  })
})

describe('a download over FTP', () => {
  test('brings the whole file, with the user and password of the URL', async () => {
    const server = await ftpServer({ password: 'p@ss' })
    server.files.set('/fw/1.bin', content)
    expect((await download(server.url('/fw/1.bin', 'colok:p%40ss@'))).kind).toBe('done')
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(await download(server.url('/fw/1.bin', 'colok:wrong@'))).toEqual(failure('denied'))
  })

  test('goes on from where the connection broke', async () => {
    const server = await ftpServer()
    server.files.set('/1.bin', content)
    server.cuts.push(100_000, 50_000)
    expect((await download(server.url('/1.bin'))).kind).toBe('done')
    expect(readFileSync(path).equals(content)).toBe(true)
    const restarts = server.asked
      .filter((line) => line.startsWith('REST'))
      .map((line) => Number(line.slice(5)))
    expect(restarts).toHaveLength(2)
    expect(restarts[0]).toBeGreaterThan(0)
    expect(restarts[1]).toBeGreaterThan(restarts[0]!)
  })

  test.each([[['REST']], [['SIZE']], [['MDTM']]])('works without %j', async (without) => {
    const server = await ftpServer({ without })
    server.files.set('/1.bin', content)
    server.cuts.push(100_000)
    const policyOfTwo = { ...policy, attempts: 2 }
    // Without SIZE nobody can tell that the connection ended early, so there the server is kept whole.
    if (without.includes('SIZE')) server.cuts.length = 0
    expect((await download(server.url('/1.bin'), { policy: policyOfTwo })).kind).toBe('done')
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  test('is fetched anew when the file has changed meanwhile', async () => {
    const server = await ftpServer()
    server.files.set('/1.bin', content)
    server.cuts.push(100_000)
    const next = Buffer.from(content).fill(7)
    const onProgress = () => {
      server.changedAt = '20261123040000'
      server.files.set('/1.bin', next)
    }
    expect((await download(server.url('/1.bin'), { onProgress })).kind).toBe('done')
    expect(readFileSync(path).equals(next)).toBe(true)
  })

  test('fails for what is missing or too large, and can be cancelled', async () => {
    const server = await ftpServer()
    server.files.set('/1.bin', content)
    expect(await download(server.url('/2.bin'))).toEqual(failure('missing'))
    expect(await download(server.url('/1.bin'), { policy: { ...policy, maxBytes: 10 } })).toEqual(
      failure('tooLarge'),
    )
    const cancel = new AbortController()
    const onProgress = () => cancel.abort()
    expect(await download(server.url('/1.bin'), { signal: cancel.signal, onProgress })).toEqual({
      kind: 'cancelled',
    })
  })

  test('of a server that says nothing has failed', async () => {
    const silent = createServer((socket) => socket.resume())
    silent.listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as { port: number }
    const result = await download(`ftp://127.0.0.1:${port}/1.bin`, {
      policy: { ...policy, stallMs: 30, attempts: 1 },
    })
    expect(result).toEqual(failure('unreachable'))
    await new Promise((resolve) => silent.close(resolve))
  })
})

describe('an upload over FTP', () => {
  beforeEach(() => writeFileSync(path, content))

  test('goes into the folder that the URL names', async () => {
    const server = await ftpServer()
    expect(await upload(server.url('/logs/2026'))).toEqual({ kind: 'done', bytes: content.length })
    expect(server.files.get('/logs/2026/log 1.tar.gz')?.equals(content)).toBe(true)
  })

  test('goes on from where the connection broke', async () => {
    const server = await ftpServer()
    server.cuts.push(100_000)
    expect((await upload(server.url('/'))).kind).toBe('done')
    expect(server.files.get('/log 1.tar.gz')?.equals(content)).toBe(true)
    expect(server.asked.map((line) => line.slice(0, 4))).toEqual(['STOR', 'APPE'])
  })

  test('does not go on from a file of the same name that it finds', async () => {
    const server = await ftpServer()
    server.files.set('/log 1.tar.gz', Buffer.alloc(10, 1))
    expect((await upload(server.url('/'))).kind).toBe('done')
    expect(server.files.get('/log 1.tar.gz')?.equals(content)).toBe(true)
  })
})

describe('over TLS', () => {
  const issued = async () => {
    const root = await CertificateAuthority.create('Files')
    const { pem, keyPem } = await root.issue({ usage: 'server' })
    return { root: root.pem, tls: { cert: pem, key: keyPem } }
  }
  const trusting = (ca: string) => new NetworkFileTransfer({ clock, tls: { ca } })

  test.each(['https', 'ftps'])(
    'files go both ways by %s, to a server that leads to a trusted root',
    async (scheme) => {
      const { root, tls } = await issued()
      const server = scheme === 'https' ? await httpServer({ tls }) : await ftpServer({ tls })
      server.files.set('/1.bin', content)
      const url = (file: string) => server.url(file).replace(/^ftp:/, 'ftps:')
      expect((await trusting(root).download(request(url('/1.bin')))).kind).toBe('done')
      expect(readFileSync(path).equals(content)).toBe(true)
      expect((await trusting(root).upload({ ...request(url('/')), fileName: '2.bin' })).kind).toBe('done')
      expect(server.files.get('/2.bin')?.equals(content)).toBe(true)
    },
  )

  test.each(['https', 'ftps'])('nothing goes by %s to a server that does not', async (scheme) => {
    const { tls } = await issued()
    const { root: other } = await issued()
    const server = scheme === 'https' ? await httpServer({ tls }) : await ftpServer({ tls })
    server.files.set('/1.bin', content)
    const url = server.url('/1.bin').replace(/^ftp:/, 'ftps:')
    expect(await trusting(other).download(request(url))).toEqual(failure('unreachable'))
    expect(server.asked).toEqual([])
  })

  test('a redirect does not lead out of it', async () => {
    const { root, tls } = await issued()
    const open = await httpServer()
    open.files.set('/1.bin', content)
    const server = await httpServer({
      tls,
      answer: (_, response) => {
        response.writeHead(302, { Location: open.url('/1.bin') }).end()
        return true
      },
    })
    expect(await trusting(root).download(request(server.url('/1.bin')))).toEqual(failure('refused'))
    expect(open.asked).toEqual([])
  })
})
