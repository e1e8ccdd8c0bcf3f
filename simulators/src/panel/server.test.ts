import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { describe, expect, test } from 'vitest'
import { VirtualPost } from '../devices/post.ts'
import { createPanel } from './server.ts'
import type { PanelSnapshot, WireEntry } from './snapshot.ts'
import { Stage } from './stage.ts'
import { WireLog } from './wire-log.ts'

const host = '127.0.0.1:8081'

function aPanel() {
  const clock = new VirtualClock()
  const wires = new WireLog(clock)
  const post = new VirtualPost({ sockets: 2, clock, lcd: '20x4', ptys: false })
  const switched: string[] = []
  const listeners = new Set<() => void>()
  const stage = new Stage({
    chargePointId: 'CLK-0001',
    post,
    wires,
    surroundings: {
      network: {
        get connected() {
          return switched.at(-1) !== 'network cut'
        },
        cut: () => void switched.push('network cut'),
        restore: () => void switched.push('network restored'),
      },
      switchPower: async (on) => {
        switched.push(on ? 'power on' : 'power off')
        post.setPowered(on)
      },
      controller: () => 'running',
      onChange(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    cards: [{ uid: '04A1B2C3D4E5F6', kind: 'accepted' }],
    addresses: {
      driverPage: 'http://127.0.0.1:8080/c/CLK-0001',
      apiReference: 'http://127.0.0.1:8080/docs',
    },
  })
  const assets = { script: '/* script */', styles: '/* styles */' }
  const app = createPanel({ stage, assets, clock, hosts: [host] })
  const request = (path: string, init: RequestInit = {}) =>
    app.request(`http://${host}${path}`, {
      ...init,
      headers: { host, ...init.headers },
    })
  const act = (action: unknown) =>
    request('/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    })
  const snapshot = async () => (await (await request('/snapshot')).json()) as PanelSnapshot
  return { clock, wires, post, switched, stage, app, request, act, snapshot }
}

/** Reads a stream of server-sent events while virtual time goes on. */
function eventsOf(response: Response, clock: VirtualClock) {
  if (response.body === null) throw new Error('no stream')
  const reader = response.body.getReader()
  let text = ''
  return {
    async next(): Promise<unknown> {
      for (;;) {
        const event = /^data: (.*)\n(?:id: .*\n)?\n/m.exec(text)
        if (event?.[1] !== undefined) {
          text = text.slice(event.index + event[0].length)
          return JSON.parse(event[1])
        }
        let chunk: Uint8Array | undefined
        void reader.read().then((read) => {
          chunk = read.value ?? new Uint8Array()
        })
        while (chunk === undefined) {
          await clock.advance(100)
          await new Promise((resolve) => setImmediate(resolve))
        }
        text += new TextDecoder().decode(chunk)
      }
    },
    close: () => reader.cancel(),
  }
}

describe('the page', () => {
  test('comes with a policy that allows only its own script and styles', async () => {
    const { request } = aPanel()
    const response = await request('/')
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
    const html = await response.text()
    expect(html).toContain('CLK-0001')
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style| style=| on[a-z]+=/)
    expect((await request('/panel.js')).headers.get('content-type')).toContain('text/javascript')
    expect((await request('/panel.css')).headers.get('content-type')).toContain('text/css')
  })

  test('is not served under another name, so that no site can rebind its own to this machine', async () => {
    const { request } = aPanel()
    expect((await request('/', { headers: { host: 'example.com:8081' } })).status).toBe(403)
  })

  test('says where it is when an address holds nothing', async () => {
    const response = await aPanel().request('/nothing')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      detail: expect.stringContaining('/nothing'),
    })
  })
})

