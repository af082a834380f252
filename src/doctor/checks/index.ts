import type { Check } from '../check.ts'
import { account } from './account.ts'
import { alerts } from './alerts.ts'
import { calendar } from './calendar.ts'
import { cautions } from './cautions.ts'
import { certificates } from './certificates.ts'
import { clock } from './clock.ts'
import { config } from './config.ts'
import { database, sims, tables } from './database.ts'
import { disk } from './disk.ts'
import { folders } from './folders.ts'
import { mail } from './mail.ts'
import { node } from './node.ts'
import { printer } from './printer.ts'
import { sms } from './sms.ts'
import { ticks } from './ticks.ts'
import { timeZone } from './time-zone.ts'

/** All that is looked at, in the order in which it is told. A new check is a new line here, and one in docs/doctor.md. */
export const checks: Check[] = [
  config,
  account,
  node,
  timeZone,
  calendar,
  disk,
  folders,
  database,
  tables,
  sims,
  clock,
  ticks,
  cautions,
  alerts,
  mail,
  sms,
  printer,
  certificates,
]
