/** What a case asked for and did not get. Anything else that is thrown is a fault of the test kit itself. */
export class CaseFailure extends Error {
  override readonly name = 'CaseFailure'
}

/** Throws a CaseFailure that says what was required, unless it holds. */
export function must(holds: boolean, requirement: string): asserts holds {
  if (!holds) throw new CaseFailure(requirement)
}
