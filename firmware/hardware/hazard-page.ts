import type { HardwareData, Hazard } from './data.ts'
import { markdownTable } from './markdown-table.ts'

/** The hazard table as a page. */
export function hazardPage({
  hazards,
  requirements,
}: Pick<HardwareData, 'hazards' | 'requirements'>): string {
  return `# Hazards

Drawn from [hazards.json](hazards.json); the numbers S1 to S24 are the safety requirements' own. Each test named here
exists: a test of \`firmware/hardware\` looks for it by its name.

${markdownTable(
  ['', 'hazard', 'causes', 'stopped in hardware by', 'and in software by', 'requirements'],
  hazards.map(({ id, hazard, causes, hardware, software, why, requirements }) => [
    id,
    hazard,
    causes.join('; '),
    hardware,
    software ?? `nothing: ${why}`,
    requirements.join(', '),
  ]),
)}

## Which test shows it

${hazards
  .filter(({ tests }) => tests.length > 0)
  .map(({ id, hazard, tests }) => {
    return `**${id}** ${hazard}\n\n${testLines(tests)}`
  })
  .join('\n\n')}

## The requirements

\`npm run hil\` breaks each thing that must open a socket, and prints how long it stayed closed.

${markdownTable(
  ['', 'requirement', 'how it is kept here'],
  requirements.map(({ id, requirement, here }) => [id, requirement, here]),
)}

${requirements.map(({ id, tests }) => `**${id}**\n\n${testLines(tests)}`).join('\n\n')}
`
}

function testLines(tests: Hazard['tests']): string {
  return tests.map(({ file, name }) => `- ${name} (\`${file}\`)`).join('\n')
}
