import path from 'node:path'
import type { z } from 'zod'
import { type Hours, parseHours } from '../schedule/hours.ts'
import { parseDuration } from './duration.ts'
import type { sections } from './schema.ts'
import { parseSize } from './size.ts'

export type Section<Name extends keyof typeof sections> = NonNullable<z.output<(typeof sections)[Name]>>

/** The `sms` section, checked. Folders are absolute. */
export interface SmsSettings extends Omit<Section<'sms'>, 'quietHours'> {
  quietHours: Hours
}

/** The `print` section. */
export type PrintSettings = Section<'print'>

type Smtp = NonNullable<Section<'mail'>['smtp']>

/** The `mail` section, checked. Folders are absolute; `smtp.timeout` is in milliseconds, `maxSize` in bytes. */
export interface MailSettings extends Omit<Section<'mail'>, 'smtp' | 'maxSize'> {
  maxSize: number
  smtp?: Omit<Smtp, 'timeout'> & { timeout: number }
}

/** @param config path of the config: folders are written relative to it */
export function smsSettings(section: Section<'sms'>, config: string): SmsSettings {
  const { file, quietHours, ...rest } = section
  return {
    ...rest,
    quietHours: parseHours(quietHours)!,
    ...(file ? { file: { folder: beside(config, file.folder) } } : {}),
  }
}

/** @param config path of the config: folders are written relative to it */
export function mailSettings(section: Section<'mail'>, config: string): MailSettings {
  const { smtp, folder, maxSize, ...rest } = section
  return {
    ...rest,
    maxSize: parseSize(maxSize)!,
    ...(folder ? { folder: beside(config, folder) } : {}),
    ...(smtp ? { smtp: { ...smtp, timeout: parseDuration(smtp.timeout)! } } : {}),
  }
}

/** A path that was written relative to the config. */
export const beside = (config: string, file: string): string => path.resolve(path.dirname(config), file)
