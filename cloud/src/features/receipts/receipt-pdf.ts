import { type Language, words } from '../../web/language.ts'
import type { Receipt } from './queries.ts'
import { rowsPdf } from './rows-pdf.ts'
import { receiptSections } from './sections.ts'

/** A receipt on paper: what the page shows, and the code that proves it. */
export function receiptPdf(receipt: Receipt, language: Language): Promise<Buffer> {
  const text = words[language].receipt
  return rowsPdf({
    title: text.title(receipt.number),
    author: receipt.content.operator.name,
    createdAt: receipt.issuedAt,
    sections: receiptSections(receipt, language),
    proof: { url: receipt.verifyUrl, invitation: text.verify },
  })
}
