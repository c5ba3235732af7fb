import type { Release } from './recipe.ts'

/** What the lab tells about its progress while it works; whoever calls it renders that. */
export type LabEvent =
  | {
      readonly kind: 'packages'
      readonly phase: 'installing' | 'installed'
      readonly packages: readonly string[]
    }
  /** `step` is the builder's own word for what it does. */
  | { readonly kind: 'image'; readonly release: Release; readonly phase: 'building'; readonly step: string }
  | { readonly kind: 'image'; readonly release: Release; readonly phase: 'built' }
  | { readonly kind: 'network'; readonly subnets: readonly string[] }
  | { readonly kind: 'host'; readonly name: string; readonly phase: 'booting' | 'ready' | 'kept' | 'stopped' }

export type OnProgress = (event: LabEvent) => void
