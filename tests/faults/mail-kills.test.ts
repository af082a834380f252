import { describe, test } from 'vitest'
import { Random } from '../../src/demo/random.ts'
import { readyContent } from '../../src/mail/message.ts'
import { mailServer, no } from '../mail/server.ts'
import { itemRow } from '../outbox/item-row.ts'
import { KILLS, killAndCheck, ROUND, roundsOf, type Scenario } from './outgoing-kills.ts'

const MAILS = 25 * ROUND

const howItAnswers = [
  { weight: 86, how: 'take' },
  { weight: 3, how: 'drop after' },
  { weight: 2, how: 'drop before' },
  { weight: 3, how: 'greylist' },
  { weight: 3, how: 'refuse' },
  { weight: 3, how: 'refuse at the end' },
] as const

/** Mails to a server that drops connections, refuses mails and puts them off. */
async function overSmtp(seed: number): Promise<Scenario> {
  const random = new Random(seed, 'mails')
  const chance = () => random.weighted([...howItAnswers]).how
  const server = await mailServer({
    onRcpt(_address, drop) {
      const how = chance()
      if (how === 'drop before') drop()
      if (how === 'greylist') throw no(451, '4.7.1 Greylisted')
      if (how === 'refuse') throw no(550, '5.1.1 no')
    },
    onMailEnd(drop) {
      const how = chance()
      // It is taken all the same: nobody hears of it.
      if (how === 'drop after') drop()
      if (how === 'refuse at the end') throw no(554, '5.6.0 no')
    },
  })
  return {
    jobs: '  refresh-all-years: {}',
    rest: `mail:
  from: Test School <office@school.example>
  smtp: { host: 127.0.0.1, port: ${server.port}, security: none }`,
    hosts: random.chance(0.5) ? ['A', 'A'] : ['A', 'B'],
    // Two calls of two minutes, and a minute.
    lease: 5 * 60_000,
    async fill(school) {
      const content = readyContent({ subject: 'Reply', text: 'Hello\n' })
      const rows = Array.from({ length: MAILS }, (_, n) =>
        itemRow(`r${n}`, school.now, { kind: 'mail', recipient: 'ada@school.example', content }),
      )
      await school.with((db) =>
        db.bulkInsert(
          'auto_outbox',
          Object.keys(rows[0]!),
          rows.map((row) => Object.values(row)),
        ),
      )
    },
    taken: () => server.arrived.map(({ mail }) => /^<(.+)@/.exec(mail.messageId ?? '')?.[1] ?? 'a stranger'),
  }
}

describe(`two runners that send mails, killed at random ${KILLS} times`, () => {
  test.each(roundsOf({}))(
    'no Message-ID is taken twice, no mail is lost, every doubt is listed (seed $seed)',
    async ({ seed }) => {
      await killAndCheck(await overSmtp(seed), seed)
    },
    600_000,
  )
})