describe('what hands do', () => {
  test('plugs a motorcycle in and pulls it out', async () => {
    const { act, snapshot } = aPanel()
    expect((await act({ action: 'plugIn', connectorId: 1 })).status).toBe(200)
    expect((await snapshot()).post.sockets.map((socket) => socket.plugged)).toEqual([true, false])
    expect((await act({ action: 'pullOut', connectorId: 1 })).status).toBe(200)
    expect((await snapshot()).post.sockets.map((socket) => socket.plugged)).toEqual([false, false])
  })

  test.each([
    ['a second plug', [{ action: 'plugIn', connectorId: 1 }], { action: 'plugIn', connectorId: 1 }, 'in use'],
    [
      'another motorcycle while one is plugged in',
      [{ action: 'plugIn', connectorId: 1 }],
      { action: 'parkMotorcycle', connectorId: 1, batteryPercent: 5 },
      'in use',
    ],
    ['pulling out nothing', [], { action: 'pullOut', connectorId: 2 }, 'Nothing is plugged'],
    ['a socket that is not there', [], { action: 'plugIn', connectorId: 3 }, 'no socket 3'],
  ])('refuses %s, with the reason', async (_, before, action, reason) => {
    const { act, snapshot } = aPanel()
    for (const earlier of before) await act(earlier)
    const unchanged = await snapshot()
    const response = await act(action)
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({
      detail: expect.stringContaining(reason),
    })
    expect(await snapshot()).toEqual(unchanged)
  })

  test('parks a motorcycle with the battery that was asked for', async () => {
    const { act, snapshot } = aPanel()
    await act({ action: 'parkMotorcycle', connectorId: 2, batteryPercent: 12 })
    expect((await snapshot()).motorcycles[1]).toMatchObject({
      stateOfChargePermille: 120,
      drawW: 1200,
    })
  })

  test('presses the emergency stop and resets it', async () => {
    const { act, snapshot } = aPanel()
    await act({ action: 'emergencyStop', pressed: true })
    expect((await snapshot()).post.emergencyStop).toBe(true)
    await act({ action: 'emergencyStop', pressed: false })
    expect((await snapshot()).post.emergencyStop).toBe(false)
  })

  test('cuts and restores the mains and the network', async () => {
    const { act, snapshot, switched } = aPanel()
    await act({ action: 'power', on: false })
    await act({ action: 'network', connected: false })
    expect(await snapshot()).toMatchObject({
      post: { powered: false },
      network: 'cut',
    })
    await act({ action: 'network', connected: true })
    await act({ action: 'power', on: true })
    expect(switched).toEqual(['power off', 'network cut', 'network restored', 'power on'])
  })

  test.each([
    ['an unknown action', { action: 'openRelay', connectorId: 1 }],
    ['an unknown key', { action: 'plugIn', connectorId: 1, force: true }],
    ['a socket that is no number', { action: 'plugIn', connectorId: '1' }],
    ['a UID in lower case', { action: 'tapCard', uid: '04a1b2c3d4e5f6' }],
    ['a UID of 5 bytes', { action: 'tapCard', uid: '04A1B2C3D4' }],
    ['more than a full battery', { action: 'parkMotorcycle', connectorId: 1, batteryPercent: 101 }],
    ['null', null],
  ])('answers 422 to %s', async (_, action) => {
    expect((await aPanel().act(action)).status).toBe(422)
  })

  test('takes JSON only, and little of it', async () => {
    const { request } = aPanel()
    const post = (contentType: string, body: string) =>
      request('/actions', {
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
      })
    const pressed = JSON.stringify({ action: 'emergencyStop', pressed: true })
    expect((await post('text/plain', pressed)).status).toBe(415)
    expect((await post('application/json', '{"action":')).status).toBe(422)
    expect((await post('application/json', JSON.stringify('x'.repeat(5000)))).status).toBe(413)
  })
})

describe('the streams', () => {
  test('send a whole snapshot at once and another after each change', async () => {
    const { clock, request, act } = aPanel()
    const events = eventsOf(await request('/snapshots'), clock)
    expect(await events.next()).toMatchObject({
      post: { emergencyStop: false },
    })
    await act({ action: 'emergencyStop', pressed: true })
    expect(await events.next()).toMatchObject({
      post: { emergencyStop: true },
    })
    await events.close()
  })

  test('send what went over the wires, once each', async () => {
    const { clock, wires, request } = aPanel()
    wires.addBytes('meter 1', 'fromCharger', Uint8Array.of(0xf8, 0x04, 0x00))
    const events = eventsOf(await request('/wires'), clock)
    expect(await events.next()).toEqual([
      {
        id: 1,
        at: '2026-11-23T00:00:00.000Z',
        wire: 'meter 1',
        direction: 'fromCharger',
        text: 'F8 04 00',
      },
    ])
    wires.addText('network', 'toCharger', '[3,"1",{}]')
    expect(await events.next()).toMatchObject([{ id: 2, text: '[3,"1",{}]' }])
    await events.close()
  })

  test('are refused when too many are open, and free again when one closes', async () => {
    const { clock, request } = aPanel()
    const open = await Promise.all(Array.from({ length: 64 }, () => request('/snapshots')))
    expect(open.every((response) => response.status === 200)).toBe(true)
    expect((await request('/snapshots')).status).toBe(503)
    await Promise.all(open.map((response) => response.body?.cancel()))
    await clock.advance(15_100)
    expect((await request('/snapshots')).status).toBe(200)
  })
})

describe('the wire log', () => {
  test('forgets the oldest entries of each wire and cuts long ones', () => {
    const wires = new WireLog(new VirtualClock())
    wires.addText('network', 'toCharger', 'first')
    for (let n = 0; n < 1000; n += 1) wires.addBytes('board', 'toCharger', new Uint8Array(5000))
    const kept: readonly WireEntry[] = wires.since(0)
    expect(kept).toHaveLength(81)
    expect(kept[0]?.text).toBe('first')
    expect(kept.at(-1)?.id).toBe(1001)
    expect(Math.max(...kept.map((entry) => entry.text.length))).toBeLessThanOrEqual(601)
  })
})
