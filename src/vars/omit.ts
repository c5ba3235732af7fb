/** The value of the variable `omit`: an option or list item that is this is left out. */
export const OMIT: object = Object.freeze({ toString: () => '__omit_place_holder__' })
