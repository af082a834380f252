import { FolderChannel } from '../folder/channel.ts'
import { MailChannel } from '../mail/channel.ts'
import { PrintChannel } from '../print/channel.ts'
import { smsChannel } from '../sms/channel.ts'
import type { Channels } from './channel.ts'

/** The ways out of the school: one line a kind. */
export const channels: Channels = {
  sms: smsChannel,
  mail: ({ config: { mail, school } }) => mail && new MailChannel(mail, school.name),
  // A job can name its printer itself, without a section print.
  print: () => new PrintChannel(),
  folder: () => new FolderChannel(),
}
