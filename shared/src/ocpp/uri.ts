// RFC 3986, appendix A, from its small parts to the whole.
const percentEncoded = '%[0-9a-f]{2}'
const unreservedOrSubDelim = "[\\w.~!$&'()*+,;=-]"
const userinfo = `(?:${unreservedOrSubDelim}|:|${percentEncoded})*@`
// What stands in the brackets is left to whoever connects to it.
const bracketedAddress = "\\[[0-9a-fv:][\\w.:~!$&'()*+,;=-]*\\]"
const registeredName = `(?:${unreservedOrSubDelim}|${percentEncoded})*`
const authority = `(?:${userinfo})?(?:${bracketedAddress}|${registeredName})(?::\\d*)?`
const pathCharacter = `(?:${unreservedOrSubDelim}|[:@]|${percentEncoded})`
const hierarchicalPart = [
  `//${authority}(?:/${pathCharacter}*)*`,
  `/(?:${pathCharacter}+(?:/${pathCharacter}*)*)?`,
  `${pathCharacter}+(?:/${pathCharacter}*)*`,
].join('|')
const queryOrFragment = `(?:${pathCharacter}|[/?])*`

const uri = new RegExp(
  `^[a-z][a-z0-9+.-]*:(?:${hierarchicalPart})(?:\\?${queryOrFragment})?(?:#${queryOrFragment})?$`,
  'i',
)

/** Whether `text` is an absolute URI with a scheme, as the `location` of a download or upload must be (RFC 3986). */
export function isUri(text: string): boolean {
  return uri.test(text)
}
