/** A source and what it gives under ansible-core 2.14; null where that fails. */
export type Case = readonly [source: string, expected: string | null]
