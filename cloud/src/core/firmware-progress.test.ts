import { expect, test } from 'vitest'
import {
  campaignStep,
  type FirmwareUpdateState,
  firmwareState,
  type WaveMember,
} from './firmware-progress.ts'

const members = (...waves: FirmwareUpdateState[][]): WaveMember[] =>
  waves.flatMap((states, wave) => states.map((state) => ({ wave, state })))

test('a wave begins when the one before is over', () => {
  const step = (...waves: FirmwareUpdateState[][]) => campaignStep(members(...waves), { maxFailures: 0 })
  expect(step(['waiting'], ['waiting', 'waiting'])).toEqual({ kind: 'goOn', wave: 0 })
  expect(step(['underWay', 'installed'], ['waiting'])).toEqual({ kind: 'goOn', wave: 0 })
  expect(step(['installed', 'skipped'], ['waiting'])).toEqual({ kind: 'goOn', wave: 1 })
  expect(step(['installed'], ['installed'])).toEqual({ kind: 'done' })
})

test('one failure too many stops it, whatever else is under way', () => {
  const failing = members(['failed', 'installed'], ['waiting'])
  expect(campaignStep(failing, { maxFailures: 0 })).toEqual({ kind: 'stop' })
  expect(campaignStep(failing, { maxFailures: 1 })).toEqual({ kind: 'goOn', wave: 1 })
  expect(campaignStep(members(['failed']), { maxFailures: 1 })).toEqual({ kind: 'done' })
})

test('every word of a charger has its meaning', () => {
  expect(firmwareState('Idle')).toBeUndefined()
  expect(firmwareState('Installed')).toBe('installed')
  expect(firmwareState('InvalidSignature')).toBe('failed')
  expect(firmwareState('InstallRebooting')).toBe('underWay')
})
