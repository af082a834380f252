import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { validateAll } from '../../src/commands/validate.ts'
import { Exit } from '../../src/exit.ts'
import { expand } from '../../src/many/expand.ts'
import { schoolsAt } from '../../src/many/schools.ts'
import { NOW } from '../config/kit.ts'

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'schools-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

const school = (name: string) =>
  `extends: ../trust.yaml\nschool: { name: ${name} }\ndatabase: { type: sqlite, file: ${name}.db }\n`

function check(folder: string, format: 'text' | 'json', ...given: string[]) {
  let said = ''
  const out = (text: string) => {
    said += text
  }
  const exit = validateAll(given, { format }, { out, env: {}, now: NOW, colour: false, folder })
  return { exit, said }
}

test('all schools are checked, and what is wrong in the shared file is said once', () => {
  const folder = folderOf({
    'trust.yaml': "jobs:\n  clear-expired-notices: { at: '25:00' }\n",
    'schools/ashton.yaml': school('ashton'),
    'schools/briar.yaml': school('briar'),
  })
  const { exit, said } = check(folder, 'text', 'schools/*.yaml')
  expect(exit).toBe(Exit.configInvalid)
  expect(said.match(/^trust\.yaml:2:32: error/gm)).toHaveLength(1)
  expect(said).toContain('schools/ashton.yaml has 1 error\nschools/briar.yaml has 1 error\n')
  expect(JSON.parse(check(folder, 'json', 'schools/*.yaml').said)).toMatchObject([
    { file: 'schools/ashton.yaml', valid: false },
    { file: 'schools/briar.yaml', valid: false },
  ])
})

test('a pattern means files by name, in folders of any depth with **, and nothing that begins with a dot', () => {
  const folder = folderOf({
    'a/one.yaml': '',
    'a/two.yml': '',
    'a/.pars-auto/one.valid.yaml': '',
    'a/deep/three.yaml': '',
    'b/[4].yaml': '',
  })
  const found = (pattern: string) => expand(pattern, folder).map((file) => path.relative(folder, file))
  expect(found('a/*.yaml')).toEqual(['a/one.yaml'])
  expect(found('*/*.y?ml')).toEqual(['a/one.yaml', 'b/[4].yaml'])
  expect(found('**/*.yaml')).toEqual(['a/deep/three.yaml', 'a/one.yaml', 'b/[4].yaml'])
  expect(found('b/[?].yaml')).toEqual(['b/[4].yaml'])
  expect(found('none/*.yaml')).toEqual([])
})

test('schools go by the names of their files, or by their paths where those are the same', () => {
  const folder = folderOf({ 'a/config.yaml': '', 'b/config.yaml': '', 'c/ashton.yaml': '' })
  const names = (...given: string[]) => schoolsAt(given, folder).schools.map(({ name }) => name)
  expect(names('c/*.yaml', 'c/ashton.yaml')).toEqual(['ashton'])
  expect(names('*/config.yaml')).toEqual([path.join('a', 'config.yaml'), path.join('b', 'config.yaml')])
})
