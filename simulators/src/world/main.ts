import { readArguments, usage } from './arguments.ts'
import { huntPlantedBugs } from './hunt.ts'
import { runWorld } from './report.ts'

const arguments_ = readArguments(process.argv.slice(2))
if (arguments_.kind === 'help') {
  process.stdout.write(`${usage}\n`)
} else if (arguments_.kind === 'wrong') {
  process.stderr.write(`${arguments_.problem}\n\n${usage}\n`)
  process.exitCode = 64
} else {
  const say = (text: string) => process.stdout.write(`${text}\n`)
  process.exitCode = await (arguments_.planted
    ? huntPlantedBugs(arguments_.seed, say)
    : runWorld(arguments_, say))
}
