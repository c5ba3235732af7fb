/** What a filter, test, method or function may ask for while it runs. */
export interface Context {
  readonly environment: Environment
  /** A variable as the template would see it at this point; an `Undefined` when there is none. */
  resolve(name: string): unknown
}

/** Keyword arguments by name. */
export type Named = Readonly<Record<string, unknown>>

/** A filter: `value | name(args, named)`. Methods and tests have the same shape. */
export type FilterFn = (
  value: unknown,
  args: readonly unknown[],
  named: Named | undefined,
  context: Context,
) => unknown

/** A test, as in `value is name(args)`; its result is taken by Python's truth. */
export type TestFn = FilterFn

/** A template found by name, for include, import and extends. */
export interface LoadedTemplate {
  readonly source: string
  readonly file: string
}

/** Everything that templates of one kind share. */
export interface Environment {
  readonly filters: ReadonlyMap<string, FilterFn>
  readonly tests: ReadonlyMap<string, TestFn>
  readonly globals: ReadonlyMap<string, unknown>
  /** Finds a template by name; `from` is the file that asks. Undefined when there is none. */
  loadTemplate?(name: string, from: string): LoadedTemplate | undefined
}
