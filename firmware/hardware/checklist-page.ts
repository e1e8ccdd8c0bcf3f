import { type ChecklistItem, checklistFor } from '../src/cli/commission/checklist.ts'
import { markdownTable } from './markdown-table.ts'

/** The commissioning checklist on paper, for one socket; each further socket repeats its own section. */
export function checklistPage(): string {
  const sections = checklistFor(1).map(
    ({ title, items }) =>
      `## ${title}\n\n${markdownTable(
        ['item', 'wanted', 'found'],
        items.map((item) => [item.text, wanted(item), '']),
      )}`,
  )
  return `# Commissioning

Drawn from [checklist.json](checklist.json). \`colok-charger commission\` asks for these at a terminal, keeps the answers while
they are found, and writes a PDF that names the technician and is signed with the charger's own key: the signature shows
that the contents were written on this charger and were not changed since, not that the measurements were made.

${sections.join('\n\n')}
`
}

function wanted(item: ChecklistItem): string {
  switch (item.kind) {
    case 'confirm':
      return 'yes'
    case 'measure':
      return `${item.min} to ${item.max} ${item.unit}`
    case 'text':
      return 'in words'
    case 'photo':
      return 'photo'
  }
}
