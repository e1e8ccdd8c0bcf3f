import type { LightColour } from '@colok/firmware/devices/contracts'

export interface SocketSnapshot {
  connectorId: number
  plugged: boolean
  /** There is voltage at the socket. */
  relayClosed: boolean
  light: { colour: LightColour; blinking: boolean }
  powerW: number
  voltageMv: number
  currentMa: number
  /** Delivered since the post was made; an integer. */
  energyMwh: number
  /** The meter's register. */
  registerWh: number
}

export interface PostSnapshot {
  /** One string a row, as a person reads the display. */
  lcd: string[]
  backlight: boolean
  sockets: SocketSnapshot[]
  emergencyStop: boolean
  /** The service door. */
  doorOpen: boolean
  /** The service door's solenoid has current: it can be pulled open. */
  solenoidOn: boolean
  powered: boolean
  /** The board has heard the host in the last 2 s. */
  boardAlive: boolean
}
