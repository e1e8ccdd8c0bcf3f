import type { Child } from 'hono/jsx'
import type { z } from 'zod'
import type { ConsoleForm } from '../../../console-matrix.ts'
import type { Services } from '../../../services.ts'
import type { Asking, Names } from '../asking.ts'
import type { Said } from '../said.ts'
import type { Field, Typed } from './fields.ts'

/** One thing that a person can do by a form: it fills in the body of one route of the API, and shows what comes of it. */
export interface Deed {
  /** Where the form is, which says by which route of the API it is done (console-matrix.ts). */
  readonly path: ConsoleForm
  readonly title: Said
  /** What it means, above the fields. */
  readonly lead?: Said
  /** Which one it is about, above the fields, where its address says no more than a number. */
  readonly about?: (asking: Asking) => Promise<string>
  /** On its last button: what happens when it is pressed. */
  readonly button: Said
  /** Of what it is a part, for the rail. */
  readonly section: string
  /** What was typed may say how many there are of some. */
  readonly fields?: readonly Field[] | ((asking: Asking, typed: Typed) => Promise<readonly Field[]>)
  /** Fields that what was typed has made and that have not been asked for: what stands in them at first, and what to do. */
  readonly asksMore?: (typed: Typed) => { readonly typed: Typed; readonly notice: Said } | undefined
  /** The API's own schema of the body, to say what is wrong before anything is asked for. */
  readonly input?: z.ZodType | ((typed: Typed) => z.ZodType)
  /** A file, which the API takes as the whole body; a form with one asks nothing before it is done. */
  readonly file?: { readonly label: Said; readonly hint: Said; readonly mostBytes: number }
  /** What stands in the fields at first, as the API's body. */
  readonly present?: (asking: Asking) => Promise<object>
  /** What is there already and stays as it is, where the API takes the whole and the form changes a part. */
  readonly keeps?: (asking: Asking) => Promise<object>
  /** The body that the API takes, where it is not just the fields. */
  readonly body?: (fields: Record<string, unknown>, names: Names) => unknown
  /**
   * What will happen, to whom and with how much, sentence by sentence: it is asked about once before. Left out where the
   * fields say it all, and it can be undone.
   */
  readonly confirm?: (asking: Asking, body: unknown) => Promise<readonly string[]>
  /** It makes something by a name that the API would else take for one that is there, to be changed. */
  readonly isNew?: true
  /** The page behind the form. */
  readonly back: (names: Names) => string
  /** The page to go on to; where it is left out, the one behind. */
  readonly done?: (answer: unknown, names: Names) => string
  /** Of how many it was done, where the answer says so: the page that follows tells it. */
  readonly count?: (answer: unknown) => number
  /** What the answer tells only once, such as a new key. */
  readonly secret?: (answer: unknown) => string | undefined
  /** What that is, and where it goes. */
  readonly secretIs?: Said
  /** Whose it is, and what else has to be known where it goes. */
  readonly secretBeside?: (answer: unknown, services: Services) => readonly (readonly [Said, string])[]
  /** What the answer gives to hold out or to look at now, such as a QR: shown before one goes on. */
  readonly show?: (answer: unknown, asking: Asking) => Promise<Child>
  /** Something that is reckoned from what was typed, without doing anything. */
  readonly preview?: Preview
}

interface Preview {
  readonly title: Said
  readonly button: Said
  /** What it asks for beside the form's own fields; none of it goes on to the API. */
  readonly fields: readonly Field[]
  readonly present: (asking: Asking) => Typed
  readonly show: (asking: Asking, asked: Record<string, unknown>, body: unknown) => Promise<Child>
}
