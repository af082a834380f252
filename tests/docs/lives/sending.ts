import { states } from '../../../src/outbox/item.ts'
import { mailServer } from '../../mail/server.ts'
import { Outgoing } from '../../outbox/outgoing.ts'
import { TestSchool } from '../../school.ts'
import { Desk } from '../desk.ts'
import type { Life } from '../life.ts'
import { has } from './boxes.ts'

/** A school whose mails go to a server that asks for no login. */
async function withRelay(): Promise<Desk> {
  const { port } = await mailServer()
  const school = await TestSchool.open('  refresh-all-years: {}', {
    rest: `mail:\n  from: Riverside Academy <office@riverside.example>\n  smtp: { host: 127.0.0.1, port: ${port}, security: none }\n`,
  })
  const desk = Desk.in(school)
  desk.places.push([`127.0.0.1:${port}`, 'mail.riverside.example:25'])
  return desk
}

/** Fifteen texts, and after the last four the connection broke. */
async function inDoubt(): Promise<Desk> {
  const outgoing = await Outgoing.open()
  const last = ['t12', 't13', 't14', 't15']
  outgoing.provider.behave = (reference) =>
    last.includes(reference) ? { does: 'cut', taken: false } : { does: 'accept' }
  await outgoing.queueMany(15)
  await outgoing.tick()
  const desk = Desk.in(outgoing.school)
  desk.world.channels = outgoing.school.world.channels!
  return desk
}

export const sending: Record<string, Life> = {
  'docs/mail.md': {
    desk: withRelay,
    others: { 'New-ServicePrincipal ': { notOurs: 'typed in Microsoft’s PowerShell' } },
  },
  'docs/outbox.md': {
    desk: inDoubt,
    typedAs: { 'pars-auto outbox show ITEM': 'pars-auto outbox show 12' },
    untyped: { 'pars-auto outbox resolve ITEM …': 'is typed further down' },
    others: { 'queued ─▶ ': has(...states) },
  },
}
