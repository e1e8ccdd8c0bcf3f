import type { Hazard } from './data.ts'
import { markdownTable } from './markdown-table.ts'

/** The hazard table as a page. */
export function hazardPage(hazards: readonly Hazard[]): string {
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
    const lines = tests.map(({ file, name }) => `- ${name} (\`${file}\`)`)
    return `**${id}** ${hazard}\n\n${lines.join('\n')}`
  })
  .join('\n\n')}
`
}
