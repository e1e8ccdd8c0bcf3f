import { describe, expect, test } from 'vitest'
import type { PostSnapshot, SocketSnapshot } from '../devices/post-snapshot.ts'
import { RelayWatch } from './relay-watch.ts'

const socket: SocketSnapshot = {
  connectorId: 1,
  plugged: true,
  relayClosed: true,
  light: { colour: 'green', blinking: false },
  powerW: 1_200,
  voltageMv: 220_000,
  currentMa: 5_500,
  energyMwh: 0,
  registerWh: 0,
}
const charging: PostSnapshot = {
  lcd: [],
  backlight: true,
  sockets: [socket],
  emergencyStop: false,
  doorOpen: false,
  solenoidOn: false,
  powered: true,
  boardAlive: true,
}

function watched(snapshot: PostSnapshot, looks: number, boardCutOff = false): RelayWatch {
  const watch = new RelayWatch()
  for (let look = 0; look < looks; look++) watch.look({ snapshot, boardCutOff, sinceMs: 250 })
  return watch
}

describe('the watch over the sockets', () => {
  test('has nothing against a socket that delivers', () => {
    expect(watched(charging, 100).violations).toEqual([])
  })

  test.each([
    ['the emergency stop is pressed', { emergencyStop: true }, false],
    ['the service door is open', { doorOpen: true }, false],
    ['the post has no power', { powered: false }, false],
    ['no plug is in', { sockets: [{ ...socket, plugged: false }] }, false],
    ['the charger and its board are apart', {}, true],
  ])('says it once when a socket stays live though %s', (reason, change, boardCutOff) => {
    const watch = watched({ ...charging, ...change }, 20, boardCutOff)
    expect(watch.violations).toEqual([`socket 1 is live though ${reason}`])
    expect(watch.longestMs).toBe(19 * 250)
  })

  test('grants the 2.5 s in which the board opens by itself', () => {
    const watch = new RelayWatch()
    const look = (snapshot: PostSnapshot) => watch.look({ snapshot, boardCutOff: true, sinceMs: 250 })
    for (let looks = 0; looks < 11; looks++) look(charging)
    look({ ...charging, sockets: [{ ...socket, relayClosed: false }] })
    for (let looks = 0; looks < 11; looks++) look(charging)
    expect(watch).toMatchObject({ violations: [], longestMs: 2_500 })
  })
})
