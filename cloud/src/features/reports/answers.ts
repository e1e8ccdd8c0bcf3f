import { reportCsv } from './report-csv.ts'
import { reportPdf } from './report-pdf.ts'
import type { Report } from './schemas.ts'

const nameOf = ({ every, from }: Report) => `report-${every}-${from}`

export async function pdfAnswer(report: Report): Promise<Response> {
  return new Response(new Uint8Array(await reportPdf(report)), {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="${nameOf(report)}.pdf"`,
    },
  })
}

export function csvAnswer(report: Report): Response {
  return new Response(reportCsv(report.content), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${nameOf(report)}.csv"`,
    },
  })
}
