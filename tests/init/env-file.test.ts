import { parse } from 'dotenv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SECRETS, type SecretName } from '../../src/init/answers.ts'
import { envText } from '../../src/init/env-file.ts'

const BOTH: [SecretName, string][] = [
  [SECRETS.database, 'The password.'],
  [SECRETS.mail, 'Another.'],
]

test('a secret that was typed is in it, one that was not has a line to be filled in', () => {
  const text = envText('', BOTH, { PARS_DB_PASSWORD: 'abc' })
  expect(text).toContain('\n# The password.\nPARS_DB_PASSWORD=abc\n\n# Another.\nPARS_MAIL_PASSWORD=\n')
})

test('what stands in it stays, byte for byte, and what is typed anew counts', () => {
  const before = 'OTHER=1\nPARS_DB_PASSWORD=old\nPARS_MAIL_PASSWORD=kept'
  const text = envText(before, BOTH, { PARS_DB_PASSWORD: 'new' })
  expect(text).toBe(`${before}\nPARS_DB_PASSWORD=new\n`)
  expect(parse(text)).toEqual({ OTHER: '1', PARS_DB_PASSWORD: 'new', PARS_MAIL_PASSWORD: 'kept' })
})

test('any password is read again as it was typed, or refused', () => {
  const sign = fc.constantFrom(...'abc 123#\'"`\\$={}n\u00e9;!')
  fc.assert(
    fc.property(fc.array(sign, { minLength: 1, maxLength: 20 }), (signs) => {
      const password = signs.join('')
      let text: string
      try {
        text = envText('', BOTH, { PARS_DB_PASSWORD: password })
      } catch (error) {
        expect((error as Error).message).toContain('no way to write that')
        return
      }
      expect(parse(text).PARS_DB_PASSWORD).toBe(password)
    }),
    { numRuns: 500 },
  )
})

test('most passwords that people have can be written', () => {
  for (const password of ["s3cr#t'x", 'a"b c', ' lead', 'x=y$z', 'back`tick', '\\n'])
    expect(parse(envText('', BOTH, { PARS_DB_PASSWORD: password })).PARS_DB_PASSWORD).toBe(password)
})
