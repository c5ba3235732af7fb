import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { LAYERS, layerOf, SINGLE_IMPORTERS } from './tools/layers.ts'
import { lineOf, type SourceFile, sourceFiles, walk } from './tools/sourceFiles.ts'

const src = sourceFiles('src')
const tests = sourceFiles('test')

/** Every place that breaks a rule, as `file:line what`, so that a failure is a list to work off. */
function places(files: readonly SourceFile[], find: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap((file) => find(file).map((what) => `${file.path}:${what}`))
}

function matches({ text }: SourceFile, pattern: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${index + 1} ${line.trim()}`] : []))
}

function nodes<N extends ts.Node>(file: SourceFile, is: (node: ts.Node) => node is N): N[] {
  const found: N[] = []
  walk(file.tree, (node) => {
    if (is(node)) found.push(node)
  })
  return found
}

describe('imports', () => {
  it('go one way between the layers', () => {
    const wrong = places(src, (file) => {
      const layer = layerOf(file.path)
      const allowed = LAYERS[layer]
      if (allowed === undefined) return [`1 the folder ${layer} is not in the table of layers`]
      return file.imports
        .filter(({ target, own }) => own && !mayImport(layer, layerOf(target)))
        .map(({ target, line }) => `${line} must not import ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it('take only types from the stack, the engine, the lab and the modules in a reporter', () => {
    const wrong = places(
      src.filter(({ path }) => path.startsWith('src/report/')),
      (file) =>
        file.imports
          .filter(({ target, typeOnly }) => /^src\/(stack|engine|lab|modules)\//.test(target) && !typeOnly)
          .map(({ target, line }) => `${line} must import only types of ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('hide each package that stands for a decision in one file', () => {
    const wrong = places(src, (file) =>
      file.imports
        .filter(({ target, own }) => !own && (SINGLE_IMPORTERS[target] ?? file.path) !== file.path)
        .map(({ target, line }) => `${line} ${target} belongs to ${SINGLE_IMPORTERS[target]}`),
    )
    expect(wrong).toEqual([])
  })

  it('have no cycles, not even of types', () => {
    expect(cycles(src)).toEqual([])
  })

  it('keep what is printed in reporters and exits in main.ts', () => {
    const printing = src.filter(({ path }) => !path.startsWith('src/report/'))
    const rest = src.filter(({ path }) => path !== 'src/main.ts')
    expect(
      places(printing, (file) => matches(file, /\bconsole\.\w+\(|process\.std(out|err)\.write/)),
    ).toEqual([])
    expect(
      places(rest, (file) => matches(file, /process\.(exit\b|exitCode\b|abort\b|kill\(process)/)),
    ).toEqual([])
  })
})

describe('sizes', () => {
  it('keep files under 300 lines and half of them under 100', () => {
    const long = src.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines} lines`)
    expect(long).toEqual([])
    const sorted = src.map(({ lines }) => lines).sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100)
  })

  it('keep functions under 60 lines, nine of ten under 25', () => {
    const functions = src.flatMap((file) =>
      nodes(file, ts.isFunctionLike)
        .filter((node) => 'body' in node && node.body !== undefined)
        .map((node) => ({ where: `${file.path}:${lineOf(file.tree, node)}`, lines: lengthOf(file, node) })),
    )
    expect(functions.filter(({ lines }) => lines > 60)).toEqual([])
    const sorted = functions.map(({ lines }) => lines).sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThanOrEqual(25)
  })
})

describe('language', () => {
  it('has no any', () => {
    const isAny = (node: ts.Node): node is ts.Node => node.kind === ts.SyntaxKind.AnyKeyword
    expect(
      places([...src, ...tests], (file) =>
        nodes(file, isAny).map((node) => `${lineOf(file.tree, node)} any`),
      ),
    ).toEqual([])
  })

  it('silences no compiler and no linter without a reason', () => {
    const silenced = /@ts-(ignore|nocheck)|@ts-expect-error\s*$|biome-ignore [^:]*:?\s*$/
    const files = [...src, ...tests].filter(({ path }) => path !== 'test/style.test.ts')
    expect(places(files, (file) => matches(file, silenced))).toEqual([])
  })

  it('begins error texts in lower case', () => {
    const wrong = places(src, (file) =>
      nodes(file, ts.isNewExpression)
        .filter((node) => node.expression.getText(file.tree) === 'StackError')
        .flatMap((node) => textsOf(node.arguments?.[1]))
        // A name or an acronym may stand first: SSH, YAML, U+0000.
        .filter((node) => /^[A-Z][a-z]/.test(node.text))
        .map((node) => `${lineOf(file.tree, node)} ${node.text}`),
    )
    expect(wrong).toEqual([])
  })

  it('names files by what is in them', () => {
    const vague =
      /\/(index|utils?|helpers?|misc|common|manager|[a-z]+Manager|[a-z]+Utils?|[a-z]+Helpers?)\.ts$/i
    expect(src.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([])
  })

  it('keeps mutable state out of modules', () => {
    const wrong = places(src, (file) =>
      file.tree.statements
        .filter(ts.isVariableStatement)
        .filter(({ declarationList }) => (declarationList.flags & ts.NodeFlags.Const) === 0)
        .filter(
          (statement) => !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword),
        )
        .map((statement) => `${lineOf(file.tree, statement)} ${statement.getText(file.tree).split('\n')[0]}`),
    )
    expect(wrong).toEqual([])
  })
})

describe('tests', () => {
  it('are never run alone nor left out', () => {
    const alone = /\b(it|test|describe|suite)(\.\w+)*\.(only|skip|todo)\b/
    expect(places(tests, (file) => matches(file, alone))).toEqual([])
  })
})

function mayImport(from: string, to: string): boolean {
  return from === to || to === 'source' || to === 'errors.ts' || (LAYERS[from] ?? []).includes(to)
}

function lengthOf(file: SourceFile, node: ts.Node): number {
  const end = file.tree.getLineAndCharacterOfPosition(node.getEnd()).line + 1
  return end - lineOf(file.tree, node) + 1
}

/** The beginnings of a message: of a literal, a template, or both sides of a condition. */
function textsOf(node: ts.Node | undefined): (ts.Node & { text: string })[] {
  if (node === undefined) return []
  if (ts.isStringLiteralLike(node)) return [node]
  if (ts.isTemplateExpression(node)) return [node.head]
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  return ts.isBinaryExpression(node) ? textsOf(node.left) : []
}

/** Import cycles, each told once: depth first, reporting the way back to a file that is still open. */
function cycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, open: readonly string[]): void => {
    const at = open.indexOf(path)
    if (at >= 0) found.push([...open.slice(at), path].join(' -> '))
    if (at >= 0 || done.has(path)) return
    for (const { target, own } of byPath.get(path)?.imports ?? []) if (own) visit(target, [...open, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return found
}
