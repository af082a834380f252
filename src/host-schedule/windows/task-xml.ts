import { XMLBuilder } from 'fast-xml-parser'
import { tickOf, type Wanted } from '../schedule.ts'
import { logonOf } from './account.ts'
import { joinWords } from './arguments.ts'

const NAMESPACE = 'http://schemas.microsoft.com/windows/2004/02/mit/task'

/** A job may take up to 24 hours, and a tick may have several: what is longer at it is stuck. */
const LIMIT = 'PT26H'

/** Below normal, which is what tasks get unless told, a night's jobs wait for every other program's disk. */
const PRIORITY = 6

/**
 * The task as Windows takes it: every minute, by UTC so that no change of the clocks moves or doubles a tick. Elements
 * of a trigger stand in the order of the published schema.
 * @param wanted with the account
 */
export function taskXml(wanted: Wanted & { account: string }): string {
  const { name, config, folder, account, now } = wanted
  const [command, ...words] = tickOf(wanted)
  const { userId, type } = logonOf(account, wanted)
  const task = {
    '@version': '1.3',
    '@xmlns': NAMESPACE,
    RegistrationInfo: {
      URI: `\\${name}`,
      Author: 'pars-auto',
      Description: `Starts pars-auto every minute, which runs what is due in ${config}. Made by pars-auto install-schedule.`,
    },
    Triggers: {
      TimeTrigger: {
        Enabled: true,
        StartBoundary: `${new Date(now).toISOString().slice(0, 10)}T00:00:00Z`,
        // Without a duration it never ends.
        Repetition: { Interval: 'PT1M', StopAtDurationEnd: false },
      },
    },
    Settings: {
      AllowStartOnDemand: true,
      MultipleInstancesPolicy: 'Parallel',
      DisallowStartIfOnBatteries: false,
      StopIfGoingOnBatteries: false,
      AllowHardTerminate: true,
      StartWhenAvailable: true,
      RunOnlyIfNetworkAvailable: false,
      WakeToRun: false,
      Enabled: true,
      Hidden: false,
      ExecutionTimeLimit: LIMIT,
      Priority: PRIORITY,
      RunOnlyIfIdle: false,
    },
    Principals: {
      Principal: {
        '@id': 'Account',
        UserId: userId,
        ...(type ? { LogonType: type } : {}),
        RunLevel: 'LeastPrivilege',
      },
    },
    Actions: {
      '@Context': 'Account',
      Exec: { Command: command, Arguments: joinWords(words), WorkingDirectory: folder },
    },
  }
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressBooleanAttributes: false,
  })
  return builder.build({ Task: task })
}

/** As a file that schtasks reads: what Windows writes itself when a task is exported. */
export const asFile = (xml: string): Buffer =>
  Buffer.from(`\uFEFF<?xml version="1.0" encoding="UTF-16"?>\r\n${xml.replaceAll('\n', '\r\n')}`, 'utf16le')
