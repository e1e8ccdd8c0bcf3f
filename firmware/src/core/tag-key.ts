/** Under which an idTag is kept (CiString20Type). */
export function tagKey(idTag: string): string {
  return idTag.toUpperCase()
}
