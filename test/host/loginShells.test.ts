import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { BOOT_COMMAND_LINE, loopScript, messageChunks, stage } from '../../src/host/loop.ts'

describe.each(['dash', 'bash', 'zsh', 'fish', 'tcsh', 'csh'])('with %s as login shell', (shell) => {
  test.skipIf(!have(shell))('the loop starts and runs a message', () => {
    const message = messageChunks(
      [{ script: 'printf "é $0 %s" "$(cat)"; exit 3', stdin: Buffer.from('in') }],
      1,
      false,
    )
    const input = Buffer.concat([stage(loopScript('0f0f')), ...message])
    const { stdout, status } = spawnSync(shell, ['-c', BOOT_COMMAND_LINE], { input })
    expect(status).toBe(0)
    expect(stdout.toString()).toMatch(/0f0f 0 ready:\d+:\d+:\w+\0é sh in\0 ?0f0f 1 3\0$/)
  })
})

function have(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`])
    return true
  } catch {
    return false
  }
}
