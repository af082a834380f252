import type { SchoolInfo } from './about.ts'
export const page = (info: SchoolInfo) => JSON.stringify(info)
