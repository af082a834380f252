import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { freshEmbedded } from '../../database.ts'
import { BUSY } from '../../many/trust.ts'
import type { Block } from '../blocks.ts'
import { Desk } from '../desk.ts'
import type { Life } from '../life.ts'
import { withCron } from './installation.ts'

/** The host of a trust with the schools that a page draws, each on an embedded database; with a job that is due, unless told. */
export async function trust(names = ['ashton-primary', 'briar-academy'], jobs = BUSY): Promise<Desk> {
  const desk = new Desk('2026-11-23 12:00')
  const schools = path.join(desk.folder, 'schools')
  await freshEmbedded(desk.folder, () => desk.now)
  mkdirSync(schools)
  writeFileSync(path.join(desk.folder, 'trust.yaml'), `jobs:\n${jobs}\n`)
  for (const name of names) {
    // What is not in the file itself yet is in others beside it.
    for (const file of readdirSync(desk.folder).filter((one) => one.startsWith('school.db')))
      copyFileSync(path.join(desk.folder, file), path.join(schools, file.replace('school', name)))
    const text = `extends: ../trust.yaml\nschool: { name: ${name} }\ndatabase: { type: sqlite, file: ${name}.db }\n`
    writeFileSync(path.join(schools, `${name}.yaml`), text)
  }
  return desk
}

/** The files that are drawn are those of the trust. */
const drawn = ({ lines }: Block, { folder }: Desk) => {
  const files = lines.flatMap((line) => /\S+\.yaml/.exec(line) ?? [])
  expect(files).toEqual(['trust.yaml', 'ashton-primary.yaml', 'briar-academy.yaml'])
  for (const file of files.slice(1)) readFileSync(path.join(folder, 'schools', file))
}

/** The school's file on the page, with the trust's that it extends. */
const extending = async ({ lines }: Block, { folder }: Desk) => {
  const desk = new Desk('2026-11-23 12:00')
  mkdirSync(path.join(desk.folder, 'schools'))
  copyFileSync(path.join(folder, 'trust.yaml'), path.join(desk.folder, 'trust.yaml'))
  writeFileSync(path.join(desk.folder, 'schools/ashton-primary.yaml'), `${lines.join('\n')}\n`)
  desk.world.env = { ASHTON_PASSWORD: 'secret' }
  expect(await desk.type('pars-auto validate "schools/*.yaml"')).toMatchObject({ code: 0 })
}

export const many: Record<string, Life> = {
  'docs/many-schools.md': {
    desk: async () => withCron(await trust()),
    others: { 'pars/': drawn, '# schools/ashton-primary.yaml': extending },
  },
}
