import { Undefined } from '../scope.ts'
import { fail } from './fault.ts'
import { isFloat, isNumeric, makeFloat, makeInt, type PyFloat, typeName } from './value.ts'

export type Numeric = number | bigint | boolean | PyFloat
type Operator = '+' | '-' | '*' | '/' | '//' | '%' | '**'

/** Arithmetic of two numbers by Python's rules: ints stay exact, `/` gives a float, `//` and `%` floor. */
export function arithmetic(operator: Operator, a: Numeric, b: Numeric): unknown {
  if (isFloat(a) || isFloat(b)) return floatArithmetic(operator, Number(a), Number(b))
  if (operator === '/') return floatArithmetic('/', Number(a), Number(b))
  const x = typeof a === 'bigint' ? a : Number(a)
  const y = typeof b === 'bigint' ? b : Number(b)
  if (typeof x === 'number' && typeof y === 'number') {
    const quick = quickInt(operator, x, y)
    if (quick !== undefined) return quick
  }
  return bigArithmetic(operator, BigInt(x), BigInt(y))
}

function quickInt(operator: Operator, x: number, y: number): number | undefined {
  let result: number
  if (operator === '+') result = x + y
  else if (operator === '-') result = x - y
  else if (operator === '*') result = x * y
  else if (y === 0 || operator === '**') return undefined
  else if (operator === '//') result = Math.floor(x / y)
  else result = floorModulo(x, y)
  return Number.isSafeInteger(result) ? result + 0 : undefined
}

function floorModulo(x: number, y: number): number {
  const rest = x % y
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest
}

function floatArithmetic(operator: Operator, x: number, y: number): unknown {
  if (y === 0 && operator === '/') fail('division by zero')
  if (y === 0 && (operator === '//' || operator === '%')) fail('float divmod()')
  switch (operator) {
    case '+':
      return makeFloat(x + y)
    case '-':
      return makeFloat(x - y)
    case '*':
      return makeFloat(x * y)
    case '/':
      return makeFloat(x / y)
    case '//':
      return makeFloat(Math.floor(x / y))
    case '%':
      return makeFloat(floorModulo(x, y))
    case '**':
      if (x === 0 && y < 0) fail('0.0 cannot be raised to a negative power')
      return makeFloat(x ** y)
  }
}

function bigArithmetic(operator: Operator, x: bigint, y: bigint): unknown {
  if (operator === '+') return makeInt(x + y)
  if (operator === '-') return makeInt(x - y)
  if (operator === '*') return makeInt(x * y)
  if (operator === '**') {
    if (y < 0n) return floatArithmetic('**', Number(x), Number(y))
    if (y > 100_000n) fail('the exponent is too large')
    return makeInt(x ** y)
  }
  if (y === 0n) fail(operator === '%' ? 'integer modulo by zero' : 'integer division or modulo by zero')
  const rest = ((x % y) + y) % y
  return makeInt(operator === '%' ? rest : (x - rest) / y)
}

export function negate(value: unknown): unknown {
  if (value instanceof Undefined) throw value.error()
  if (!isNumeric(value)) return fail(`bad operand type for unary -: '${typeName(value)}'`)
  if (isFloat(value)) return makeFloat(-Number(value))
  return typeof value === 'bigint' ? makeInt(-value) : 0 - Number(value)
}

export function positive(value: unknown): unknown {
  if (value instanceof Undefined) throw value.error()
  if (!isNumeric(value)) return fail(`bad operand type for unary +: '${typeName(value)}'`)
  return typeof value === 'boolean' ? Number(value) : value
}

/** An index or a count: an int or a boolean, as a JavaScript number. */
export function index(value: unknown): number {
  if (value instanceof Undefined) throw value.error()
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number' && Number.isInteger(value)) return value
  return fail(`'${typeName(value)}' object cannot be interpreted as an integer`)
}
