/**
 * What a refusal says: in English as programs are told it, with a name in braces for each thing that is put in, and in
 * Indonesian for people. A name that the Indonesian leaves out would be a word of programs there.
 */
export interface Refusal {
  readonly en: string
  readonly id: string
}

/** By codes, which stay the same for as long as the API does. */
export type Refusals = Readonly<Record<string, Refusal>>
