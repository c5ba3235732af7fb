/** Python's str.title(): each run of letters capitalised. */
export function title(text: string): string {
  return text.replace(/\p{L}+/gu, capitalize)
}

/** First character upper, the rest lower. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = text
  return first.toUpperCase() + rest.join('').toLowerCase()
}

export function swapCase(text: string): string {
  return Array.from(text, (char) =>
    char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase(),
  ).join('')
}

export function isTitle(text: string): boolean {
  return /\p{L}/u.test(text) && title(text) === text
}
