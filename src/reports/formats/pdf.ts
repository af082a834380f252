import type { ReportFormat } from './format.ts'
import { text } from './text.ts'

export const pdf: ReportFormat = { ...text, extension: 'pdf' }
