import type { ReportFormat } from './format.ts'
import { text } from './text.ts'

export const xlsx: ReportFormat = { ...text, extension: 'xlsx' }
