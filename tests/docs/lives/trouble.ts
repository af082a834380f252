import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { simpleParser } from 'mailparser'
import { expect } from 'vitest'
import { openDatabase } from '../../../src/db/open.ts'
import type { Block } from '../blocks.ts'
import { atTheDemo } from '../demo.ts'
import type { Life } from '../life.ts'
import { theMorningAfter } from '../morning.ts'
import { trust } from './many.ts'

/** Whoever starts it, and however: it is the command that the page is about. */
const asSomebodyElse = ({ lines }: Block) => {
  for (const line of lines)
    expect(line).toMatch(/^(sudo -u |runas \/user:)\S+ "?pars-auto doctor"? +# (Linux|Windows)$/)
}

/** One at which all is well, one whose job has failed, and one that has not ticked for an hour. */
const ofThreeSchools = async ({ lines }: Block) => {
  const desk = await trust(['ashton', 'briar', 'cedar'], "  clear-sync-table: { at: '12:00' }")
  const schools = path.join(desk.folder, 'schools')
  const briar = await openDatabase({ type: 'sqlite', file: path.join(schools, 'briar.db') }, {})
  await briar.run(briar.sql.raw('DROP TABLE sync_copy'))
  await briar.close()
  await desk.at('2026-11-23 11:00').type('pars-auto run-due --config schools/cedar.yaml')
  desk.at('2026-11-23 12:00')
  for (const name of ['ashton', 'briar']) await desk.type(`pars-auto run-due --config schools/${name}.yaml`)
  desk.world.columns = 200
  const { said } = await desk.type('pars-auto status --config "schools/*.yaml"')
  expect(said.trimEnd().split('\n')).toEqual(lines)
}

export const trouble: Record<string, Life> = {
  'docs/status.md': {
    desk: theMorningAfter,
    ends: { 'pars-auto status': 8 },
    others: { 'School  State': ofThreeSchools },
  },
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
