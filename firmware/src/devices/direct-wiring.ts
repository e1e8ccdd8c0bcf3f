import { z } from 'zod'

/** A line's number on its chip; `gpioinfo` lists them. */
const line = z.int().min(0).max(511)
const expanderPin = z.int().min(0).max(15)
const level = z.enum(['high', 'low'])

/** How a post without an I/O board is wired to the computer's own pins (drivers/direct-board.ts). */
export const directWiring = z
  .strictObject({
    /** 0 is /dev/gpiochip0. */
    chip: z.int().min(0).max(15).default(0),
    /** 1 is /dev/i2c-1. */
    i2cBus: z.int().min(0).max(31).default(1),
    /** 32 is 0x20, the lights' MCP23017. */
    lightsAddress: z.int().min(0x20).max(0x27).default(0x20),
    contactVoltageLevel: level.default('low'),
    plugInLevel: level.default('low'),
    sockets: z
      .array(
        z.strictObject({
          elements: z.tuple([line, line]),
          contact: line,
          plug: line,
          light: z.strictObject({ red: expanderPin, green: expanderPin, blue: expanderPin }),
        }),
      )
      .min(1)
      .max(4),
    emergencyStop: z.strictObject({ line, pressedLevel: level.default('high') }),
    leakageTrip: z.strictObject({ line, trippedLevel: level.default('high') }),
    /** Without it no relay is closed. */
    watchdog: z
      .strictObject({ line, timeoutMs: z.int().min(200).max(2_000) })
      .optional()
      .describe('The retriggerable timer in the coils’ supply, by which relays drop when the computer hangs'),
  })
  .superRefine(({ sockets, emergencyStop, leakageTrip, watchdog }, context) => {
    const lines = [
      ...sockets.flatMap(({ elements, contact, plug }) => [...elements, contact, plug]),
      emergencyStop.line,
      leakageTrip.line,
      ...(watchdog ? [watchdog.line] : []),
    ]
    const twice = lines.find((each, index) => lines.indexOf(each) !== index)
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `line ${twice} is used twice` })
  })
