import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { embeddedOnly } from '../database.ts'
import { TestSchool } from '../school.ts'

embeddedOnly('the demo makes one')

const SMTP = `mail:
  from: office@riverside.example
  smtp: { host: mail.riverside.example }`
const TWILIO = `sms:
  provider: twilio
  twilio: { accountSid: AC1, authToken: '\${TOKEN}', from: '+447700900123' }`

test.each([
  ['mails', SMTP, 'mail.smtp'],
  ['texts', TWILIO, 'sms.provider: twilio'],
])('the demo does not run where its made-up %s would really leave', async (_what, rest, named) => {
  const school = await TestSchool.open('  refresh-all-years:', { rest })
  const { code, err } = await school.run('demo')
  expect(code).toBe(1)
  expect(err).toContain(`With ${named} in the config the demo would really send`)
  expect(existsSync(path.join(school.folder, 'school.db'))).toBe(true)
})
