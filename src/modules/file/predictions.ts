import { createHash } from 'node:crypto'
import { type Prediction, predict } from '../../host/observation.ts'
import { fileContent } from '../../host/observations/fileContent.ts'
import { fileHash } from '../../host/observations/fileHash.ts'
import {
  type FileStat,
  fileStat,
  fileStatFollow,
  type PresentFile,
} from '../../host/observations/fileStat.ts'
import { EDIT_LIMIT } from './seen.ts'

/** A regular file with this content. */
export function predictFile(path: string, stat: PresentFile, content: Buffer): Prediction[] {
  const seen = { kind: 'file', content } as const
  return [
    ...predictStat(path, stat),
    predict(fileContent, { path }, seen),
    predict(fileContent, { path, limit: EDIT_LIMIT }, seen),
    ...(['sha1', 'sha256'] as const).map((algorithm) =>
      predict(fileHash, { path, algorithm }, createHash(algorithm).update(content).digest('hex')),
    ),
  ]
}

export function predictStat(path: string, stat: FileStat): Prediction[] {
  return [predict(fileStat, path, stat), predict(fileStatFollow, path, stat)]
}

export function predictAbsent(path: string): Prediction[] {
  const absent = { kind: 'absent' } as const
  return [
    ...predictStat(path, { exists: false, denied: false }),
    predict(fileContent, { path }, absent),
    predict(fileContent, { path, limit: EDIT_LIMIT }, absent),
    predict(fileHash, { path }, undefined),
  ]
}
