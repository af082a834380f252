import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type SmsSettings, smsSettings } from '../../../src/config/outgoing.ts'
import { sections } from '../../../src/config/schema.ts'
import type { Accepted, Counterpart } from './server.ts'

/** The folder of the provider `file`, as its own counterpart. */
export class Folder implements Counterpart {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'texts-'))
  #replies = 0

  get settings(): SmsSettings {
    return smsSettings(
      sections.sms.parse({ provider: 'file', file: { folder: this.folder } })!,
      '/config.yaml',
    )
  }

  get accepted(): Accepted[] {
    const outgoing = path.join(this.folder, 'outgoing')
    mkdirSync(outgoing, { recursive: true })
    return readdirSync(outgoing).map((file) => {
      const { reference, number, text } = JSON.parse(readFileSync(path.join(outgoing, file), 'utf8'))
      return { id: reference, reference, number, text }
    })
  }

  receive({ number, text, at }: { number: string; text: string; at: string }): string {
    this.#replies += 1
    return this.#put('replies', `reply-${this.#replies}`, { number, text, receivedAt: at })
  }

  deliver(id: string, state: 'delivered' | 'failed'): void {
    const reason = state === 'failed' ? { reason: 'no such number' } : {}
    this.#put('receipts', id, { state, ...reason, sentAt: '2026-11-23T12:00:00.000Z' })
  }

  #put(kind: string, id: string, content: unknown): string {
    mkdirSync(path.join(this.folder, kind), { recursive: true })
    writeFileSync(path.join(this.folder, kind, `${id}.json`), JSON.stringify(content))
    return id
  }
}
