import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { simpleParser } from 'mailparser'
import { expect } from 'vitest'
import type { Block } from '../blocks.ts'
import { atTheDemo } from '../demo.ts'
import type { Life } from '../life.ts'
import { theMorningAfter } from '../morning.ts'

/** Whoever starts it, and however: it is the command that the page is about. */
const asSomebodyElse = ({ lines }: Block) => {
  for (const line of lines)
    expect(line).toMatch(/^(sudo -u |runas \/user:)\S+ "?pars-auto doctor"? +# (Linux|Windows)$/)
}

export const trouble: Record<string, Life> = {
  'docs/status.md': { desk: theMorningAfter, ends: { 'pars-auto status': 8 } },
  'docs/why.md': { desk: theMorningAfter },
  'docs/alerts.md': {
    desk: theMorningAfter,
    typedAs: { 'pars-auto ack 12': 'pars-auto ack 1' },
    ends: { 'pars-auto status': 8 },
    others: {
      'refresh-all-years: held, ': async ({ lines }, { folder }) => {
        const mails = readdirSync(path.join(folder, 'mails'))
        expect(mails).toHaveLength(1)
        const { text } = await simpleParser(readFileSync(path.join(folder, 'mails', mails[0]!)))
        expect(lines.join('\n')).toBe(text!.trimEnd())
      },
    },
  },
  'docs/doctor.md': {
    desk: async () => {
      const desk = await atTheDemo()
      desk.world.columns = 100
      return desk
    },
    others: { 'sudo -u svc-pars ': asSomebodyElse },
    differs: {
      'pars-auto doctor --only calendar tables clock ticks cautions': [[/ +\d+ ms$/gm, ' … ms']],
    },
  },
}
