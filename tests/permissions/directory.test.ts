import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { directoryHere } from '../../src/permissions/directory.ts'

describe('on Windows', () => {
  /** What `whoami /fo csv /nh` prints on a member of a domain, of which some columns are left out by nobody. */
  const printed: Record<string, string> = {
    '/user': '"riverside\\b.khan","S-1-5-21-1004336348-1177238915-682003330-1108"\r\n',
    '/groups': [
      '"Everyone","Well-known group","S-1-1-0","Mandatory group, Enabled by default, Enabled group"',
      '"BUILTIN\\Administrators","Alias","S-1-5-32-544","Group used for deny only"',
      '"RIVERSIDE\\IT Support","Group","S-1-5-21-1","Mandatory group, Enabled by default, Enabled group"',
      '"RIVERSIDE\\The ""late"" club","Group","S-1-5-21-2","Mandatory group, Enabled by default, Enabled group"',
    ].join('\r\n'),
  }
  const windows = directoryHere('win32', async (_program, [what = '']) => printed[what])

  test('the account has its domain', async () => {
    expect(await windows.account()).toBe('riverside\\b.khan')
  })

  test('a group is known with its domain and without, whatever its capitals', async () => {
    const groups = [
      'it support',
      'RIVERSIDE\\IT Support',
      'LAPTOP7\\IT Support',
      'Support',
      'The "late" club',
    ]
    expect(await windows.groupsAmong(groups)).toEqual([
      'it support',
      'RIVERSIDE\\IT Support',
      'The "late" club',
    ])
  })

  test('an administrator without his rights is none', async () => {
    expect(await windows.groupsAmong(['Administrators', 'Everyone'])).toEqual(['Everyone'])
  })

  test('a system that does not answer puts nobody into a group', async () => {
    const silent = directoryHere('win32', async () => undefined)
    expect([await silent.account(), await silent.groupsAmong(['Everyone'])]).toEqual([undefined, []])
  })
})

describe.runIf(process.platform === 'linux')('on Linux', () => {
  const own = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()

  test('the process is in its own group, and not in one that it is not in or that there is not', async () => {
    expect(await directoryHere().groupsAmong([own, 'daemon', 'no such group'])).toEqual([own])
  })

  test('nothing that somebody puts into the environment makes him another', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-path-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const forged = path.join(folder, 'getent')
    writeFileSync(forged, `#!/bin/sh\necho "$2:x:${process.getegid?.()}:"\n`)
    chmodSync(forged, 0o755)
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
    vi.stubEnv('USER', 'head')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    expect(await directoryHere().groupsAmong(['deputies'])).toEqual([])
    expect(os.userInfo().username).not.toBe('head')
  })
})
