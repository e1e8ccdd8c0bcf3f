import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { VirtualPost } from '../../src/devices/post.ts'
import { realClock } from './charger-rig.ts'

const waits = { timeout: 30_000, interval: 20 }
const relayHolder = fileURLToPath(new URL('../../src/hil/relay-holder.ts', import.meta.url))

let post: VirtualPost
let host: ChildProcess
let heard: string

describe.each(['model', 'machineCode'] as const)('the board as %s', (board) => {
  beforeEach(async () => {
    post = new VirtualPost({ sockets: 1, clock: realClock, lcd: '20x4', ptys: true, board })
    await post.start()
    host = spawn(process.execPath, [relayHolder, post.ports.board], { stdio: ['ignore', 'pipe', 'inherit'] })
    heard = ''
    host.stdout?.on('data', (text: Buffer) => {
      heard += text.toString()
    })
    await vi.waitFor(() => expect([heard, isClosed()]).toEqual(['open\nclosed\n', true]), waits)
  }, 40_000)

  afterEach(async () => {
    host.kill('SIGCONT')
    host.kill('SIGKILL')
    await post.stop()
  })

  test('the relay opens when the controlling process is killed', { timeout: 40_000 }, async () => {
    host.kill('SIGKILL')
    await vi.waitFor(() => expect([isClosed(), post.snapshot().boardAlive]).toEqual([false, false]), waits)
  })

  test('the relay opens when the controlling process freezes, and stays open when it goes on', {
    timeout: 60_000,
  }, async () => {
    host.kill('SIGSTOP')
    await vi.waitFor(() => expect(isClosed()).toBe(false), waits)
    host.kill('SIGCONT')
    await vi.waitFor(() => expect(post.snapshot().boardAlive).toBe(true), waits)
    // The board reads a contact as open 25 ms after its last half wave: the host may yet hear of it as closed, first.
    await vi.waitFor(() => expect(heard).toMatch(/^open\nclosed\n(closed\n)?open\n$/), waits)
    expect(isClosed()).toBe(false)
  })
})

function isClosed(): boolean {
  return post.snapshot().sockets[0]?.relayClosed === true
}
