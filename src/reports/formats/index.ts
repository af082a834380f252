import type { ReportFormat } from './format.ts'

/** Every format, loaded when it is used: nobody pays for what he does not ask for. */
export const formats = {
  html: async () => (await import('./html.ts')).html,
  text: async () => (await import('./text.ts')).text,
  csv: async () => (await import('./csv.ts')).csv,
  json: async () => (await import('./json.ts')).json,
  xlsx: async () => (await import('./xlsx.ts')).xlsx,
  pdf: async () => (await import('./pdf.ts')).pdf,
} satisfies Record<string, () => Promise<ReportFormat>>

export type FormatName = keyof typeof formats
export const formatNames = Object.keys(formats) as FormatName[]
