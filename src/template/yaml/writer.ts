/** Where the text of a YAML document stands as it is written: column, indentation, white space before. */
export class Writer {
  text = ''
  column = 0
  /** The indentation of the block being written; undefined at the root. */
  indent: number | undefined = undefined
  whitespace = true
  indention = true
  readonly step: number
  readonly width: number

  constructor(step: number, width: number) {
    this.step = step > 1 && step < 10 ? step : 2
    this.width = width > this.step * 2 ? width : 80
  }

  /** Runs `body` one level deeper; a flow collection or scalar counts the root as a level. */
  deeper(flow: boolean, indentless: boolean, body: () => void): void {
    const before = this.indent
    if (before === undefined) this.indent = flow ? this.step : 0
    else if (!indentless) this.indent = before + this.step
    body()
    this.indent = before
  }

  put(data: string): void {
    this.text += data
    this.column += data.length
  }

  indicator(mark: string, needsSpace: boolean, whitespace = false, indention = false): void {
    this.put(this.whitespace || !needsSpace ? mark : ` ${mark}`)
    this.whitespace = whitespace
    this.indention = this.indention && indention
  }

  lineBreak(data = '\n'): void {
    this.whitespace = true
    this.indention = true
    this.column = 0
    this.text += data
  }

  /** Goes to the indentation, on a new line where needed. */
  toIndent(): void {
    const indent = this.indent ?? 0
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace))
      this.lineBreak()
    if (this.column < indent) {
      this.whitespace = true
      this.put(' '.repeat(indent - this.column))
    }
  }
}
