import { Desk } from '../desk.ts'
import type { Life } from '../life.ts'

export const lookingAhead: Record<string, Life> = {
  'docs/planning.md': { desk: async () => Desk.withConfig('2026-11-23 18:30') },
}
