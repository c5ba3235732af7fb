/** Where a node starts in the source. */
interface Placed {
  readonly offset: number
}

export interface Argument {
  readonly name: string
  readonly value: Expr
}

/** Arguments of a call, filter or test. */
export interface Args {
  readonly positional: readonly Expr[]
  readonly named: readonly Argument[]
  /** `*expr` */
  readonly spread: Expr | undefined
  /** `**expr` */
  readonly spreadNamed: Expr | undefined
}

export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

export type Expr = Placed &
  (
    | { readonly kind: 'constant'; readonly value: unknown }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expr[] }
    | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expr, Expr])[] }
    | { readonly kind: 'unary'; readonly operator: '-' | '+' | 'not'; readonly value: Expr }
    | {
        readonly kind: 'binary'
        readonly operator: '+' | '-' | '*' | '/' | '//' | '%' | '**'
        readonly left: Expr
        readonly right: Expr
      }
    | { readonly kind: 'and' | 'or'; readonly left: Expr; readonly right: Expr }
    | { readonly kind: 'concat'; readonly parts: readonly Expr[] }
    | {
        readonly kind: 'compare'
        readonly first: Expr
        readonly rest: readonly { readonly operator: CompareOperator; readonly value: Expr }[]
      }
    | {
        readonly kind: 'condition'
        readonly test: Expr
        readonly then: Expr
        readonly otherwise: Expr | undefined
      }
    | { readonly kind: 'attribute'; readonly value: Expr; readonly name: string }
    | { readonly kind: 'item'; readonly value: Expr; readonly key: Expr }
    | {
        readonly kind: 'slice'
        readonly value: Expr
        readonly start: Expr | undefined
        readonly stop: Expr | undefined
        readonly step: Expr | undefined
      }
    | { readonly kind: 'call'; readonly value: Expr; readonly args: Args }
    | { readonly kind: 'filter'; readonly value: Expr; readonly name: string; readonly args: Args }
    | {
        readonly kind: 'test'
        readonly value: Expr
        readonly name: string
        readonly args: Args
        readonly negated: boolean
      }
    /** The captured body of a filter block or a block set. */
    | { readonly kind: 'body' }
  )

/** What an assignment writes to. */
export type Target = Placed &
  (
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'tuple'; readonly items: readonly Target[] }
    | { readonly kind: 'member'; readonly object: string; readonly name: string }
  )

export interface Parameter {
  readonly name: string
  readonly fallback: Expr | undefined
}

export interface MacroParts {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
}

export type Statement = Placed &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'print'; readonly value: Expr }
    | {
        readonly kind: 'if'
        readonly branches: readonly { readonly test: Expr; readonly body: readonly Statement[] }[]
        readonly otherwise: readonly Statement[]
      }
    | {
        readonly kind: 'for'
        readonly target: Target
        readonly items: Expr
        readonly filter: Expr | undefined
        readonly recursive: boolean
        readonly body: readonly Statement[]
        readonly otherwise: readonly Statement[]
      }
    | { readonly kind: 'set'; readonly target: Target; readonly value: Expr }
    | {
        readonly kind: 'set block'
        readonly target: Target
        readonly filter: Expr | undefined
        readonly body: readonly Statement[]
      }
    | {
        readonly kind: 'with'
        readonly pairs: readonly (readonly [Target, Expr])[]
        readonly body: readonly Statement[]
      }
    | { readonly kind: 'macro'; readonly macro: MacroParts }
    | { readonly kind: 'call block'; readonly macro: MacroParts; readonly call: Expr }
    | { readonly kind: 'filter block'; readonly filter: Expr; readonly body: readonly Statement[] }
    | { readonly kind: 'group'; readonly body: readonly Statement[] }
    | { readonly kind: 'do'; readonly value: Expr }
    | { readonly kind: 'break' | 'continue' }
    | {
        readonly kind: 'include'
        readonly template: Expr
        readonly ignoreMissing: boolean
        readonly withContext: boolean
      }
    | {
        readonly kind: 'import'
        readonly template: Expr
        readonly name: string
        readonly withContext: boolean
      }
    | {
        readonly kind: 'from'
        readonly template: Expr
        readonly names: readonly { readonly name: string; readonly as: string }[]
        readonly withContext: boolean
      }
    | { readonly kind: 'extends'; readonly template: Expr }
    | {
        readonly kind: 'block'
        readonly name: string
        readonly scoped: boolean
        readonly required: boolean
        readonly body: readonly Statement[]
      }
  )
