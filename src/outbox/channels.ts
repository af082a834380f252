import { smsChannel } from '../sms/channel.ts'
import type { Channels } from './channel.ts'

/** The ways out of the school: one line a kind. */
export const channels: Channels = {
  sms: smsChannel,
}
