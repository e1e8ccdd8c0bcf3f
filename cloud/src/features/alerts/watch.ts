import type { RuleKind } from './rule-kinds.ts'

/** What has just happened that rules look for, in this process's memory: a notice that is lost costs half a minute. */
export class AlertWatch {
  #noticed = new Set<RuleKind>()
  #onNotice = () => {}

  /** After the commit of what happened. */
  noticed(kind: RuleKind): void {
    this.#noticed.add(kind)
    this.#onNotice()
  }

  takeNoticed(): ReadonlySet<RuleKind> {
    const noticed = this.#noticed
    this.#noticed = new Set()
    return noticed
  }

  whenNoticed(listener: () => void): void {
    this.#onNotice = listener
  }
}
