import { billPage } from './bill-of-materials.ts'
import { checklistPage } from './checklist-page.ts'
import type { HardwareData } from './data.ts'
import { hazardPage } from './hazard-page.ts'
import { singleLineDiagram } from './single-line.ts'
import { wiringDiagram } from './wiring.ts'

/** Everything under `hardware/` that is made from data: its text by its path there. */
export function documents(data: HardwareData): Record<string, string> {
  const folder = `boards/${data.board.revision}`
  return {
    [`${folder}/single-line.svg`]: singleLineDiagram(data),
    [`${folder}/wiring.svg`]: wiringDiagram(data),
    [`${folder}/bill-of-materials.md`]: billPage(data.bill),
    'safety/hazards.md': hazardPage(data),
    'commissioning/checklist.md': checklistPage(),
  }
}
