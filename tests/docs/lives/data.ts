import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import type { Block } from '../blocks.ts'
import { atTheDemo } from '../demo.ts'
import { Desk } from '../desk.ts'
import type { Life } from '../life.ts'

/** A block that is a file: its name stands in the line before it. */
const file = ({ lead, lines }: Block, { folder }: Desk) => {
  mkdirSync(path.join(folder, 'my-files'), { recursive: true })
  writeFileSync(path.join(folder, 'my-files', lead.replaceAll('`', '')), `${lines.join('\n')}\n`)
}

/** A part of the config of pupil-scan, as it stands on the page, below a job that has the rest. */
const ofPupilScan = async ({ lines }: Block) => {
  const desk = new Desk('2026-11-23 12:00')
  await desk.type('pars-auto init --yes')
  const config = readFileSync(desk.config, 'utf8')
  const replaced = config.replace(/^ {2}pupil-scan:\n/m, (key) => `${key}${lines.join('\n')}\n`)
  expect(replaced).not.toBe(config)
  writeFileSync(desk.config, replaced)
  desk.world.env = { PARS_SCANS_PASSWORD: 'secret' }
  expect(await desk.type('pars-auto validate')).toMatchObject({ code: 0 })
}

export const data: Record<string, Life> = {
  'docs/data-protection.md': { desk: atTheDemo },
  'docs/pupil-scan.md': { others: { '    database:': ofPupilScan } },
  'docs/your-own-data.md': {
    desk: async () => {
      const desk = new Desk('2026-11-23 12:00')
      await desk.type('pars-auto init --yes --school "Riverside Academy"')
      return desk
    },
    others: {
      'id,name,national_curriculum_year': file,
      'id,admission_number,surname,forename,date_of_birth,year_group_id': file,
      'pupil_id,start_date,end_date,enrolment_status': file,
    },
  },
}
