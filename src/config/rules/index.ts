import type { Draft } from '../draft.ts'
import type { Finding } from '../problem.ts'
import { place } from '../tree.ts'
import { afterCircular, afterDisabled, afterUnknown } from './after.ts'
import { afterLater } from './after-later.ts'
import { busyHours } from './busy-hours.ts'
import { calendarEnds, calendarMissing } from './calendar-ends.ts'
import { calendarOrder } from './calendar-order.ts'
import { clash } from './clash.ts'
import { clockChange } from './clock-change.ts'
import {
  databaseCertificate,
  databaseConnection,
  databaseEncryption,
  databaseKeys,
  databaseLogin,
  simsPlace,
} from './database.ts'
import { alertsMail, mailDomain, mailEncryption, mailLogin, mailWay } from './mail.ts'
import { mandatoryJob } from './mandatory-job.ts'
import { permissionsEmpty, permissionsNobody, permissionsService } from './permissions.ts'
import { printFallback } from './print.ts'
import { reading } from './reading.ts'
import {
  reportMail,
  reportNowhere,
  reportOwn,
  reportPrinter,
  reportUnknown,
  reportWithoutMail,
} from './report.ts'
import { reportAddress, reportOtherwise, reportResponsible } from './report-recipients.ts'
import { reportPart, reportWords } from './report-words.ts'
import type { Rule } from './rule.ts'
import { dayOfMonthAndWeek, neverRuns, onceOnly } from './runs.ts'
import { smsProvider, smsReplies, smsSection } from './sms.ts'

/** Everything that is checked. A new rule is a new line here, and a file in tests/config. */
export const rules: Rule[] = [
  ...reading,
  mandatoryJob,
  neverRuns,
  busyHours,
  clockChange,
  dayOfMonthAndWeek,
  onceOnly,
  clash,
  afterUnknown,
  afterCircular,
  afterLater,
  afterDisabled,
  calendarOrder,
  calendarEnds,
  calendarMissing,
  databaseKeys,
  databaseConnection,
  databaseLogin,
  databaseEncryption,
  databaseCertificate,
  simsPlace,
  mailWay,
  mailLogin,
  mailEncryption,
  mailDomain,
  alertsMail,
  smsSection,
  smsProvider,
  smsReplies,
  reportUnknown,
  reportOwn,
  reportNowhere,
  reportMail,
  reportPrinter,
  reportWithoutMail,
  reportAddress,
  reportResponsible,
  reportOtherwise,
  reportWords,
  reportPart,
  printFallback,
  permissionsEmpty,
  permissionsNobody,
  permissionsService,
]

/** What the rules have against a draft. */
export function applyRules(draft: Draft): Finding[] {
  return rules.flatMap(({ name, severity, check }) =>
    [...(check?.(draft) ?? [])].map(({ on, ...complaint }) => ({
      rule: name,
      severity,
      ...complaint,
      span: place(draft.root, complaint.path, on),
    })),
  )
}
