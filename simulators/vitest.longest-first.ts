import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, where nothing was measured yet: begun last, one of them alone would hold up the end. */
const longest = [
  'web/console-pages.test.ts',
  'src/world/planted-bugs.test.ts',
  'web/driver-pages.test.ts',
  'scenarios/power-budget.test.ts',
  'src/hil/hil.test.ts',
  'src/world/fresh-seeds.test.ts',
  'scenarios/walk.test.ts',
  'scenarios/pay-by-qris.test.ts',
  'scenarios/energy-conserved.test.ts',
  'scenarios/wallet-card.test.ts',
  'scenarios/power-cut-mid-session.test.ts',
  'conformance/charge-point/conformance.test.ts',
  'scenarios/network-cut-whole-session.test.ts',
  'src/world/world.test.ts',
]

/** Those first, in this order; the others as Vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((file) => moduleId.endsWith(`/${file}`))
      return place < 0 ? longest.length : place
    }
    return others.toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}
