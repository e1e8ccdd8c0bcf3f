/** @jsxRuntime automatic @jsxImportSource hono/jsx */

/**
 * By what the API knows a form again: made when the page is drawn, and sent along as the Idempotency-Key of what the form
 * does. Pressed twice, sent again by a reload or from the page that one went back to, it is done once.
 */
export function Once({ once }: { readonly once: string }) {
  return <input type="hidden" name={onceField} value={once} />
}

/** Its name among the fields of a form. */
export const onceField = '_once'
