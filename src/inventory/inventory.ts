/** One host of the inventory. */
export interface InventoryHost {
  readonly name: string
  /** Every group it is in, ancestors included (without `all`), in the order in which their variables win: later over earlier. */
  readonly groups: readonly string[]
  /** Its variables, merged: `all`, groups in order, host_vars; values as written (templates unrendered). */
  readonly vars: Readonly<Record<string, unknown>>
}

export interface InventoryGroup {
  readonly name: string
  /** Hosts in it and in its children, in inventory order. */
  readonly hosts: readonly string[]
  readonly children: readonly string[]
}

/** Who there is and what is known of them. */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, InventoryHost>
  /** Includes `all` and `ungrouped`. */
  readonly groups: ReadonlyMap<string, InventoryGroup>
  /** The files or lists it was read from. */
  readonly sources: readonly string[]
  /** The same inventory with a host added to groups (the `add_host` and `group_by` modules); pure. */
  withHost(name: string, groups: readonly string[], vars: Readonly<Record<string, unknown>>): Inventory
}
