import type { FileContent } from '../../host/observations/fileContent.ts'
import type { Diff } from '../module.ts'

/** Ansible's own limit: bigger contents are not shown. */
const SHOWN = 104_448

/** Old and new content of a file for `--diff`; in place of binary or big ones, words that say so. */
export function contentDiff(path: string, before: FileContent, after: Buffer, afterHeader = path): Diff {
  return {
    before: before.kind === 'file' ? shown(before.content) : before.kind === 'large' ? '(large file)\n' : '',
    after: shown(after),
    beforeHeader: path,
    afterHeader,
  }
}

function shown(content: Buffer): string {
  if (content.length > SHOWN) return `(large file, ${content.length} bytes)\n`
  return content.includes(0) ? `(binary file, ${content.length} bytes)\n` : content.toString('utf8')
}
