export const kinds = ['sms', 'mail', 'print', 'folder'] as const
export type Kind = (typeof kinds)[number]

/**
 * The states of an item:
 *
 *     queued → sending → sent → delivered
 *       │         │        └──→ failed      (the network says so later)
 *       │         ├──→ failed               (refused for good)
 *       │         ├──→ queued               (certainly not taken; tried again)
 *       │         └──→ unknown ──→ sent | failed | queued   (a person decides, or the provider says it has it)
 *       ├──→ expired                        (too late to be of use)
 *       └──→ withdrawn                      (no longer true, or deleted)
 *
 * `sending` is committed before anybody outside is called. An item in `sending` is never sent again by itself.
 */
export const states = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'expired',
  'withdrawn',
] as const
export type State = (typeof states)[number]

/** A row of the outbox. Instants are ISO 8601 in UTC. */
export interface Item {
  id: number
  kind: Kind
  reference: string
  job: string | null
  queued_by: string
  title: string
  recipient: string
  content: string
  state: State
  reason: string | null
  state_at: string
  queued_at: string
  due_at: string
  not_after: string | null
  tries: number
  token: string | null
  sending_at: string | null
  provider: string | null
  provider_id: string | null
  /** Of an item that is being sent: the files that it carries, by digest. */
  files?: ReadonlyMap<string, Buffer>
}
