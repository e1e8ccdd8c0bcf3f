import { z } from 'zod'

const i2cAddress = z
  .string()
  .regex(/^0x[0-7][0-9a-f]$/, 'an I2C address is written as "0x27"')
  .transform((text) => Number.parseInt(text, 16))
/** The ATmega328P's free pins: 0 and 1 are the UART, 18 and 19 the I2C bus. */
const freePin = z.int().min(2).max(17)
const expanderPin = z.int().min(0).max(15)
const level = z.enum(['high', 'low'])

const socket = z.strictObject({
  connectorId: z.int().min(1).max(4),
  /** The socket's switching elements, A and B, in series. */
  elements: z.tuple([freePin, freePin]),
  /** Sees voltage on the load side of both. */
  contact: freePin,
  /** On the inputs' expander. */
  plugInput: expanderPin,
  /** The converter's channel that the thermistor at the terminals hangs on. */
  thermistorInput: z.int().min(0).max(3),
  /** On the lights' expander. */
  light: z.strictObject({ red: expanderPin, green: expanderPin, blue: expanderPin }),
})

/** `hardware/boards/<revision>/board.json`: what is wired to what. */
export const boardSchema = z
  .strictObject({
    revision: z.string().min(1),
    controller: z.literal('ATmega328P'),
    baudRate: z.literal(57_600),
    pinNotes: z.string(),
    /** The optocoupler on the load side pulls its pin to this while there is voltage. */
    contactVoltageLevel: level,
    plugInLevel: level,
    sockets: z.array(socket).min(1).max(4),
    emergencyStop: z.strictObject({ pin: freePin, pressedLevel: level }),
    leakageTrip: z.strictObject({ pin: freePin, trippedLevel: level }),
    leakageTest: z.strictObject({ pin: freePin }),
    /** Lets the service door go. On a pin of the controller's own, so that no stuck bus can hold it on. */
    solenoid: z.strictObject({ pin: freePin }),
    /** On the inputs' expander, as the plugs are. */
    door: z.strictObject({ input: expanderPin, openLevel: level }),
    tamper: z.strictObject({ input: expanderPin, tamperedLevel: level }),
    /** Each from its input to ground, with a resistor from the input to the supply. */
    thermistor: z.strictObject({
      ohmsAt25C: z.int().positive(),
      betaK: z.int().positive(),
      pullUpOhms: z.int().positive(),
      supplyMv: z.int().positive().max(4_000),
      /** The board opens a socket's relay by itself when its terminals are hotter. */
      openAboveC: z.int().min(50).max(100),
    }),
    i2c: z.strictObject({
      lights: z.strictObject({ part: z.literal('MCP23017'), address: i2cAddress }),
      inputs: z.strictObject({ part: z.literal('MCP23017'), address: i2cAddress }),
      thermistors: z.strictObject({ part: z.literal('ADS1115'), address: i2cAddress }),
      displays: z
        .array(z.strictObject({ part: z.enum(['PCF8574', 'PCF8574A']), address: i2cAddress }))
        .min(1),
    }),
  })
  .superRefine((board, context) => {
    const { sockets, emergencyStop, leakageTrip, leakageTest, solenoid, door, tamper, i2c } = board
    const unique = (what: string, numbers: readonly number[]) => {
      const twice = numbers.find((number, index) => numbers.indexOf(number) !== index)
      if (twice !== undefined) context.addIssue({ code: 'custom', message: `${what} ${twice} is used twice` })
    }
    unique('pin', [
      ...sockets.flatMap(({ elements, contact }) => [...elements, contact]),
      ...[emergencyStop, leakageTrip, leakageTest, solenoid].map(({ pin }) => pin),
    ])
    unique(
      'light pin',
      sockets.flatMap(({ light }) => [light.red, light.green, light.blue]),
    )
    unique('expander input', [...sockets.map(({ plugInput }) => plugInput), door.input, tamper.input])
    unique(
      'thermistor input',
      sockets.map(({ thermistorInput }) => thermistorInput),
    )
    unique('I2C address', [
      i2c.lights.address,
      i2c.inputs.address,
      i2c.thermistors.address,
      ...i2c.displays.map(({ address }) => address),
    ])
    if (sockets.some(({ connectorId }, index) => connectorId !== index + 1))
      context.addIssue({
        code: 'custom',
        message: 'sockets are listed in the order of their connectorId, from 1',
      })
  })

export type Board = z.infer<typeof boardSchema>
