import pino, { type DestinationStream, type Logger } from 'pino'

/** Secrets and personal data, wherever they stand in what is logged. */
const redacted = [
  'idTag',
  'parentIdTag',
  'password',
  'authorization',
  'key',
  'token',
  'secret',
  'phone',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** The one logger: a JSON object on each line. */
export function createLog(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      redact: { paths: redacted, censor: '[redacted]' },
      serializers: { error: pino.stdSerializers.err },
    },
    destination,
  )
}
